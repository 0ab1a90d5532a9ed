// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a check says: a kind and the facts that only the check knows. The engine
// makes a finding of it. Bounded: one event breaks few rules.

#pragma once

#include "reports/kinds.h"

namespace dmasan {

struct Verdict {
  Kind What;
  Severity Sev;
  uint64_t Address; // accused first CPU byte, 0: the event's own
  uint64_t Size;    // accused bytes, 0: the event's own
  uint64_t Expected, Actual;
};

class Verdicts {
public:
  Verdict &add(Kind What) {
    Verdict &V = Items[Count < kMax ? Count++ : kMax - 1];
    V = {What, info(What).DefaultSeverity, 0, 0, 0, 0};
    return V;
  }
  Verdict &add(Kind What, uint64_t Expected, uint64_t Actual) {
    Verdict &V = add(What);
    V.Expected = Expected;
    V.Actual = Actual;
    return V;
  }
  const Verdict *begin() const { return Items; }
  const Verdict *end() const { return Items + Count; }
  bool empty() const { return Count == 0; }
  unsigned size() const { return Count; }

private:
  static constexpr unsigned kMax = 6;
  Verdict Items[kMax];
  unsigned Count = 0;
};

} // namespace dmasan
