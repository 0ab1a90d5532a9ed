// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a guest that has ended comes to: its findings, said and written, and the
// exit status of `dmasan vm`.

#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace dmasan::tool {

enum { kExitGuest = 3 }; // the guest failed: panic, hang, script

struct GuestRun {
  llvm::StringRef LogPath;  // its console
  llvm::StringRef JsonPath; // for findings, one a line; empty: none
  llvm::ArrayRef<std::string> ModuleFolders; // for source lines
  llvm::ArrayRef<std::string> KnownWarnings; // which are no failure
  unsigned Seconds;                          // that it was given
  bool TimedOut;
};

int judgeGuest(const GuestRun &Run);

} // namespace dmasan::tool
