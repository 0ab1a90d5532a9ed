// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What differs between the architectures of guests: QEMU's machine, the
// console, and where the stock kernel and its programs are.

#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace dmasan::tool {

struct GuestMachine {
  llvm::StringRef Name;    // as Debian calls it
  llvm::StringRef Machine; // as uname calls it
  llvm::StringRef Qemu;    // program; its package
  llvm::StringRef QemuPackage;
  llvm::StringRef Words; // of QEMU, blanks between them
  llvm::StringRef Console;
  llvm::StringRef Ko;     // in lib/dmasan
  llvm::StringRef Target; // of the build, that makes it
  llvm::StringRef Iommu;  // words of QEMU for one, strict
  llvm::StringRef Kbuild; // words of make, for modules by clang
  bool PackedImage;       // a bzImage, to be unpacked
  bool DeviceTree;        // made by QEMU, so that it can be changed

  /// By either name; null: there is no such machine.
  static const GuestMachine *find(llvm::StringRef Name);
  /// This computer's.
  static const GuestMachine *native();
  /// Where boot/, lib/modules/ and bin/busybox are: this system, or below the
  /// cache what tools/<Name>_kernel unpacked there.
  std::string root() const;
};

/// The user's folder for what can be made again; empty: there is none.
std::string cacheFolder();

/// Of the kernels whose modules are in Root/lib/modules and that have the file
/// (a path with %s for the release, below Root): the running one, else the
/// newest by name. Empty: there is none.
std::string installedKernel(llvm::StringRef Root, llvm::StringRef File);

/// Writes the device tree of the machine that Words of QEMU describe, changed
/// so that no device is coherent. Returns its path in Folder.
llvm::Expected<std::string>
nonCoherentTree(llvm::StringRef Qemu, const std::vector<std::string> &Words,
                llvm::StringRef Folder);

} // namespace dmasan::tool
