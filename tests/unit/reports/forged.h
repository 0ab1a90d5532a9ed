// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings forged by hand and names for their made-up code addresses.

#pragma once

#include "reports/text.h"

#include <string>

namespace forged {

/// Names for the addresses of the stacks below; others stay unknown.
size_t resolve(uintptr_t ReturnAddress, dmasan::Frame *Out, size_t Max,
               dmasan::TextBuffer &Strings);

/// An access, a call and a device access, each with all that it can have.
dmasan::Finding writeToDeviceOwned();
dmasan::Finding unmapSizeMismatch();
dmasan::Finding deviceUseAfterUnmap();
dmasan::Finding refusedByIommu();
dmasan::Finding sharedLine();

dmasan::RenderContext context(dmasan::Grammar Style);

} // namespace forged
