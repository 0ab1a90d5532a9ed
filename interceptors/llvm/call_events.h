// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns calls of modelled functions into events, before inlining can hide
// them. The bodies of modelled functions are left alone and marked, so that
// their loads and stores stay uninstrumented wherever they are inlined.

#pragma once

#include "interceptors/llvm/model.h"
#include "interceptors/llvm/runtime_abi.h"

namespace dmasan {

/// Returns true when the module was changed.
bool insertCallEvents(llvm::Module &M, const ModelSet &Models, RuntimeAbi &Abi,
                      Host Target);

} // namespace dmasan
