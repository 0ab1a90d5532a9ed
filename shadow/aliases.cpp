// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two hash tables over one pool of links: by alias and by memory.

#include "shadow/aliases.h"

#include "runtime/base/index_pool.h"
#include "runtime/base/striped_table.h"
#include "shadow/shadow.h"

namespace dmasan {

constinit std::atomic<uint32_t> detail::AliasCount = 0;

namespace {

using detail::AliasCount;

struct AliasLink {
  uint64_t Alias, Memory; // page numbers, fixed while it is in the tables
  uint32_t NextByAlias, NextByMemory;
  uint32_t PoolNext;
  AliasLines Lines; // fixed as well
};

constinit IndexPool<AliasLink> Links;

struct ByAlias {
  static uint32_t &next(uint32_t Node) { return Links.at(Node).NextByAlias; }
  static uint64_t hash(uint32_t Node) { return mixHash(Links.at(Node).Alias); }
};
struct ByMemory {
  static uint32_t &next(uint32_t Node) { return Links.at(Node).NextByMemory; }
  static uint64_t hash(uint32_t Node) { return mixHash(Links.at(Node).Memory); }
};
constinit StripedTable<ByAlias> Aliases;
constinit StripedTable<ByMemory> Memories;

/// What the function says of the page's link; the default when it is no alias.
template <typename Fn>
auto withLink(uint64_t Page, Fn Say) -> decltype(Say(Links.at(0))) {
  if (!anyAliases())
    return {};
  uint64_t Hash = mixHash(Page);
  auto &Stripe = Aliases.stripe(Hash);
  ScopedLock Guard(Stripe.Lock);
  for (uint32_t I = Stripe.first(Hash); I; I = Links.at(I).NextByAlias)
    if (Links.at(I).Alias == Page)
      return Say(Links.at(I));
  return {};
}

} // namespace

void addAlias(uint64_t Alias, uint64_t Memory, AliasLines Lines) {
  removeAlias(Alias);
  uint32_t Node = Links.take();
  if (!Node) {
    count(Counter::DroppedAliases);
    return;
  }
  Links.at(Node).Alias = Alias;
  Links.at(Node).Memory = Memory;
  Links.at(Node).Lines = Lines;
  {
    uint64_t Hash = mixHash(Alias);
    auto &Stripe = Aliases.stripe(Hash);
    ScopedLock Guard(Stripe.Lock);
    Stripe.insert(Hash, Node);
  }
  uint64_t Hash = mixHash(Memory);
  auto &Stripe = Memories.stripe(Hash);
  ScopedLock Guard(Stripe.Lock);
  Stripe.insert(Hash, Node);
  AliasCount.fetch_add(1, std::memory_order_release);
}

bool removeAlias(uint64_t Alias) {
  if (!anyAliases())
    return false;
  uint64_t Hash = mixHash(Alias);
  uint32_t Node;
  {
    auto &Stripe = Aliases.stripe(Hash);
    ScopedLock Guard(Stripe.Lock);
    Node = Stripe.first(Hash);
    while (Node && Links.at(Node).Alias != Alias)
      Node = Links.at(Node).NextByAlias;
    if (!Node)
      return false;
    Stripe.remove(Hash, Node);
  }
  Hash = mixHash(Links.at(Node).Memory);
  auto &Stripe = Memories.stripe(Hash);
  ScopedLock Guard(Stripe.Lock);
  Stripe.remove(Hash, Node);
  Links.give(Node);
  AliasCount.fetch_sub(1, std::memory_order_release);
  return true;
}

uint64_t detail::findAliasShift(uint64_t Page) {
  return withLink(Page, [](const AliasLink &L) {
    return (L.Alias - L.Memory) << kPageShift;
  });
}

bool sharesLines(uint64_t Page) {
  return withLink(
      Page, [](const AliasLink &L) { return L.Lines == AliasLines::Shared; });
}

unsigned aliasesOf(uint64_t Memory, uint64_t *Out) {
  if (!anyAliases())
    return 0;
  uint64_t Hash = mixHash(Memory);
  auto &Stripe = Memories.stripe(Hash);
  ScopedLock Guard(Stripe.Lock);
  unsigned Found = 0;
  for (uint32_t I = Stripe.first(Hash); I; I = Links.at(I).NextByMemory) {
    if (Links.at(I).Memory != Memory)
      continue;
    if (Found == kMaxAliases) {
      count(Counter::DroppedAliases);
      break;
    }
    Out[Found++] = Links.at(I).Alias;
  }
  return Found;
}

} // namespace dmasan
