// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One file of models, as YAML. Every mistake in it has its line and column.

#pragma once

#include "interceptors/llvm/model.h"
#include <vector>

namespace dmasan {

struct ModelFile {
  bool External = false; // of a library: a function of that name in the program
                         // is another one
  std::vector<FunctionModel> Functions;
};

/// Appends what is wrong to Mistakes, which come in empty.
ModelFile readModelFile(const std::string &Path, Host Target,
                        std::vector<std::string> &Mistakes);

} // namespace dmasan
