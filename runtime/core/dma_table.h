// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a device and a DMA address to the mapping that contains it.
//
// A mapping of 2^(K-1) < size <= 2^K bytes touches at most two aligned blocks
// of 2^K bytes and is hashed under each: a lookup probes one block of every
// size class that the device uses, whatever the number of live mappings.
// Unmapped mappings stay as tombstones, the last few hundred of each shard,
// until a new mapping takes their addresses.
//
// Threading: each probe takes one stripe; results carry a reference.

#pragma once

#include "runtime/core/mapping.h"

namespace dmasan {

/// Makes a complete record findable, live from here on. The table has a
/// reference of its own.
void publishMapping(Mapping &M, MappingId Id);

/// Ends a live mapping. False when another thread was first.
bool retireMapping(Mapping &M, MappingId Id, StackId Stack);

/// Forgets all tombstones. Nobody may be looking for one, or retiring.
void dropAllTombstones();

/// What a call says of the mapping it means.
struct MappingQuery {
  DeviceId Device;
  uint64_t Dma;
  uint64_t Size = 0;
  uint8_t Direction = 0;
  uint8_t Api = 0;
  uint64_t Cpu = 0;             // 0: not said
  const void *Object = nullptr; // null: not said
};

/// The live mapping that begins at Query.Dma and agrees best with the rest.
MappingRef findByStart(const MappingQuery &Query);
/// The live mapping that contains [Query.Dma, + Query.Size) or, failing that,
/// Query.Dma, and agrees best with the rest.
MappingRef findContaining(const MappingQuery &Query);
/// Another mapping that a sync of the same address concerns: live, of the same
/// device, containing the range; ids above After only, 0 when there is none.
MappingRef findAlsoContaining(const MappingQuery &Query, MappingId After);
/// The newest tombstone that contains Query.Dma; with Exact, begins there.
MappingRef findTombstone(const MappingQuery &Query, bool Exact);
/// The newest mapping that has bytes in [Query.Dma, + Query.Size), at most a
/// page: a live one, or else a tombstone.
MappingRef findTouching(const MappingQuery &Query, bool Live);
/// The nearest live mapping of the device within `Reach` bytes of Query.Dma.
MappingRef findNearest(const MappingQuery &Query, uint64_t Reach);
/// Marks every live mapping that begins at the address as checked.
bool markErrorChecked(const MappingQuery &Query);

} // namespace dmasan
