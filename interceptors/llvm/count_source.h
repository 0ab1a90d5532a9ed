// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where does the number of entries come from that a scatterlist is unmapped or
// synced with? Pure: nothing is changed.

#pragma once

#include "interceptors/llvm/model.h"
#include "llvm/IR/InstrTypes.h"

namespace dmasan {

/// True when the value can only be what a map of a scatterlist returned: it is
/// the result itself, or is loaded from a local variable or a member of a
/// structure into which this module stores such results and constants only.
/// Meant for code as the front end made it.
bool countIsReturned(const llvm::Value *Count, const llvm::Module &M,
                     const ModelSet &Models);

} // namespace dmasan
