// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The value of one option in a set of them: how it is read, checked, written.

#pragma once

#include "runtime/engine/options.h"

namespace dmasan {

/// Commits the value, or says in Why what is wrong and leaves the old one.
bool setOption(const OptionInfo &Info, StringRef Value, Options &Into,
               TextBuffer &Why);
/// The value as it would be written in an entry.
void writeValue(TextBuffer &Out, const OptionInfo &Info, const Options &From);
/// What values there are.
void writeType(TextBuffer &Out, const OptionInfo &Info);

} // namespace dmasan
