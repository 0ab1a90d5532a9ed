// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The non-coherent cache. What the program sees in its memory is the CPU's
// cached copy; the device sees the memory behind the cache. Per line there are
//
//   cpu      the process's own bytes
//   memory   what the device reads and writes
//   base     cpu as it was when the line was last clean: cpu != base is dirty
//
// Lines move only when the DMA API moves them, whole hazard lines at a time,
// or by eviction at the worst moment: a dirty line is written back right after
// the device wrote its memory, and never before the device reads it. So a
// buffer that nobody mapped still has the dirty lines of its former life.
// Threading: each call is atomic. Failure: memory that the process cannot
// access is left alone, and a device access to it fails.

#pragma once

#include <stddef.h>
#include <stdint.h>

namespace dmasan::sim {

/// Memory outside the RAM has a copy only while it is pinned; pins count.
/// False when memory is short.
[[nodiscard]] bool pinPage(uint64_t Phys);
void unpinPage(uint64_t Phys);

/// Writes the lines of a range back to memory.
void cleanLines(uint64_t Phys, size_t Size);
/// Drops the lines of a range: the CPU sees memory again, its own writes are
/// lost.
void invalidateLines(uint64_t Phys, size_t Size);
/// The same for pages that are used through a vmap address.
void flushAlias(uint64_t Phys, size_t Size);
void invalidateAlias(uint64_t Phys, size_t Size);
/// The first byte of the range that differs from memory in a line of a page
/// with an alias; 0: none.
uint64_t firstDirtyByAlias(uint64_t Phys, size_t Size);
/// Memory equals the CPU's copy: pages become uncached, or stop to be.
void settleLines(uint64_t Phys, size_t Size);

/// Copies the CPU's bytes inside one page each; lines do not move.
void copyBytes(uint64_t To, uint64_t From, size_t Size);
/// The CPU's bytes inside one page become garbage that an eviction does not
/// write back. The range is the device's: memory has what is to be kept.
void scrambleCpu(uint64_t Phys, size_t Size);
/// Lines without writes of the CPU's are taken from memory again, as a cache
/// may at any time.
void refetchLines(uint64_t Phys, size_t Size);
/// Memory behind the cache, inside one page, becomes garbage; the CPU has what
/// is to be kept.
void scrambleMemory(uint64_t Phys, size_t Size);
/// Where the device's bytes of a page are, null when it has none of its own.
char *deviceBytes(uint64_t Phys, bool Snoops);

/// True when the device can access the page at all.
bool deviceReaches(uint64_t Phys);
/// One device access inside one page. Snoops: the hardware keeps caches
/// coherent.
void deviceRead(uint64_t Phys, void *Dst, size_t Size, bool Snoops);
void deviceWrite(uint64_t Phys, const void *Src, size_t Size, bool Snoops);

} // namespace dmasan::sim
