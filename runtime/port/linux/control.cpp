// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C++ side of control in the kernel: options, filter, suppressions, fault
// injection, listings and statistics as C functions for the glue (glue.h says
// what they mean). Whatever changes is changed by one thread at a time.

#include "runtime/base/counters.h"
#include "runtime/engine/excuses.h"
#include "runtime/engine/filter.h"
#include "runtime/engine/injection.h"
#include "runtime/engine/listing.h"
#include "runtime/engine/pass_on.h"
#include "runtime/engine/sink.h"
#include "runtime/port/linux/names.h"
#include "runtime/stack/depot.h"

using namespace dmasan;

namespace {

StringRef keep(const char *Text, TextBuffer &Strings) {
  size_t Begin = Strings.size();
  Strings << Text;
  return StringRef(Strings.text() + Begin, Strings.size() - Begin);
}

size_t resolve(uintptr_t ReturnAddress, Frame *Out, size_t,
               TextBuffer &Strings) {
  dmasan_symbol_parts Parts;
  dmasan_resolve(ReturnAddress, &Parts);
  Out[0] = {};
  Out[0].Pc = ReturnAddress;
  Out[0].Function = keep(Parts.function, Strings);
  Out[0].Module = keep(Parts.module, Strings);
  Out[0].Offset = Parts.offset;
  Out[0].FunctionSize = Parts.size;
  return 1;
}

/// For suppressions: in the context of the finding, so without much memory. A
/// kernel knows no files.
void walkNames(const Finding &F, void *Context,
               bool (*Visit)(void *, const FrameNames &)) {
  const StackId Stacks[] = {F.Stack, F.SecondStack, F.Mapping.MapStack};
  for (StackId Stack : Stacks) {
    const uintptr_t *Pcs = nullptr;
    size_t Count = stackFrames(Stack, &Pcs);
    for (size_t I = 0; I != Count; ++I) {
      dmasan_symbol_parts Parts;
      dmasan_resolve(Pcs[I], &Parts);
      if (Visit(Context, {Parts.function, {}}))
        return;
    }
  }
}

/// Also in the context of a finding.
Passage passageAt(uintptr_t ReturnAddress) {
  dmasan_symbol_parts Parts;
  dmasan_resolve(ReturnAddress, &Parts);
  return passesOn(Parts.function) ? Passage::PassesOn : Passage::Stops;
}

void line(TextBuffer &Out, const char *What, uint64_t Value) {
  Out << What << ": ";
  Out.decimal(Value) << '\n';
}

const char *fieldPrefix(Suppression::Field Where) {
  switch (Where) {
  case Suppression::Field::Any:
    return "";
  case Suppression::Field::Device:
    return "device=";
  case Suppression::Field::Driver:
    return "driver=";
  case Suppression::Field::Function:
    return "function=";
  case Suppression::Field::File:
    return "file=";
  }
  __builtin_trap();
}

struct Live {
  LiveMapping Mapping;
  SymbolScratch Scratch;
};

InjectionRule injection() {
  const Options &O = options();
  return {O.fail_map_nth, 0, O.fail_map_percent, O.fail_map_seed};
}

} // namespace

RenderContext dmasan::kernelContext(SymbolScratch &Scratch) {
  RenderContext C;
  C.Style = Grammar::Kernel;
  C.Resolve = resolve;
  C.Scratch = &Scratch;
  C.PassesOn = passesOn;
  return C;
}

