// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One walk over the words of a filter.

#include "runtime/engine/filter.h"

namespace dmasan {

namespace {

bool isSeparator(char C) { return C == ',' || StringRef::isSpace(C); }

bool fits(StringRef Glob, StringRef Name) {
  return !Name.empty() && matchesGlob(Glob, Name);
}

} // namespace

bool filterWants(StringRef Filter, StringRef Device, StringRef Driver) {
  bool OnlySome = false, Among = false;
  while (!Filter.empty()) {
    size_t End = 0;
    while (End != Filter.size() && !isSeparator(Filter[End]))
      ++End;
    StringRef Word = Filter.take(End);
    Filter = Filter.drop(End + 1);
    bool Not = Word.startsWith("!");
    if (Not)
      Word = Word.drop(1);
    if (Word.empty())
      continue;
    bool Fits = fits(Word, Device) || fits(Word, Driver);
    if (Not && Fits)
      return false;
    OnlySome |= !Not;
    Among |= !Not && Fits;
  }
  return Among || !OnlySome;
}

} // namespace dmasan
