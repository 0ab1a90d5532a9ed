// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chains of records by granule, in a fixed table of buckets; records come from
// one reserved array, used densely, with a free list a stripe.

#include "runtime/port/posix/heap_table.h"

#include "runtime/port/port.h"
#include "runtime/port/posix/heap_marks.h"

#include <atomic>
#include <stddef.h>
#include <sys/mman.h>

namespace dmasan::posix {

namespace {

constexpr unsigned kShift = HeapMarks::kShift;
constexpr size_t kBuckets = size_t(1) << 20;
constexpr size_t kStripes = 256;
constexpr uint32_t kMaxRecords = 1u << 24;
constexpr size_t kKeptFreed = 32; // in each stripe
constexpr uint64_t kMaxObject = uint64_t(16) << 30;

struct Record {
  uintptr_t Begin;
  uint64_t Size;
  uint32_t Alloc, Free;
  uint32_t Next; // in the chain or the free list
  bool Freed;
};

struct alignas(64) Stripe {
  std::atomic<uint32_t> Locked;
  uint32_t FreeList;
  uint32_t NextFreed;
  uintptr_t Freed[kKeptFreed]; // begins of freed objects, oldest overwritten
};

constinit Stripe Stripes[kStripes] = {};
constinit uint32_t Buckets[kBuckets] = {};
constinit std::atomic<Record *> Records = nullptr;
constinit HeapMarks Marks;
constinit std::atomic<uint32_t> RecordsUsed = 1; // record 0 is "none"

class StripeLock {
public:
  explicit StripeLock(Stripe &S) : S(S) { lock(S); }
  ~StripeLock() { unlock(S); }
  StripeLock(const StripeLock &) = delete;
  StripeLock &operator=(const StripeLock &) = delete;

