// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which memory user space sees where. Threading: safe.

#pragma once

#include <stdint.h>

namespace dmasan::sim {

/// Physical address of the memory behind an address of user space; 0: none.
uint64_t userMemory(uintptr_t Address);

} // namespace dmasan::sim
