// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// options.def as rows of text. The runtime's own table holds positions in a
// struct, which a catalogue has no use for.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dmasan::tool {

struct OptionRow {
  std::string Name, Default, Values, Hosts, Help;
};

/// The part of "a|b|c" with number Index.
inline std::string enumValue(std::string_view Values, unsigned Index) {
  while (Index-- > 0)
    Values.remove_prefix(Values.find('|') + 1);
  return std::string(Values.substr(0, Values.find('|')));
}

inline std::vector<OptionRow> optionRows() {
  return {
#define DMASAN_OPTION_BOOL(Name, Default, Hosts, Help)                         \
  {#Name, (Default) ? "1" : "0", "0|1", #Hosts, Help},
#define DMASAN_OPTION_INT(Name, Default, Min, Max, Hosts, Help)                \
  {#Name, std::to_string(Default),                                             \
   std::to_string(Min) + " to " + std::to_string(Max), #Hosts, Help},
#define DMASAN_OPTION_ENUM(Name, Default, Values, Hosts, Help)                 \
  {#Name, enumValue(Values, Default), Values, #Hosts, Help},
#define DMASAN_OPTION_STRING(Name, Default, Hosts, Help)                       \
  {#Name, Default, "text", #Hosts, Help},
#include "runtime/engine/options.def"
  };
}

} // namespace dmasan::tool
