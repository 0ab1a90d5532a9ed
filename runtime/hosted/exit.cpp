// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The end: leaks of devices that were never destroyed, statistics, and the exit
// status. As with TSan the program runs to its own end first.

#include "dmasan/interface.h"
#include "runtime/base/counters.h"
#include "runtime/engine/excuses.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"
#include "runtime/engine/sink.h"
#include "runtime/hosted/internal.h"
#include "runtime/stack/depot.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// libFuzzer's programs have it.
extern "C" __attribute__((weak)) int LLVMFuzzerTestOneInput(const uint8_t *,
                                                            size_t);

namespace dmasan::hosted {

bool isFuzzer() { return LLVMFuzzerTestOneInput != nullptr; }

namespace {

void findLeaks() {
  if (!options().detect_leaks)
    return;
  dmasan_call Call = {};
  Event E(Call, reinterpret_cast<uintptr_t>(__builtin_return_address(0)), 0);
  reportLeaks(E, 0);
}

void printSuppressions(TextBuffer &Out) {
  suppressions().forEach([&](const Suppression &S) {
    Out << "  suppression " << S.Source << ':';
    Out.decimal(uint64_t(S.Line))
        << " '" << S.Kind << ':' << S.Pattern << "': ";
    uint64_t Hits = S.Hits.load(std::memory_order_relaxed);
    if (Hits)
      Out.decimal(Hits) << " hits\n";
    else
      Out << "not used\n";
  });
}

void printStats() {
  static char Memory[65536];
  TextBuffer Out(Memory, sizeof(Memory));
  SinkCounts Counts = sinkCounts();
  auto Line = [&](const char *What, uint64_t Value) {
    Out << "  ";
    Out.decimal(Value) << ' ' << What << '\n';
  };
  Out << "DMASan statistics\n";
  for (Severity S : {Severity::Error, Severity::Portability,
                     Severity::Performance, Severity::Style}) {
    Out << "  ";
    Out.decimal(Counts.Reported[size_t(S)])
        << " findings of severity " << name(S) << '\n';
  }
  Line("repetitions of a finding", Counts.Duplicates);
  Line("findings suppressed", Counts.Suppressed);
  Line("findings below report_from", Counts.BelowLevel);
  Line("new findings without room in the table", Counts.TableFull);
  Line("stacks kept", GlobalDepot.stored());
  Line("stacks dropped", GlobalDepot.dropped());
  for (size_t I = 0; I != kCounterCount; ++I)
    Line(kCounterTexts[I], counterValue(Counter(I)));
  printSuppressions(Out);
  for (ExcuseId I = 1; I < excuseBound(); ++I) {
    Out << "  excused, " << excuseText(I) << ": ";
    Out.decimal(excuseHits(I)) << " findings\n";
  }
  writeReport(Out.ref());
}

/// What was left out is said, also to who asked for no statistics.
void printLeftOut() {
  uint64_t Count = counterValue(Counter::BeyondLimit);
  if (!Count)
    return;
  FixedText<128> Line;
  Line.buffer() << "DMASan: ";
  Line.buffer().decimal(Count)
      << ' ' << kCounterTexts[size_t(Counter::BeyondLimit)] << '\n';
  writeReport(Line.buffer().ref());
}

bool failed() {
  SinkCounts Counts = sinkCounts();
  for (size_t S = 0; S <= options().fail_on; ++S)
    if (Counts.Reported[S])
      return true;
  return false;
}

void atEnd() {
  findLeaks();
  if (options().print_stats)
    printStats();
  else
    printLeftOut();
  if (failed() && options().exitcode) {
    fflush(nullptr);
    _exit(static_cast<int>(options().exitcode));
  }
}

} // namespace

void prepareExit() { atexit(atEnd); }

void halt() {
  fflush(nullptr);
  if (options().abort_on_error) {
    if (!isFuzzer())
      signal(SIGABRT, SIG_DFL);
    abort();
  }
  _exit(options().exitcode ? static_cast<int>(options().exitcode) : 1);
}

} // namespace dmasan::hosted
