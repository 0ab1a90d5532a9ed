// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a fuzz target says when something does not hold, and where it hears the
// messages of the code under test.

#pragma once

#include "runtime/engine/options.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace dmasan::fuzz {

/// Ends the program when Condition is false: libFuzzer keeps the input.
inline void holds(bool Condition, const char *What, const std::string &Text) {
  if (Condition)
    return;
  std::fprintf(stderr, "does not hold: %s\n%s\n", What, Text.c_str());
  std::abort();
}

/// Collects messages about bad entries.
inline OptionSink into(std::vector<std::string> &Messages) {
  return {[](void *Context, const char *Text) {
            static_cast<std::vector<std::string> *>(Context)->emplace_back(
                Text);
          },
          &Messages};
}

/// The text in a buffer, with a size that no text of a test outgrows.
template <class Write> std::string written(Write Into) {
  static char Memory[1 << 16];
  TextBuffer Out(Memory, sizeof(Memory));
  Into(Out);
  holds(!Out.overflowed(), "there is room for what is written", "");
  return std::string(Out.text(), Out.size());
}

/// "NAME:LINE:" with a line that the text has.
inline bool saysWhere(const std::string &Message, const std::string &Name,
                      size_t Lines) {
  if (Message.rfind(Name + ":", 0) != 0)
    return false;
  size_t Line = std::strtoul(Message.c_str() + Name.size() + 1, nullptr, 10);
  return Line >= 1 && Line <= Lines;
}

} // namespace dmasan::fuzz
