// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whose findings are wanted: a list of devices and drivers.
//
//     e1000 0000:00:04.*     only these
//     !nvme !usb*            all but these
//     e1000 !0000:00:03.0    both: these, but not those
//
// Words are globs on the device's or the driver's name, separated by white
// space or commas; the empty list wants all. Pure; nothing is kept.

#pragma once

#include "runtime/base/string_ref.h"

namespace dmasan {

/// A finding without a device has no names; it is wanted unless only some are.
bool filterWants(StringRef Filter, StringRef Device, StringRef Driver);

} // namespace dmasan
