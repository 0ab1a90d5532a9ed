// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a guest boots: the kernel unpacked from a bzImage, modules in loading
// order, and an initramfs (newc cpio).

#pragma once

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace dmasan::tool {

/// Unpacks the ELF image of an x86 bzImage into Folder, once: it boots faster.
llvm::Expected<std::string> unpackKernel(llvm::StringRef Image,
                                         llvm::StringRef Folder);

/// Modules of /lib/modules/VERSION by name, dependencies known.
class ModuleTree {
public:
  static llvm::Expected<ModuleTree> read(llvm::StringRef Folder);
  /// .ko files below Folder take the place of the tree's.
  llvm::Error addOverrides(llvm::StringRef Folder);
  /// Appends the files that loading Name needs, in order, Name's last.
  llvm::Error closure(llvm::StringRef Name,
                      std::vector<std::string> &Files) const;

private:
  struct Module {
    std::string File;
    std::vector<std::string> Needs; // names
  };
  llvm::StringMap<Module> Modules;
  llvm::StringMap<char> Builtin;
  std::string Root;
};

/// An archive in cpio's "newc" form.
class Archive {
public:
  void addFolder(llvm::StringRef Path);
  void addFile(llvm::StringRef Path, llvm::StringRef Content, unsigned Mode);
  llvm::Error addFileFrom(llvm::StringRef Path, llvm::StringRef Source,
                          unsigned Mode);
  llvm::Error write(llvm::StringRef File);

private:
  void entry(llvm::StringRef Path, llvm::StringRef Content, unsigned Mode);
  std::string Bytes;
  unsigned Inode = 1;
};

} // namespace dmasan::tool
