// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A runtime that records the events of the simulator and has settable options.

#pragma once

#include "dmasan/interface.h"
#include "runtime/engine/options.h"
#include "runtime/port/posix/hooks.h"

#include <string>
#include <vector>

namespace dmasan::test {

/// Options that the simulator sees.
Options &fakeOptions();
/// Events since the last clear, oldest first.
std::vector<dmasan_call> &events();

/// What the simulator said since the last clear.
std::vector<std::string> &messages();
/// The only function on every stack.
extern const char *CallerName;

/// What the simulator registered.
extern const dmasan_host_hooks *CurrentHooks;

} // namespace dmasan::test
