// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A hash table of chains over 32-bit node names, cut into stripes that have
// each their own lock and their own growing array of buckets: no operation
// takes a lock of more than one stripe, and a chain stays short whatever the
// table holds.
//
// Traits: `uint32_t &next(uint32_t Node)`, the chain link that belongs to the
// table; `uint64_t hash(uint32_t Node)`. Node 0 ends a chain. kInline: buckets
// that a stripe has from the start, a power of two.
// Threading: the caller holds the stripe's lock around everything else.
// Failure: when there is no memory for more buckets chains grow instead, and
// that is counted.

#pragma once

#include "runtime/base/bits.h"
#include "runtime/base/counters.h"
#include "runtime/base/spin_lock.h"

namespace dmasan {

template <typename Traits, uint32_t kInline = 8> class StripedTable {
public:
  static constexpr unsigned kStripes = 64;

  class alignas(64) Stripe {
  public:
    SpinLock Lock;      // guards the rest, and the links of the stripe's nodes
    uint32_t Spare = 0; // first of a list, where the user keeps what has left

    constexpr Stripe() = default;
    Stripe(const Stripe &) = delete;
    Stripe &operator=(const Stripe &) = delete;

    uint32_t first(uint64_t Hash) const { return Buckets[Hash & Mask]; }
    void insert(uint64_t Hash, uint32_t Node) {
      insert(Hash, Node, Traits::next(Node));
    }
    /// For who has the link of the node at hand.
    void insert(uint64_t Hash, uint32_t Node, uint32_t &Link) {
      if (Count >= 2 * (uint64_t(Mask) + 1))
        grow();
      uint32_t &Head = Buckets[Hash & Mask];
      Link = Head;
      Head = Node;
      ++Count;
    }
    /// The node must be in the table.
    void remove(uint64_t Hash, uint32_t Node) {
      uint32_t *Link = &chain(Hash);
      while (*Link != Node)
        Link = &Traits::next(*Link);
      unlink(*Link, Traits::next(Node));
    }

    /// For walks that remove: the link to the first node, and how to take out
    /// the node that a link leads to.
    uint32_t &chain(uint64_t Hash) { return Buckets[Hash & Mask]; }
    void unlink(uint32_t &Link, uint32_t Next) {
      Link = Next;
      --Count;
    }

  private:
    __attribute__((cold)) void grow() {
      // The first array fills a page; smaller ones would waste the rest of it.
      uint32_t Length = Buckets == Inline ? 1024 : 2 * (Mask + 1);
      auto *Fresh =
          static_cast<uint32_t *>(dmasan_port_alloc(Length * sizeof(uint32_t)));
      if (!Fresh) {
        count(Counter::LongChains);
        return;
      }
      uint32_t *Old = Buckets;
      uint32_t OldLength = Mask + 1;
      for (uint32_t I = 0; I != OldLength; ++I)
        for (uint32_t Node = Old[I], Next; Node; Node = Next) {
          Next = Traits::next(Node);
          uint32_t &Head = Fresh[Traits::hash(Node) & (Length - 1)];
          Traits::next(Node) = Head;
          Head = Node;
        }
      if (Old != Inline)
        dmasan_port_free(Old, OldLength * sizeof(uint32_t));
      Buckets = Fresh;
      Mask = Length - 1;
    }

    uint32_t Count = 0;
    uint32_t Mask = kInline - 1;
    uint32_t *Buckets = Inline;
    uint32_t Inline[kInline] = {};
  };

  constexpr StripedTable() = default;

  /// Stripe and bucket come from different ends of the hash.
  Stripe &stripe(uint64_t Hash) { return Stripes[Hash >> 58]; }

private:
  static_assert(kStripes == 1u << (64 - 58));
  Stripe Stripes[kStripes] = {};
};

} // namespace dmasan
