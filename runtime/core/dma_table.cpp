// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hash by (device, size class, block), and the rings of tombstones.

#include "runtime/core/dma_table.h"

#include "dmasan/interface.h"
#include "runtime/base/apis.h"
#include "runtime/base/striped_table.h"

namespace dmasan {

namespace {

constexpr unsigned kMinClass = 6;

// A node of the table is a mapping and which of its two blocks.
constexpr uint32_t nodeOf(MappingId Id, unsigned Which) {
  return Id * 2 + Which;
}

unsigned sizeClass(uint64_t Size) {
  unsigned Class = log2Ceil(maxOf(Size, uint64_t(1) << kMinClass));
  return Class < 63 ? Class : 63;
}

uint64_t hashKey(DeviceId Device, unsigned Class, uint64_t Block) {
  return mixHash(Block ^ (uint64_t(Device) << 40) ^ (uint64_t(Class) << 58));
}

uint64_t hashOf(const Mapping &M, unsigned Which) {
  return hashKey(M.Device, M.BlockBits, (M.Dma >> M.BlockBits) + Which);
}

struct Traits {
  static uint32_t &next(uint32_t Node) {
    return mappingAt(Node / 2).DmaNext[Node % 2];
  }
  static uint64_t hash(uint32_t Node) {
    return hashOf(mappingAt(Node / 2), Node % 2);
  }
};
// Chains are short up to a few thousand mappings before an array is taken.
constinit StripedTable<Traits, 32> Table;

/// Retired mappings, oldest first out.
struct alignas(64) Ring {
  static constexpr uint32_t kLength = 256;
  SpinLock Lock; // guards the rest
  uint32_t Next;
  MappingId Ids[kLength];
};
constexpr unsigned kRings = 16;
constinit Ring Rings[kRings] = {};

/// The node may be forgotten from here on, and its record with it.
void setLeft(Mapping &M, unsigned Which) {
  M.InTable[Which].store(false, std::memory_order_release);
}

void removeNode(Mapping &M, MappingId Id, unsigned Which) {
  uint64_t Hash = hashOf(M, Which);
  auto &Stripe = Table.stripe(Hash);
  ScopedLock Guard(Stripe.Lock);
  if (!M.InTable[Which].load(std::memory_order_relaxed))
    return;
  Stripe.remove(Hash, nodeOf(Id, Which));
  setLeft(M, Which);
}

/// Takes one out of the table, and the ring's reference with it. Most have left
/// before: a new mapping took their address.
void bury(MappingId Id) {
  Mapping &M = mappingAt(Id);
  for (unsigned Which = 0; Which != 2; ++Which)
    if (M.InTable[Which].load(std::memory_order_acquire))
      removeNode(M, Id, Which);
  release(M, Id);
}

void insertNode(Mapping &M, MappingId Id, unsigned Which) {
  uint64_t Hash = hashOf(M, Which);
  Span Dma = M.dma();
  auto &Stripe = Table.stripe(Hash);
  ScopedLock Guard(Stripe.Lock);
  // Tombstones whose addresses a new mapping takes tell nothing any more.
  for (uint32_t *Link = &Stripe.chain(Hash); uint32_t Node = *Link;) {
    Mapping &Old = mappingAt(Node / 2);
    uint32_t &Behind = Old.DmaNext[Node % 2];
    if (Old.Device != M.Device || Old.live() || !Old.dma().overlaps(Dma)) {
      Link = &Behind;
      continue;
    }
    Stripe.unlink(*Link, Behind);
    setLeft(Old, Node % 2);
  }
  Stripe.insert(Hash, nodeOf(Id, Which), M.DmaNext[Which]);
  M.InTable[Which].store(true, std::memory_order_relaxed);
}

/// Calls Visit(Mapping, MappingId) under the stripe's lock for every mapping of
/// the device in the block of `Class` that contains Address.
template <typename Fn>
void visitBlock(DeviceId Device, unsigned Class, uint64_t Block, Fn Visit) {
  uint64_t Hash = hashKey(Device, Class, Block);
  auto &Stripe = Table.stripe(Hash);
  ScopedLock Guard(Stripe.Lock);
  for (uint32_t Node = Stripe.first(Hash); Node;) {
    Mapping &M = mappingAt(Node / 2);
    if (M.Device == Device && M.BlockBits == Class &&
        (M.Dma >> Class) + Node % 2 == Block)
      Visit(M, Node / 2);
    Node = M.DmaNext[Node % 2];
  }
}

template <typename Fn>
void visitAll(DeviceId Device, uint64_t Address, Fn Visit) {
  uint64_t Classes =
      deviceAt(Device).SizeClasses.load(std::memory_order_relaxed);
  for (; Classes; Classes &= Classes - 1) {
    unsigned Class = firstBit(Classes);
    visitBlock(Device, Class, Address >> Class, Visit);
  }
}

/// How well a mapping fits what the call says; higher is better.
unsigned agreement(const Mapping &M, const MappingQuery &Query) {
  unsigned Score = 1;
  Score += M.Size == Query.Size ? 16 : 0;
  Score += M.Api == Query.Api ? 8 : 0;
  Score += M.Direction == Query.Direction ? 4 : 0;
  Score += Query.Object && M.Object == Query.Object ? 32 : 0;
  Score += Query.Cpu && M.Cpu.Begin == Query.Cpu ? 2 : 0;
  return Score;
}
constexpr unsigned kPerfect = 1 + 16 + 8 + 4;

/// Keeps the best candidate, with a reference.
class Best {
public:
  void offer(Mapping &M, MappingId Id, uint64_t Score) {
    if (Score <= Highest)
      return;
    Highest = Score;
    Ref = MappingRef::share(M, Id);
  }
  uint64_t score() const { return Highest; }
  MappingRef take() { return static_cast<MappingRef &&>(Ref); }

private:
  MappingRef Ref;
  uint64_t Highest = 0;
};

} // namespace

void publishMapping(Mapping &M, MappingId Id) {
  unsigned Class = sizeClass(M.Size);
  M.BlockBits = uint8_t(Class);
  Device &D = deviceAt(M.Device);
  if (!(D.SizeClasses.load(std::memory_order_relaxed) >> Class & 1))
    D.SizeClasses.fetch_or(uint64_t(1) << Class, std::memory_order_relaxed);
  retain(M);
  M.Flags.fetch_or(kMappingLive, std::memory_order_release);
  bool TwoBlocks = (M.Dma + (M.Size - 1)) >> Class != M.Dma >> Class;
  insertNode(M, Id, 0);
  if (!TwoBlocks)
    return;
  insertNode(M, Id, 1);
  // From the first block it may have been found, retired and buried before the
  // second was there. A write orders this with retireMapping().
  if (!(M.Flags.fetch_or(0, std::memory_order_acq_rel) & kMappingLive))
    removeNode(M, Id, 1);
}

bool retireMapping(Mapping &M, MappingId Id, StackId Stack) {
  uint32_t Before = M.Flags.fetch_and(~kMappingLive, std::memory_order_acq_rel);
  if (!(Before & kMappingLive))
    return false;
  M.UnmapStack.store(Stack, std::memory_order_relaxed);
  if (deviceAt(M.Device).is(kDeviceTranslated))
    M.Ended.store(dmasan_port_time_ns(), std::memory_order_relaxed);
  Ring &R = Rings[dmasan_port_shard() % kRings];
  unsigned long Flags = R.Lock.lock();
  MappingId Oldest = R.Ids[R.Next];
  R.Ids[R.Next] = Id;
  R.Next = (R.Next + 1) % Ring::kLength;
  R.Lock.unlock(Flags);
  if (Oldest)
    bury(Oldest);
  return true;
}

void dropAllTombstones() {
  for (Ring &R : Rings)
    for (MappingId &Id : R.Ids) {
      if (Id)
        bury(Id);
      Id = 0;
    }
}

MappingRef findByStart(const MappingQuery &Query) {
  Best Found;
  auto Offer = [&](Mapping &M, MappingId Id) {
    if (M.Dma == Query.Dma && M.live())
      Found.offer(M, Id, agreement(M, Query));
  };
  if (Query.Size && !Query.Object) {
    unsigned Class = sizeClass(Query.Size);
    visitBlock(Query.Device, Class, Query.Dma >> Class, Offer);
    if (Found.score() >= kPerfect)
      return Found.take();
  }
  visitAll(Query.Device, Query.Dma, Offer);
  return Found.take();
}

MappingRef findContaining(const MappingQuery &Query) {
  Best Found;
  Span Wanted = spanOf(Query.Dma, Query.Size);
  visitAll(Query.Device, Query.Dma, [&](Mapping &M, MappingId Id) {
    if (!M.dma().contains(Query.Dma) || !M.live())
      return;
    uint64_t Score = agreement(M, Query);
    Score += M.dma().contains(Wanted) ? 64 : 0;
    Score += M.Direction == DMASAN_BIDIRECTIONAL ? 3 : 0;
    Found.offer(M, Id, Score);
  });
  return Found.take();
}

MappingRef findAlsoContaining(const MappingQuery &Query, MappingId After) {
  MappingRef Found;
  Span Wanted = spanOf(Query.Dma, Query.Size);
  visitAll(Query.Device, Query.Dma, [&](Mapping &M, MappingId Id) {
    if (Id > After && (!Found || Id < Found.id()) && M.live() &&
        M.dma().contains(Wanted))
      Found = MappingRef::share(M, Id);
  });
  return Found;
}

MappingRef findTombstone(const MappingQuery &Query, bool Exact) {
  Best Found;
  visitAll(Query.Device, Query.Dma, [&](Mapping &M, MappingId Id) {
    if (!M.live() && (Exact ? M.Dma == Query.Dma : M.dma().contains(Query.Dma)))
      Found.offer(M, Id, M.Serial);
  });
  return Found.take();
}

MappingRef findTouching(const MappingQuery &Query, bool Live) {
  Best Found;
  Span Wanted = spanOf(Query.Dma, Query.Size);
  // Small mappings are in the table under blocks smaller than the page.
  for (uint64_t At = 0; At < Query.Size; At += uint64_t(1) << kMinClass)
    visitAll(Query.Device, Query.Dma + At, [&](Mapping &M, MappingId Id) {
      if (M.live() == Live && M.dma().overlaps(Wanted))
        Found.offer(M, Id, M.Serial);
    });
  return Found.take();
}

MappingRef findNearest(const MappingQuery &Query, uint64_t Reach) {
  Best Found;
  auto Offer = [&](Mapping &M, MappingId Id) {
    uint64_t Distance =
        Query.Dma < M.Dma ? M.Dma - Query.Dma : Query.Dma - (M.dma().End - 1);
    if (M.live() && Distance <= Reach)
      Found.offer(M, Id, Reach + 1 - Distance);
  };
  visitAll(Query.Device, Query.Dma, Offer);
  if (Query.Dma >= Reach)
    visitAll(Query.Device, Query.Dma - Reach, Offer);
  visitAll(Query.Device, saturatingEnd(Query.Dma, Reach), Offer);
  return Found.take();
}

bool markErrorChecked(const MappingQuery &Query) {
  bool Any = false;
  visitAll(Query.Device, Query.Dma, [&](Mapping &M, MappingId) {
    // A scatterlist tells of failure by its count.
    if (M.Dma != Query.Dma || !M.live() || isListApi(M.Api))
      return;
    M.set(kMappingErrorChecked);
    Any = true;
  });
  return Any;
}

} // namespace dmasan
