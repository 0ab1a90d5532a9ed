// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Does anybody look whether a call failed? Pure: nothing is changed.

#pragma once

#include "interceptors/llvm/model.h"
#include "llvm/IR/InstrTypes.h"

namespace dmasan {

/// How a function tells that it failed.
enum class FailureSign : uint8_t {
  Zero,    // else a positive count (dma_map_sg)
  Negative // else zero (dma_map_sgtable)
};

/// False when no use of the call's result can tell failure from success. A
/// result that leaves the code that can be seen here (memory, the caller, an
/// unknown function) counts as tested. Meant for code as the front end made it,
/// where locals are in memory.
bool resultIsTested(const llvm::CallBase &Call, FailureSign Sign,
                    const ModelSet &Models);

} // namespace dmasan
