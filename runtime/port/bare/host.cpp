// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Devices, origins and reports of a bare system. It knows nothing but the
// board's serial line: reports show addresses, for a symbolizer on another
// machine. A system that knows more (names, allocator, pages) fills it in here.

#include "reports/text.h"
#include "runtime/port/bare/board.h"
#include "runtime/port/port.h"
#include "runtime/stack/depot.h"

using namespace dmasan;

namespace {

constinit SymbolScratch Scratch = {};
char Text[8192];
constinit bool Reporting = false;

size_t nameless(uintptr_t ReturnAddress, Frame *Out, size_t, TextBuffer &) {
  Out[0] = {};
  Out[0].Pc = ReturnAddress;
  return 1;
}

} // namespace

extern "C" {

void dmasan_port_finding(const dmasan_finding *F) {
  if (Reporting)
    return; // a report about the way of a report
  Reporting = true;
  FooterLine Footer[] = {{GlobalDepot.dropped(), "stacks not kept"}};
  RenderContext C;
  C.Resolve = nameless;
  C.Scratch = &Scratch;
  C.Footer = Footer;
  C.FooterCount = 1;
  TextBuffer Out(Text, sizeof(Text));
  renderText(Out, *reinterpret_cast<const Finding *>(F), C);
  dmasan_board_write(Out.text(), Out.size());
  Reporting = false;
}

void dmasan_port_message(const char *Message) {
  FixedText<512> Line;
  Line.buffer() << "DMASan: " << Message << '\n';
  dmasan_board_write(Line.buffer().text(), Line.buffer().size());
}

void dmasan_port_origin(uintptr_t, uint64_t, struct dmasan_port_origin *) {}
uintptr_t dmasan_port_page_address(const void *) { return 0; }
uintptr_t dmasan_port_phys_to_virt(uint64_t Phys) {
  return static_cast<uintptr_t>(Phys); // one to one, as boot loaders have it
}
uintptr_t dmasan_port_alias_memory(uintptr_t) { return 0; }
size_t dmasan_port_sg_read(const void *, int, size_t, size_t,
                           struct dmasan_sg_entry *) {
  return 0;
}
void dmasan_port_device_names(const void *, char *Name, char *Driver, size_t) {
  Name[0] = Driver[0] = '\0';
}
void dmasan_port_device(const void *, struct dmasan_port_device *) {}
unsigned dmasan_port_context(void) { return 0; }
int dmasan_port_sync_needed(const void *, uint64_t) { return 1; }

} // extern "C"
