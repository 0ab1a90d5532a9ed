// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// API models: which function is which event, and which argument is what. Read
// from YAML; every mistake in a file is an error with its line and column, and
// a file with a mistake contributes nothing.

#pragma once

#include "interceptors/llvm/plugin_options.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include <optional>

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace dmasan {

enum class Role : uint8_t {
#define DMASAN_ROLE(Id, Name, Field, Summary) Id,
#include "dmasan/events.def"
};

enum class When : uint8_t { Before, After };

struct FunctionModel {
  std::string Name;
  uint32_t Event = 0;
  uint32_t Api = 0;
  uint32_t Flags = 0;
  When Point = When::After;
  llvm::SmallVector<std::pair<Role, unsigned>, 8> Args;
  llvm::SmallVector<std::pair<Role, uint64_t>, 2> Constants;
  std::optional<Role> Returns;
  bool Emitted = true;   // on this host; else seen by the host itself
  bool FromUser = false; // from -fsanitize-dma-model
};

/// All modelled functions by symbol name. A later file wins over an earlier.
class ModelSet {
public:
  /// Reads the options' files. Mistakes are reported as errors of `M`'s
  /// context; the compilation fails, but goes on to find more of them.
  static ModelSet load(const PluginOptions &Options, llvm::Module &M);

  const FunctionModel *find(llvm::StringRef Name) const;

private:
  llvm::StringMap<FunctionModel> Functions;
};

/// Empty when the prototype can carry the model, else what does not fit.
std::string prototypeMismatch(const FunctionModel &Model,
                              const llvm::Function &F);

} // namespace dmasan
