// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Told "coherent" and not snooping, nobody cleans or invalidates: the device
// reads old data, the CPU reads old lines. Told "not coherent" and snooping,
// the invalidate of the hand-over to the CPU throws away what the device left
// in the cache.

#include "runtime/check/coherence.h"

namespace dmasan {

void checkCoherence(const DeviceView &D, uint32_t Direction, bool ToDevice,
                    Verdicts &Out) {
  if (!D.HardwareKnown || D.Snoops == D.DeclaredCoherent)
    return;
  bool Loses =
      D.Snoops ? !ToDevice && deviceWrites(Direction)
               : (ToDevice ? deviceReads(Direction) : deviceWrites(Direction));
  if (Loses)
    Out.add(Kind::CoherenceMismatch, D.Snoops, D.DeclaredCoherent);
}

} // namespace dmasan
