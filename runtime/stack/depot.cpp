// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A hash of chains that only grow at their heads, over blocks that only grow at
// their end. A node is complete before a compare-and-swap makes it the head of
// its chain; a thread that loses the race looks through the newcomers only.

#include "runtime/stack/depot.h"

#include "runtime/port/port.h"

namespace dmasan {

constinit StackDepot GlobalDepot;

namespace {

uint64_t mix(uint64_t Value) {
  Value ^= Value >> 32;
  Value *= 0xd6e8feb86659fd93u;
  Value ^= Value >> 32;
  return Value;
}

uint32_t hashOf(const uintptr_t *Frames, size_t Count) {
  uint64_t Hash = Count;
  for (size_t I = 0; I != Count; ++I) {
    Hash = (Hash ^ Frames[I]) * 0x9e3779b97f4a7c15u;
    Hash ^= Hash >> 32;
  }
  return static_cast<uint32_t>(mix(Hash));
}

/// Word by word, as the stack was just written: wider loads would have to wait
/// for those stores.
bool sameFrames(const uintptr_t *A, const uintptr_t *B, size_t Count) {
  for (size_t I = 0; I != Count; ++I)
    if (A[I] != B[I])
      return false;
  return true;
}

} // namespace

char *StackDepot::block(size_t Index) {
  char *Have = Blocks[Index].load(std::memory_order_acquire);
  if (Have)
    return Have;
  auto *Fresh = static_cast<char *>(dmasan_port_alloc(kBlockBytes));
  if (!Fresh)
    return nullptr;
  if (!Blocks[Index].compare_exchange_strong(Have, Fresh,
                                             std::memory_order_acq_rel)) {
    dmasan_port_free(Fresh, kBlockBytes);
    return Have;
  }
  BlockCount.fetch_add(1, std::memory_order_relaxed);
  return Fresh;
}

const StackDepot::Node *StackDepot::node(StackId Id) const {
  if (Id == 0)
    return nullptr;
  size_t Unit = Id - 1;
  if (Unit >= kUnitsPerBlock * kMaxBlocks)
    return nullptr;
  const char *Block =
      Blocks[Unit / kUnitsPerBlock].load(std::memory_order_acquire);
  if (!Block)
    return nullptr;
  return reinterpret_cast<const Node *>(Block + Unit % kUnitsPerBlock * kUnit);
}

StackId StackDepot::find(StackId From, StackId Until, uint32_t Hash,
                         const uintptr_t *Frames, size_t Count) const {
  for (StackId Id = From; Id != Until;) {
    const Node *N = node(Id);
    if (N->Hash == Hash && N->Count == Count &&
        sameFrames(N->frames(), Frames, Count))
      return Id;
    Id = N->Next;
  }
  return 0;
}

StackId StackDepot::allocate(size_t Count) {
  size_t Units = (sizeof(Node) + Count * sizeof(uintptr_t) + kUnit - 1) / kUnit;
  uint64_t Old = Top.load(std::memory_order_relaxed);
  for (;;) {
    // A node does not straddle two blocks: the rest of the old one is left.
    uint64_t Begin = Old;
    if (Begin % kUnitsPerBlock + Units > kUnitsPerBlock)
      Begin += kUnitsPerBlock - Begin % kUnitsPerBlock;
    if (Begin / kUnitsPerBlock >= kMaxBlocks)
      return 0;
    // The block comes first: a reservation without memory could not be undone.
    if (!block(static_cast<size_t>(Begin / kUnitsPerBlock)))
      return 0;
    if (Top.compare_exchange_weak(Old, Begin + Units,
                                  std::memory_order_relaxed))
      return static_cast<StackId>(Begin + 1);
  }
}

StackId StackDepot::intern(const uintptr_t *Frames, size_t Count) {
  if (Count == 0)
    return 0;
  if (Count > kMaxFrames)
    Count = kMaxFrames;
  uint32_t Hash = hashOf(Frames, Count);
  std::atomic<StackId> &Bucket = Buckets[Hash & (kBuckets - 1)];
  StackId Head = Bucket.load(std::memory_order_acquire);
  if (StackId Id = find(Head, 0, Hash, Frames, Count))
    return Id;

  StackId Id = allocate(Count);
  if (!Id) {
    Dropped.fetch_add(1, std::memory_order_relaxed);
    return 0;
  }
  auto *N = const_cast<Node *>(node(Id));
  N->Hash = Hash;
  N->Count = static_cast<uint32_t>(Count);
  N->Magic = kMagic;
  __builtin_memcpy(N->frames(), Frames, Count * sizeof(*Frames));
  for (;;) {
    N->Next = Head;
    StackId Seen = Head;
    if (Bucket.compare_exchange_strong(Head, Id, std::memory_order_acq_rel,
                                       std::memory_order_acquire))
      break;
    // Somebody was faster; the units of this node stay unused if it was with
    // the same stack.
    if (StackId Other = find(Head, Seen, Hash, Frames, Count))
      return Other;
  }
  Stored.fetch_add(1, std::memory_order_relaxed);
  return Id;
}

size_t StackDepot::frames(StackId Id, const uintptr_t **Frames) const {
  const Node *N = node(Id);
  if (!N || N->Magic != kMagic || N->Count > kMaxFrames)
    return 0;
  *Frames = N->frames();
  return N->Count;
}

void StackDepot::clear() {
  for (std::atomic<StackId> &Bucket : Buckets)
    Bucket.store(0, std::memory_order_relaxed);
  for (std::atomic<char *> &Block : Blocks)
    if (char *Memory = Block.exchange(nullptr, std::memory_order_relaxed))
      dmasan_port_free(Memory, kBlockBytes);
  Top.store(0, std::memory_order_relaxed);
  BlockCount.store(0, std::memory_order_relaxed);
  Stored.store(0, std::memory_order_relaxed);
  Dropped.store(0, std::memory_order_relaxed);
}

} // namespace dmasan