extern "C" {

extern const size_t dmasan_live_bytes;
const size_t dmasan_live_bytes = sizeof(Live);

static void beginOptions() {
  static bool Begun;
  // Bounds of page fragments are unknown in a kernel, and rarely a mistake.
  if (!Begun)
    parseOptions("unknown_bounds=ignore", "dmasan.ko");
  Begun = true;
}

unsigned dmasan_parse_options(const char *Text, const char *Source);
unsigned dmasan_parse_options(const char *Text, const char *Source) {
  beginOptions();
  return parseOptions(Text, Source);
}

bool dmasan_set_option(const char *Name, const char *Value, const char *Source);
bool dmasan_set_option(const char *Name, const char *Value,
                       const char *Source) {
  beginOptions();
  return assignOption(Name, StringRef(Value).trim(), Source);
}

int dmasan_print_option(const char *Name, char *Out, size_t Capacity);
int dmasan_print_option(const char *Name, char *Out, size_t Capacity) {
  TextBuffer Text(Out, Capacity);
  writeOptionValue(Text, Name, options());
  Text << '\n';
  return int(Text.size());
}

void dmasan_core_init();
void dmasan_core_init() {
  setFrameWalker(walkNames);
  setPassageTest(passageAt);
}

const char *dmasan_filter_option();
const char *dmasan_filter_option() { return options().filter; }
bool dmasan_watches_pages();
bool dmasan_watches_pages() { return options().watch_pages; }
const char *dmasan_fail_driver_option();
const char *dmasan_fail_driver_option() { return options().fail_driver; }

void dmasan_use_filter(const char *Text);
void dmasan_use_filter(const char *Text) { setFilter(Text); }

unsigned dmasan_add_suppressions(const char *Text, const char *Source);
unsigned dmasan_add_suppressions(const char *Text, const char *Source) {
  return suppressions().parse(Text, Source, kPortOptionSink);
}
void dmasan_retire_suppressions();
void dmasan_retire_suppressions() { suppressions().retire(); }
void dmasan_free_suppressions();
void dmasan_free_suppressions() { suppressions().freeRetired(); }

size_t dmasan_print_suppressions(char *Out, size_t Capacity);
size_t dmasan_print_suppressions(char *Out, size_t Capacity) {
  TextBuffer Text(Out, Capacity);
  suppressions().forEach([&](const Suppression &S) {
    size_t Whole = Text.size();
    Text << S.Kind << ':' << fieldPrefix(S.Where) << S.Pattern << "\n# ";
    Text.decimal(S.Hits.load(std::memory_order_relaxed))
        << " hits; from " << S.Source << ':';
    Text.decimal(uint64_t(S.Line)) << '\n';
    if (Text.overflowed())
      Text.truncate(Whole);
  });
  return Text.size();
}

void dmasan_forget_findings();
void dmasan_forget_findings() { forgetFindings(); }
void dmasan_device_remember(const char *Name); // device.c
void dmasan_forget_state();
void dmasan_forget_state() {
  for (DeviceId Id = 1; Id < deviceBound(); ++Id)
    if (deviceAt(Id).Identity.load(std::memory_order_acquire))
      dmasan_device_remember(deviceAt(Id).Name);
  forgetState();
}

uint32_t dmasan_keep_stack(const uintptr_t *Frames, size_t Count);
uint32_t dmasan_keep_stack(const uintptr_t *Frames, size_t Count) {
  return internStack(Frames, Count);
}

bool dmasan_injects();
bool dmasan_injects() { return injection().any(); }
bool dmasan_fails(const char *Filter, const char *Device, const char *Driver,
                  uint64_t *Calls);
bool dmasan_fails(const char *Filter, const char *Device, const char *Driver,
                  uint64_t *Calls) {
  return filterWants(Filter, Device, Driver) &&
         injection().fails(__atomic_add_fetch(Calls, 1, __ATOMIC_RELAXED));
}

size_t dmasan_print_core_statistics(char *Out, size_t Capacity);
size_t dmasan_print_core_statistics(char *Out, size_t Capacity) {
  TextBuffer Text(Out, Capacity);
  SinkCounts Counts = sinkCounts();
  line(Text, "live mappings", dmasan_live_mappings(nullptr));
  for (unsigned I = 0; I != 4; ++I) {
    Text << "findings of severity ";
    line(Text, name(Severity(I)), Counts.Reported[I]);
  }
  line(Text, "suppressed", Counts.Suppressed);
  line(Text, "left out by filter", Counts.Filtered);
  line(Text, "left out by report_from", Counts.BelowLevel);
  line(Text, "repeated", Counts.Duplicates);
  line(Text, "new findings not shown (table of findings full)",
       Counts.TableFull);
  line(Text, "stacks", GlobalDepot.stored());
  line(Text, "stacks not kept (out of memory)", GlobalDepot.dropped());
  for (size_t I = 0; I != kCounterCount; ++I)
    line(Text, kCounterTexts[I], counterValue(Counter(I)));
  for (ExcuseId I = 1; I < excuseBound(); ++I) {
    Text << "excused, ";
    line(Text, excuseText(I), excuseHits(I));
  }
  return Text.size();
}

uint32_t dmasan_next_live(uint32_t From, void *Out);
uint32_t dmasan_next_live(uint32_t From, void *Out) {
  return describeLive(From, 0, static_cast<Live *>(Out)->Mapping);
}

size_t dmasan_print_live_head(char *Out, size_t Capacity);
size_t dmasan_print_live_head(char *Out, size_t Capacity) {
  TextBuffer Text(Out, Capacity);
  renderLiveHead(Text);
  return Text.size();
}

size_t dmasan_print_live(void *Which, bool Json, char *Out, size_t Capacity);
size_t dmasan_print_live(void *Which, bool Json, char *Out, size_t Capacity) {
  TextBuffer Text(Out, Capacity);
  Live &L = *static_cast<Live *>(Which);
  (Json ? renderLiveJson : renderLiveLine)(Text, L.Mapping,
                                           kernelContext(L.Scratch));
  return Text.size();
}

} // extern "C"
