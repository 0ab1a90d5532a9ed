// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What else a device can reach: an IOMMU maps whole pages, so the rest of a
// mapping's first and last page is open to the device as well.
//
// Asked for only when findings of its severity are reported: the search looks
// at a page's objects one by one.

#pragma once

#include "runtime/engine/event.h"

namespace dmasan {

void judgeExposure(Event &E, const Mapping &M, MappingId Id,
                   const OriginInfo &Origin);

} // namespace dmasan
