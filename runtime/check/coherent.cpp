// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Strongly ordered memory faults on an unaligned access; a bulk copy is free to
// make one whatever the alignment of its ends.

#include "runtime/check/coherent.h"

namespace dmasan {

void checkCoherentAccess(Span Bytes, bool Bulk, Verdicts &Out) {
  uint64_t Size = Bytes.size();
  uint64_t Register = 8;
  bool OneAccess = Size != 0 && (Size & (Size - 1)) == 0 && Size <= Register;
  Kind What = Kind::CoherentBulkAccess;
  if (!Bulk && OneAccess) {
    if (isAligned(Bytes.Begin, Size))
      return;
    What = Kind::CoherentUnalignedAccess;
  }
  Verdict &V = Out.add(What, Register, Size);
  V.Address = Bytes.Begin;
  V.Size = Size;
}

} // namespace dmasan
