// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What single mappings, scatterlists and coherent memory share.
// Threading: safe. Failure: DMA_MAPPING_ERROR, nothing mapped.

#pragma once

#include "runtime/sim/announce.h"
#include "runtime/sim/device.h"

namespace dmasan::sim {

/// Coherent memory, and its end; no failure is injected.
void *allocateCoherent(device *Dev, size_t Size, dma_addr_t *Handle, gfp_t Gfp);

/// The device was seen writing there; blocks of pools that are free there are
/// not examined any more. Takes the simulator's lock.
void forgivePools(uint64_t Phys, size_t Size);

/// What is mapped: memory that may be bounced, memory that was allocated to be
/// mapped, or registers.
enum class How { Streaming, Allocated, Resource };

uint64_t mapExtents(device *Dev, const Extent *Extents, size_t Count,
                    dma_data_direction Dir, unsigned long Attrs, How Way);
void unmapAddress(device *Dev, uint64_t Address, uint64_t Size,
                  dma_data_direction Dir, unsigned long Attrs, Caller From);
void syncForCpu(device *Dev, uint64_t Address, uint64_t Size,
                dma_data_direction Dir, Caller From);
void syncForDevice(device *Dev, uint64_t Address, uint64_t Size,
                   dma_data_direction Dir, Caller From);

/// The reader of dmasan_set_unwritten_reader.
int nextUnwritten(const void *Device, uint64_t Address, uint64_t Size,
                  uint64_t *Offset, uint64_t *Length);

} // namespace dmasan::sim
