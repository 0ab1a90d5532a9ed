// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CPU loads and stores: the slow path behind the inline test.

#pragma once

#include <stdint.h>

namespace dmasan {

enum class AccessKind : uint8_t {
  Single, // one instruction
  Bulk,   // memcpy and relatives, whatever their size
};

/// Tests the shadow again without a lock, then decides. frame 0: the port finds
/// the stack itself.
void onCpuAccess(uintptr_t Address, uintptr_t Size, bool Store, AccessKind How,
                 uintptr_t Pc, uintptr_t Frame);

/// A value that was loaded from here is used as an index or a length unchecked.
void onUncheckedUse(uintptr_t Address, uintptr_t Size, uintptr_t Pc,
                    uintptr_t Frame);

/// Whether it would be reported; changes nothing.
bool wouldReport(uintptr_t Address, uintptr_t Size, bool Store);

} // namespace dmasan
