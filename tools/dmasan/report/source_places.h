// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Source places of kernel findings. A kernel knows its frames as function,
// offset and module; the modules as they were built know the rest.
//
// Failure: a frame of a module that is not there, has no debug information or
// is another build of it (its function has another size) stays as it is.

#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/DebugInfo/Symbolize/Symbolize.h"
#include "llvm/Support/Error.h"
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace dmasan::tool {

class SourcePlaces {
public:
  /// Every module below the folder, by its name in the kernel.
  llvm::Error addFolder(llvm::StringRef Folder);

  /// Gives the frames of a finding, and the finding itself, file, line and
  /// column, and puts inlined functions in front of those they are in.
  void complete(nlohmann::json &Finding);

private:
  nlohmann::json completeStack(const nlohmann::json &Stack);
  llvm::DIInliningInfo find(const nlohmann::json &Frame);

  std::map<std::string, std::string> Modules;
  llvm::symbolize::LLVMSymbolizer Symbolizer;
};

} // namespace dmasan::tool
