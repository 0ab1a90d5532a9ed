// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What dmasan-clang tells the plugin, as one plain struct. The command line
// (-mllvm -dmasan-...) is read once per pass construction; passes keep a copy.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dmasan {

/// Which host the code is compiled for: decides which modelled functions the
/// plugin has to see itself.
enum class Host { Hosted, Kernel, Freestanding };

struct PluginOptions {
  std::vector<std::string> Models;     // installed: mismatches are warnings
  std::vector<std::string> UserModels; // named by the user: they are errors
  std::vector<std::string> IgnoreLists;
  Host Target = Host::Hosted;
  bool DynamicMapping = false; // through __dmasan_table
  uint64_t ShadowOffset = 0;   // constant mapping
  bool Accesses = true;        // instrument loads and stores
  bool Elide = true;           // leave out what is already proved
  bool Fetches = false;        // the runtime is to compare loads

  static PluginOptions fromCommandLine();
};

} // namespace dmasan
