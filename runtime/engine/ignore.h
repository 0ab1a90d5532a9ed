// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan_ignore_begin/end: threads whose findings are not wanted.

#pragma once

namespace dmasan {

bool threadIgnored();

} // namespace dmasan