  static void lock(Stripe &S) {
    while (S.Locked.exchange(1, std::memory_order_acquire))
      dmasan_port_relax();
  }
  static void unlock(Stripe &S) {
    S.Locked.store(0, std::memory_order_release);
  }

private:
  Stripe &S;
};

size_t bucketOf(uintptr_t Granule) {
  return (Granule * 0x9e3779b97f4a7c15u >> 20) % kBuckets;
}
Stripe &stripeOf(uintptr_t Granule) {
  return Stripes[bucketOf(Granule) % kStripes];
}

template <class T> T *reserve(std::atomic<T *> &Where, size_t Bytes) {
  T *Have = Where.load(std::memory_order_acquire);
  if (Have)
    return Have;
  auto *Fresh = static_cast<T *>(dmasan_port_alloc(Bytes));
  if (!Fresh || Where.compare_exchange_strong(Have, Fresh))
    return Fresh;
  dmasan_port_free(Fresh, Bytes);
  return Have;
}

bool ready() {
  return reserve(Records, size_t(kMaxRecords) * sizeof(Record)) &&
         Marks.ready();
}

/// Unlinks the first record of a granule for which Wanted holds. Stripe locked.
template <class Predicate>
bool unlink(uintptr_t Granule, Stripe &S, Predicate Wanted) {
  Record *All = Records.load();
  bool Found = false, Others = false;
  for (uint32_t *Link = &Buckets[bucketOf(Granule)]; *Link;) {
    Record &R = All[*Link];
    bool Here = R.Begin >> kShift == Granule;
    if (!Found && Here && Wanted(R)) {
      uint32_t Index = *Link;
      *Link = R.Next;
      R.Next = S.FreeList;
      S.FreeList = Index;
      Found = true;
      continue;
    }
    Others |= Here;
    Link = &R.Next;
  }
  if (Found && !Others)
    Marks.remove(Granule);
  return Found;
}

template <class Predicate> Record *find(uintptr_t Granule, Predicate Wanted) {
  Record *All = Records.load();
  for (uint32_t I = Buckets[bucketOf(Granule)]; I; I = All[I].Next)
    if (All[I].Begin >> kShift == Granule && Wanted(All[I]))
      return &All[I];
  return nullptr;
}

HeapObject copyOf(const Record &R) {
  return {R.Begin, R.Size, R.Alloc, R.Free, R.Freed};
}

bool holds(const Record &R, uintptr_t Address) {
  // One past the end belongs to an empty object only.
  return Address - R.Begin < (R.Size ? R.Size : 1);
}

} // namespace

/// Forgets freed objects that begin inside new memory, on later granules than
/// its first.
static void forgetFreedInside(uintptr_t Begin, uint64_t Size) {
  uintptr_t First = (Begin >> kShift) + 1;
  uintptr_t Granule = ((Begin + Size - 1) >> kShift) + 1;
  while ((Granule = Marks.below(Granule, First)) != HeapMarks::kNone) {
    Stripe &S = stripeOf(Granule);
    StripeLock Lock(S);
    while (unlink(Granule, S, [&](const Record &R) {
      return R.Freed && R.Begin - Begin < Size;
    }))
      ;
  }
}

void heapInsert(uintptr_t Begin, uint64_t Size, uint32_t Stack) {
  if (!ready())
    return;
  if (Size > 1)
    forgetFreedInside(Begin, Size);
  uintptr_t Granule = Begin >> kShift;
  Stripe &S = stripeOf(Granule);
  StripeLock Lock(S);
  // What was freed here has been handed out again.
  while (unlink(Granule, S, [&](const Record &R) {
    return R.Begin == Begin ||
           (R.Freed && Begin < R.Begin + R.Size && R.Begin < Begin + Size);
  }))
    ;
  uint32_t Index = S.FreeList;
  Record *All = Records.load();
  if (Index) {
    S.FreeList = All[Index].Next;
  } else {
    Index = RecordsUsed.fetch_add(1, std::memory_order_relaxed);
    if (Index >= kMaxRecords) {
      RecordsUsed.fetch_sub(1, std::memory_order_relaxed);
      return;
    }
  }
  uint32_t &Head = Buckets[bucketOf(Granule)];
  All[Index] = {Begin, Size, Stack, 0, Head, false};
  Head = Index;
  Marks.add(Granule);
}

HeapObject heapRemove(uintptr_t Begin, uint32_t Stack) {
  if (!Records.load(std::memory_order_acquire))
    return {};
  uintptr_t Granule = Begin >> kShift;
  Stripe &S = stripeOf(Granule);
  StripeLock Lock(S);
  // The oldest freed object of the stripe makes room; its chain is far away.
  uintptr_t &Slot = S.Freed[S.NextFreed % kKeptFreed];
  __builtin_prefetch(&Buckets[bucketOf(Slot >> kShift)]);
  Record *R = find(
      Granule, [&](const Record &X) { return X.Begin == Begin && !X.Freed; });
  if (!R)
    return {};
  HeapObject Out = copyOf(*R);
  R->Freed = true;
  R->Free = Stack;
  ++S.NextFreed;
  if (uintptr_t Old = Slot)
    unlink(Old >> kShift, S,
           [&](const Record &X) { return X.Begin == Old && X.Freed; });
  Slot = Begin;
  return Out;
}

HeapObject heapAt(uintptr_t Begin) {
  if (!Records.load(std::memory_order_acquire))
    return {};
  uintptr_t Granule = Begin >> kShift;
  StripeLock Lock(stripeOf(Granule));
  Record *R = find(
      Granule, [&](const Record &X) { return X.Begin == Begin && !X.Freed; });
  return R ? copyOf(*R) : HeapObject();
}

HeapObject heapAround(uintptr_t Address) {
  if (!Records.load(std::memory_order_acquire) || !Marks.reserved() ||
      Address >> 47)
    return {};
  // Two would do but for freed objects, which may lie inside the memory of a
  // bigger, later one.
  constexpr unsigned kGranulesWithObjects = 16;
  HeapObject Freed;
  uintptr_t Lowest =
      Address > kMaxObject ? (Address - kMaxObject) >> kShift : 0;
  uintptr_t Granule = Address >> kShift;
  for (unsigned Turn = 0;
       Turn != kGranulesWithObjects && Granule != HeapMarks::kNone;
       ++Turn, Granule = Marks.below(Granule, Lowest)) {
    StripeLock Lock(stripeOf(Granule));
    if (Record *R = find(Granule, [&](const Record &X) {
          return !X.Freed && holds(X, Address);
        }))
      return copyOf(*R);
    if (Record *R =
            find(Granule, [&](const Record &X) { return holds(X, Address); });
        R && !Freed.known())
      Freed = copyOf(*R);
  }
  return Freed;
}

void heapLockAll() {
  for (Stripe &S : Stripes)
    StripeLock::lock(S);
}
void heapUnlockAll() {
  for (Stripe &S : Stripes)
    StripeLock::unlock(S);
}

} // namespace dmasan::posix
