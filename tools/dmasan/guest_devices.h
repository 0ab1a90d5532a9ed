// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emulated devices of a guest, as words of QEMU.

#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace dmasan::tool {

/// Appends the words for one --device of `dmasan vm`, with a network or a disk
/// behind it. Index tells it from the others; files are in the folder Work.
llvm::Error addDevice(llvm::StringRef Device, unsigned Index,
                      llvm::StringRef Work, std::vector<std::string> &Out);

} // namespace dmasan::tool
