// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The last few ranges of memory of which something was said.
//
// Threading: a lock of its own. All zero is empty. Failure: none, it forgets.

#pragma once

#include "runtime/base/bits.h"
#include "runtime/base/recent.h"
#include "runtime/base/spin_lock.h"

namespace dmasan {

template <unsigned Capacity> class RecentSpans {
public:
  void note(Span Bytes) {
    ScopedLock Guard(Lock);
    Kept.push(Bytes);
  }
  /// Whether one of them holds all of Bytes.
  bool cover(Span Bytes) {
    ScopedLock Guard(Lock);
    for (const Span &Each : Kept)
      if (Each.contains(Bytes))
        return true;
    return false;
  }

private:
  SpinLock Lock; // guards the rest
  Recent<Span, Capacity> Kept;
};

} // namespace dmasan
