// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Verdicts as text, for comparisons. Addresses are relative to `Base`.

#pragma once

#include "runtime/check/verdict.h"

#include <string>
#include <vector>

namespace dmasan::test {

/// "kind", or "kind@offset+size" where the check names the accused bytes.
inline std::vector<std::string> said(const Verdicts &All, uint64_t Base = 0) {
  std::vector<std::string> Out;
  for (const Verdict &V : All) {
    std::string Text = info(V.What).Name;
    if (V.Address)
      Text += "@" + std::to_string(int64_t(V.Address - Base)) + "+" +
              std::to_string(V.Size);
    Out.push_back(Text);
  }
  return Out;
}

} // namespace dmasan::test
