// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C++ side of the kernel host: options and renderers as C functions for
// the glue. Called by one thread at a time.

#include "reports/text.h"
#include "runtime/base/counters.h"
#include "runtime/engine/options.h"
#include "runtime/engine/sink.h"

using namespace dmasan;

extern "C" {

/// As in glue.h, which only C of the kernel can include.
struct dmasan_symbol_parts {
  char function[128];
  char module[64];
  unsigned long offset, size;
};
void dmasan_resolve(unsigned long Address, dmasan_symbol_parts *Out);

extern const size_t dmasan_finding_bytes;
const size_t dmasan_finding_bytes = sizeof(Finding);
}

// origin.c numbers them.
static_assert(int(OriginKind::Heap) == 1 && int(OriginKind::Stack) == 3 &&
              int(OriginKind::Rodata) == 5 && int(OriginKind::Text) == 6 &&
              int(OriginKind::Vmalloc) == 7 && int(OriginKind::Pages) == 11);

namespace {

constinit SymbolScratch Scratch = {};
constinit dmasan_symbol_parts Parts = {};

StringRef keep(const char *Text, TextBuffer &Strings) {
  size_t Begin = Strings.size();
  Strings << Text;
  return StringRef(Strings.text() + Begin, Strings.size() - Begin);
}

size_t resolve(uintptr_t ReturnAddress, Frame *Out, size_t,
               TextBuffer &Strings) {
  dmasan_resolve(ReturnAddress, &Parts);
  Out[0] = {};
  Out[0].Pc = ReturnAddress;
  Out[0].Function = keep(Parts.function, Strings);
  Out[0].Module = keep(Parts.module, Strings);
  Out[0].Offset = Parts.offset;
  Out[0].FunctionSize = Parts.size;
  return 1;
}

const Finding &asFinding(const void *F) {
  return *static_cast<const Finding *>(F);
}

RenderContext context(const char *Task) {
  RenderContext C;
  C.Style = Grammar::Kernel;
  C.TaskName = Task;
  C.Resolve = resolve;
  C.Scratch = &Scratch;
  return C;
}

} // namespace

extern "C" {

unsigned dmasan_parse_options(const char *Text, const char *Source);
unsigned dmasan_parse_options(const char *Text, const char *Source) {
  static bool Begun; // the module loader is one thread
  // Bounds of page fragments are unknown in a kernel, and rarely a mistake.
  if (!Begun)
    parseOptions("unknown_bounds=ignore", "dmasan.ko");
  Begun = true;
  return parseOptions(Text, Source);
}

int dmasan_print_option(const char *Name, char *Out, size_t Capacity);
int dmasan_print_option(const char *Name, char *Out, size_t Capacity) {
  TextBuffer Text(Out, Capacity);
  writeOptionValue(Text, Name, options());
  Text << '\n';
  return int(Text.size());
}

void dmasan_forget_findings();
void dmasan_forget_findings() { forgetFindings(); }

bool dmasan_panic_on_finding();
bool dmasan_panic_on_finding() { return options().panic_on_finding; }

unsigned dmasan_fail_map_nth();
unsigned dmasan_fail_map_nth() { return options().fail_map_nth; }

bool dmasan_finding_is_error(const void *F);
bool dmasan_finding_is_error(const void *F) {
  return asFinding(F).Sev == Severity::Error;
}

const char *dmasan_finding_device(const void *F);
const char *dmasan_finding_device(const void *F) {
  return asFinding(F).DeviceName;
}

bool dmasan_finding_needs_history(const void *F);
bool dmasan_finding_needs_history(const void *F) {
  switch (asFinding(F).What) {
  case Kind::UnmapNotMapped:
  case Kind::SyncNotMapped:
  case Kind::CoherentFreeMismatch:
  case Kind::PoolMisuse:
    return true;
  default:
    return false;
  }
}

size_t dmasan_render_text(const void *F, const char *Task, char *Out,
                          size_t Capacity);
size_t dmasan_render_text(const void *F, const char *Task, char *Out,
                          size_t Capacity) {
  TextBuffer Buffer(Out, Capacity);
  FooterLine Footer[kCounterCount];
  RenderContext C = context(Task);
  for (size_t I = 0; I != kCounterCount; ++I)
    Footer[I] = {counterValue(Counter(I)), kCounterTexts[I]};
  C.Footer = Footer;
  C.FooterCount = kCounterCount;
  renderText(Buffer, asFinding(F), C);
  return Buffer.size();
}

size_t dmasan_render_json(const void *F, const char *Task, char *Out,
                          size_t Capacity);
size_t dmasan_render_json(const void *F, const char *Task, char *Out,
                          size_t Capacity) {
  TextBuffer Buffer(Out, Capacity);
  renderJson(Buffer, asFinding(F), context(Task));
  return Buffer.size();
}

} // extern "C"
