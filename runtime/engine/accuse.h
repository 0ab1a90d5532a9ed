// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a verdict to a finding: names, stacks, mapping cards, origin and shadow
// window are added here, and the finding goes to the sink.
//
// Threading: no lock may be held. A finding made inside the sink or the host's
// report path is a new finding; nothing here is shared.

#pragma once

#include "runtime/check/verdict.h"
#include "runtime/engine/event.h"

namespace dmasan {

struct Accusation {
  Kind What;
  Severity Sev;
  MappingId Mapping = 0; // referenced by the caller
  MappingId Other = 0;
  uint64_t Address = 0; // accused first CPU byte
  uint64_t Shift = 0;   // Address less that of the mapped memory (an alias)
  uint64_t Dma = 0;     // 0: the call's
  uint64_t Size = 0;    // 0: the call's
  uint64_t Expected = 0, Actual = 0;
  uint64_t Count = 0;
  StackId Stack = 0; // 0: the event's
  StackId SecondStack = 0;
  const OriginInfo *Origin = nullptr; // null: asked for when there is a mapping

  explicit Accusation(Kind What)
      : What(What), Sev(info(What).DefaultSeverity) {}
  explicit Accusation(const Verdict &V)
      : What(V.What), Sev(V.Sev), Address(V.Address), Size(V.Size),
        Expected(V.Expected), Actual(V.Actual) {}
};

/// False: nobody is told of it, now or before.
__attribute__((cold)) bool accuse(Event &E, const Accusation &A);
/// Every verdict against one mapping.
__attribute__((cold)) void accuseEach(Event &E, const Verdicts &V,
                                      MappingId Mapping,
                                      const OriginInfo *Origin);
inline void accuseAll(Event &E, const Verdicts &V, MappingId Mapping,
                      const OriginInfo *Origin = nullptr) {
  if (!V.empty())
    accuseEach(E, V, Mapping, Origin);
}

} // namespace dmasan
