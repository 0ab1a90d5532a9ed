// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A finding leaves the core: rendered and written at once, one at a time.
//
// Threading: a lock orders reports. A finding that is made by the report itself
// (the symbolizer runs in this process) is not reported.

#include "reports/text.h"
#include "runtime/base/counters.h"
#include "runtime/engine/options.h"
#include "runtime/engine/pass_on.h"
#include "runtime/engine/sink.h"
#include "runtime/hosted/internal.h"
#include "runtime/port/port.h"
#include "runtime/port/posix/thread.h"
#include "runtime/stack/depot.h"

#include <atomic>
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

namespace dmasan::hosted {

namespace {

constinit std::atomic<uint32_t> Owner = 0; // thread plus one
constexpr size_t kFooterLines = kCounterCount + 2;

constinit FooterLine Footer[kFooterLines] = {};
constinit SymbolScratch Scratch = {};
char Memory[1 << 18];

void fillFooter() {
  size_t I = 0;
  for (; I != kCounterCount; ++I)
    Footer[I] = {counterValue(Counter(I)), kCounterTexts[I]};
  Footer[I++] = {GlobalDepot.dropped(), "stacks not kept (out of memory)"};
  Footer[I++] = {sinkCounts().TableFull,
                 "new findings not shown (table of findings full)"};
}

} // namespace

ReportLock::ReportLock() {
  uint32_t Me = dmasan_port_thread() + 1;
  Held = Owner.load(std::memory_order_relaxed) != Me;
  if (!Held)
    return;
  uint32_t Nobody = 0;
  while (!Owner.compare_exchange_weak(Nobody, Me, std::memory_order_acquire)) {
    Nobody = 0;
    dmasan_port_relax();
  }
}

ReportLock::~ReportLock() {
  if (Held)
    Owner.store(0, std::memory_order_release);
}

RenderContext &ReportLock::context() {
  static constinit RenderContext C;
  C.Color = wantsColor();
  C.Process = static_cast<uint32_t>(getpid());
  C.Resolve = resolveFrame;
  C.Scratch = &Scratch;
  C.PassesOn = passesOn;
  fillFooter();
  C.Footer = Footer;
  C.FooterCount = kFooterLines;
  return C;
}

TextBuffer &ReportLock::text() {
  alignas(TextBuffer) static char Place[sizeof(TextBuffer)];
  return *new (Place) TextBuffer(Memory, sizeof(Memory));
}

namespace {

struct Walk {
  void *Context;
  bool (*Visit)(void *, const FrameNames &);
  bool Done;
};

void walkNames(const Finding &F, void *Context,
               bool (*Visit)(void *, const FrameNames &)) {
  ReportLock Lock;
  if (!Lock.held())
    return;
  posix::InternalScope Scope;
  Walk W = {Context, Visit, false};
  for (StackId Stack : {F.Stack, F.SecondStack, F.Mapping.MapStack}) {
    visitStack(Stack, nullptr, resolveFrame, Scratch, &W,
               [](void *Opaque, const Frame &Where, unsigned) {
                 auto &Self = *static_cast<Walk *>(Opaque);
                 Self.Done =
                     Self.Visit(Self.Context, {Where.Function, Where.File});
                 return !Self.Done;
               });
    if (W.Done)
      return;
  }
}

Passage passageAt(uintptr_t ReturnAddress) {
  ReportLock Lock;
  if (!Lock.held() || !options().symbolize)
    return Passage::Stops;
  posix::InternalScope Scope;
  TextBuffer Strings(Scratch.Strings, sizeof(Scratch.Strings));
  size_t Count =
      resolveFrame(ReturnAddress, Scratch.Frames, kMaxInlined, Strings);
  Passage What = Passage::Hidden;
  for (size_t I = 0; I != Count; ++I)
    if (passesOn(Scratch.Frames[I].Function))
      What = Passage::PassesOn;
    else if (!isInternalFrame(Scratch.Frames[I], nullptr))
      return Passage::Stops;
  return What;
}

__attribute__((constructor)) void prepareReports() {
  setFrameWalker(walkNames);
  setPassageTest(passageAt);
  // A thread that was reporting does not exist in a forked child.
  pthread_atfork(nullptr, nullptr,
                 [] { Owner.store(0, std::memory_order_relaxed); });
}

} // namespace

} // namespace dmasan::hosted

using namespace dmasan;
using namespace dmasan::hosted;

extern "C" void dmasan_port_finding(const dmasan_finding *Opaque) {
  const auto &F = *reinterpret_cast<const Finding *>(Opaque);
  int Saved = errno;
  {
    ReportLock Lock;
    if (!Lock.held())
      return count(Counter::NmiEvents);
    posix::InternalScope Scope;
    RenderContext &C = Lock.context();
    TextBuffer &Out = Lock.text();
    renderText(Out, F, C);
    writeReport(Out.ref());
    if (wantsJson()) {
      Out.clear();
      renderJson(Out, F, C);
      writeJson(Out.ref());
    }
  }
  if (options().halt_on_error && F.Sev == Severity::Error)
    halt();
  errno = Saved;
}
