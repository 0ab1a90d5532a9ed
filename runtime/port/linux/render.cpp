// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C++ side of reports in the kernel: renderers as C functions for the glue.
// Called by one thread at a time.

#include "runtime/base/counters.h"
#include "runtime/engine/sink.h"
#include "runtime/port/linux/names.h"

using namespace dmasan;

extern "C" {

extern const size_t dmasan_finding_bytes;
const size_t dmasan_finding_bytes = sizeof(Finding);
}

// origin.c numbers them.
static_assert(int(OriginKind::Heap) == 1 && int(OriginKind::Stack) == 3 &&
              int(OriginKind::Rodata) == 5 && int(OriginKind::Text) == 6 &&
              int(OriginKind::Vmalloc) == 7 && int(OriginKind::Pages) == 11);

namespace {

constinit SymbolScratch Scratch = {};

const Finding &asFinding(const void *F) {
  return *static_cast<const Finding *>(F);
}

RenderContext context(const char *Task) {
  RenderContext C = kernelContext(Scratch);
  C.TaskName = Task;
  return C;
}

} // namespace

extern "C" {

void dmasan_report_of(const void *F, dmasan_report *Out);
void dmasan_report_of(const void *F, dmasan_report *Out) {
  *Out = factsOf(asFinding(F));
}

bool dmasan_panic_on_finding();
bool dmasan_panic_on_finding() { return options().panic_on_finding; }

unsigned dmasan_fail_alloc_nth();
unsigned dmasan_fail_alloc_nth() { return options().fail_alloc_nth; }

bool dmasan_judges_pages();
bool dmasan_judges_pages() { return options().alloc_on_mapped == kAllocPage; }

bool dmasan_counter_line(size_t Index, char *Out, size_t Capacity);
bool dmasan_counter_line(size_t Index, char *Out, size_t Capacity) {
  if (Index >= kCounterCount)
    return false;
  TextBuffer Text(Out, Capacity);
  Out[0] = '\0';
  if (uint64_t Value = counterValue(Counter(Index))) {
    Text.decimal(Value);
    Text << ' ' << kCounterTexts[Index];
  }
  return true;
}

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
  case Kind::UnmapDeviceMismatch:
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
