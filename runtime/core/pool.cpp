// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A striped table of pool records.

#include "runtime/core/pool.h"

#include "runtime/base/index_pool.h"
#include "runtime/base/striped_table.h"

namespace dmasan {

namespace {

struct PoolRecord {
  const void *Identity;
  PoolFacts Facts;
  uint32_t Next;
  uint32_t PoolNext;
};

constinit IndexPool<PoolRecord> Records;

uint64_t hashOf(const void *Identity) {
  return mixHash(reinterpret_cast<uintptr_t>(Identity));
}

struct Traits {
  static uint32_t &next(uint32_t Node) { return Records.at(Node).Next; }
  static uint64_t hash(uint32_t Node) {
    return hashOf(Records.at(Node).Identity);
  }
};
constinit StripedTable<Traits> Table;

uint32_t findIn(const StripedTable<Traits>::Stripe &Stripe, uint64_t Hash,
                const void *Identity) {
  uint32_t I = Stripe.first(Hash);
  while (I && Records.at(I).Identity != Identity)
    I = Records.at(I).Next;
  return I;
}

} // namespace

bool addPool(const void *Identity, const PoolFacts &Facts) {
  removePool(Identity); // a new pool at an old address
  uint32_t Id = Records.take();
  if (!Id) {
    count(Counter::DroppedPools);
    return false;
  }
  Records.at(Id).Identity = Identity;
  Records.at(Id).Facts = Facts;
  uint64_t Hash = hashOf(Identity);
  auto &Stripe = Table.stripe(Hash);
  ScopedLock Guard(Stripe.Lock);
  Stripe.insert(Hash, Id);
  return true;
}

bool findPool(const void *Identity, PoolFacts &Facts) {
  uint64_t Hash = hashOf(Identity);
  auto &Stripe = Table.stripe(Hash);
  ScopedLock Guard(Stripe.Lock);
  uint32_t Id = findIn(Stripe, Hash, Identity);
  if (Id)
    Facts = Records.at(Id).Facts;
  return Id != 0;
}

bool removePool(const void *Identity) {
  uint64_t Hash = hashOf(Identity);
  auto &Stripe = Table.stripe(Hash);
  ScopedLock Guard(Stripe.Lock);
  uint32_t Id = findIn(Stripe, Hash, Identity);
  if (!Id)
    return false;
  Stripe.remove(Hash, Id);
  Records.give(Id);
  return true;
}

void forgetPools() {
  for (uint32_t I = 1; I < Records.bound(); ++I)
    if (const void *Identity = Records.at(I).Identity)
      removePool(Identity);
}

} // namespace dmasan
