// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stack depot: every different stack is stored once and named by a 32-bit id.
//
// Invariants: equal stacks have equal ids for the life of the depot; a stored
// stack never moves and never goes away; 0 names no stack.
// Threading: interning and reading take no lock and may run in any context.
// Failure: when memory or the bound is used up, intern() returns 0 and counts.

#pragma once

#include "reports/finding.h"

#include <atomic>

namespace dmasan {

class StackDepot {
public:
  /// All members are zero before first use, so a depot needs no constructor
  /// and lies in .bss.
  constexpr StackDepot() = default;
  StackDepot(const StackDepot &) = delete;
  StackDepot &operator=(const StackDepot &) = delete;

  /// Id of the stack Frames[0..Count), innermost frame first. At most
  /// kMaxFrames frames are kept. 0 for an empty stack and when short.
  StackId intern(const uintptr_t *Frames, size_t Count);

  /// Points *Frames at the stored frames and returns how many; 0 for ids that
  /// this depot never gave out.
  size_t frames(StackId Id, const uintptr_t **Frames) const;

  /// Stacks that could not be kept.
  uint64_t dropped() const { return Dropped.load(std::memory_order_relaxed); }
  /// Different stacks kept.
  uint64_t stored() const { return Stored.load(std::memory_order_relaxed); }
  /// Bytes taken from the host.
  uint64_t bytes() const {
    return BlockCount.load(std::memory_order_relaxed) * kBlockBytes;
  }

  /// Gives all memory back; every id becomes invalid. Not thread-safe.
  void clear();

  static constexpr size_t kBlockBytes = 64 << 10;
#ifdef DMASAN_OPT_DEPOT_BLOCKS
  static constexpr size_t kMaxBlocks = DMASAN_OPT_DEPOT_BLOCKS;
#else
  static constexpr size_t kMaxBlocks = 1024;
#endif
#ifdef DMASAN_OPT_DEPOT_BUCKETS
  static constexpr size_t kBuckets = DMASAN_OPT_DEPOT_BUCKETS;
#else
  static constexpr size_t kBuckets = size_t(1) << 15;
#endif
  static_assert((kBuckets & (kBuckets - 1)) == 0);

private:
  /// A stored stack; its frames follow it directly.
  struct Node {
    StackId Next; // rest of the bucket's chain; written before publication
    uint32_t Hash;
    uint32_t Count;
    uint32_t Magic; // tells an id that was never given out
    uintptr_t *frames() { return reinterpret_cast<uintptr_t *>(this + 1); }
    const uintptr_t *frames() const {
      return reinterpret_cast<const uintptr_t *>(this + 1);
    }
  };

  /// Memory is handed out in units; an id is the index of a node's first unit,
  /// plus one.
  static constexpr size_t kUnit = alignof(uint64_t);
  static constexpr size_t kUnitsPerBlock = kBlockBytes / kUnit;
  static constexpr uint32_t kMagic = 0x444d5354;

  const Node *node(StackId Id) const;
  StackId find(StackId From, StackId Until, uint32_t Hash,
               const uintptr_t *Frames, size_t Count) const;
  StackId allocate(size_t Count);
  char *block(size_t Index);

  std::atomic<StackId> Buckets[kBuckets] = {}; // newest node of each chain
  std::atomic<char *> Blocks[kMaxBlocks] = {};
  std::atomic<uint64_t> Top = 0; // first unit never handed out
  std::atomic<uint64_t> BlockCount = 0;
  std::atomic<uint64_t> Stored = 0;
  std::atomic<uint64_t> Dropped = 0;
};

/// The depot of this program or kernel.
extern StackDepot GlobalDepot;

inline StackId internStack(const uintptr_t *Frames, size_t Count) {
  return GlobalDepot.intern(Frames, Count);
}
inline size_t stackFrames(StackId Id, const uintptr_t **Frames) {
  return GlobalDepot.frames(Id, Frames);
}

} // namespace dmasan
