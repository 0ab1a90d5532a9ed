// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pool of records named by 32-bit indices. Type-stable: memory that once held
// a T holds a T for ever, so a stale index reads a wrong record, never a wild
// one. Index 0 is no record.
//
// Invariants: a record is zero the first time that it is taken and as its last
// user left it later; records never move. T has a member `uint32_t PoolNext`
// that belongs to the pool while the record is free.
// Threading: any context. Free records lie in lists by dmasan_port_shard(), a
// shard that runs dry takes the whole list of another one.
// Failure: take() returns 0 when the host has no memory or all indices are out.

#pragma once

#include "runtime/base/spin_lock.h"

namespace dmasan {

template <typename T> class IndexPool {
public:
  constexpr IndexPool() = default;

  T &at(uint32_t Index) const {
    T *Chunk = slotOf(Index >> kChunkShift)->load(std::memory_order_acquire);
    return Chunk[Index & (kChunkLength - 1)];
  }

  [[nodiscard]] uint32_t take() {
    unsigned Home = dmasan_port_shard() % kShards;
    if (uint32_t Index = takeFrom(Shards[Home]))
      return Index;
    for (unsigned I = 1; I != kShards; ++I)
      if (uint32_t Index = steal(Shards[(Home + I) % kShards], Shards[Home]))
        return Index;
    return grow(Shards[Home]);
  }

  void give(uint32_t Index) {
    Shard &S = Shards[dmasan_port_shard() % kShards];
    ScopedLock Guard(S.Lock);
    at(Index).PoolNext = S.Head;
    S.Head = Index;
  }

  /// One more than the highest index that was ever taken; 1 at first.
  uint32_t bound() const {
    return ChunkCount.load(std::memory_order_acquire) << kChunkShift;
  }
  uint64_t bytes() const {
    return uint64_t(ChunkCount.load(std::memory_order_relaxed)) * kChunkBytes;
  }

private:
  static constexpr unsigned chunkShift() {
    unsigned Shift = 3;
    while (Shift < 10 && (sizeof(T) << (Shift + 1)) <= (32u << 10))
      ++Shift;
    return Shift;
  }
  static constexpr unsigned kShards = 16;
  static constexpr unsigned kChunkShift = chunkShift();
  static constexpr uint32_t kChunkLength = 1u << kChunkShift;
  static constexpr size_t kChunkBytes = sizeof(T) * kChunkLength;
  static constexpr uint32_t kDirectoryLength = 512;
  static constexpr uint32_t kDirectories = 128;

  using Slot = std::atomic<T *>;
  struct alignas(64) Shard {
    SpinLock Lock;                    // guards the rest
    uint32_t Head = 0;                // free records that were used before
    uint32_t Fresh = 0, FreshEnd = 0; // never used ones
  };

  Slot *slotOf(uint32_t Chunk) const {
    return Directories[Chunk / kDirectoryLength].load(
               std::memory_order_acquire) +
           Chunk % kDirectoryLength;
  }

  uint32_t takeFrom(Shard &S) {
    ScopedLock Guard(S.Lock);
    return takeLocked(S);
  }
  uint32_t takeLocked(Shard &S) {
    if (uint32_t Index = S.Head) {
      S.Head = at(Index).PoolNext;
      return Index;
    }
    return S.Fresh != S.FreshEnd ? S.Fresh++ : 0;
  }

  __attribute__((cold)) uint32_t steal(Shard &From, Shard &To) {
    unsigned long Flags;
    if (!From.Lock.tryLock(Flags))
      return 0;
    uint32_t List = From.Head;
    From.Head = 0;
    From.Lock.unlock(Flags);
    if (!List)
      return 0;
    ScopedLock Guard(To.Lock);
    if (!To.Head) {
      To.Head = at(List).PoolNext;
      return List;
    }
    // Somebody filled the list meanwhile: splice behind the stolen one's tail.
    uint32_t Tail = List;
    while (uint32_t Next = at(Tail).PoolNext)
      Tail = Next;
    at(Tail).PoolNext = To.Head;
    To.Head = at(List).PoolNext;
    return List;
  }

  __attribute__((cold)) uint32_t grow(Shard &S) {
    ScopedLock Guard(GrowLock);
    if (uint32_t Index = takeFrom(S))
      return Index;
    uint32_t Chunk = ChunkCount.load(std::memory_order_relaxed);
    if (Chunk == kDirectoryLength * kDirectories || !addChunk(Chunk))
      return 0;
    ScopedLock ShardGuard(S.Lock);
    // A thread between takeFrom() and here cannot have refilled Fresh: that
    // happens under GrowLock only.
    S.Fresh = Chunk << kChunkShift;
    S.FreshEnd = S.Fresh + kChunkLength;
    S.Fresh += Chunk == 0; // index 0 is nobody's
    return S.Fresh++;
  }

  bool addChunk(uint32_t Chunk) {
    std::atomic<Slot *> &Directory = Directories[Chunk / kDirectoryLength];
    if (!Directory.load(std::memory_order_relaxed)) {
      auto *Fresh = static_cast<Slot *>(
          dmasan_port_alloc(sizeof(Slot) * kDirectoryLength));
      if (!Fresh)
        return false;
      Directory.store(Fresh, std::memory_order_release);
    }
    auto *Memory = static_cast<T *>(dmasan_port_alloc(kChunkBytes));
    if (!Memory)
      return false;
    slotOf(Chunk)->store(Memory, std::memory_order_release);
    ChunkCount.store(Chunk + 1, std::memory_order_release);
    return true;
  }

  SpinLock GrowLock; // before a shard's lock
  std::atomic<uint32_t> ChunkCount = 0;
  std::atomic<Slot *> Directories[kDirectories] = {};
  Shard Shards[kShards] = {};
};

} // namespace dmasan
