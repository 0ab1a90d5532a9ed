// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What single mappings, scatterlists and coherent memory share.
// Threading: safe. Failure: DMA_MAPPING_ERROR, nothing mapped.

#pragma once

#include "runtime/sim/device.h"

namespace dmasan::sim {

/// Coherent memory, and its end; no failure is injected.
void *allocateCoherent(device *Dev, size_t Size, dma_addr_t *Handle, gfp_t Gfp);

uint64_t mapExtents(device *Dev, const Extent *Extents, size_t Count,
                    dma_data_direction Dir, unsigned long Attrs, bool Pin);
void unmapAddress(device *Dev, uint64_t Address, uint64_t Size,
                  dma_data_direction Dir, unsigned long Attrs);
void syncForCpu(device *Dev, uint64_t Address, uint64_t Size,
                dma_data_direction Dir);
void syncForDevice(device *Dev, uint64_t Address, uint64_t Size,
                   dma_data_direction Dir);

} // namespace dmasan::sim
