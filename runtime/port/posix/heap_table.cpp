// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chains of records by page, in a fixed table of buckets; records come from one
// reserved array, used densely, with a free list a stripe.

#include "runtime/port/posix/heap_table.h"

#include "runtime/port/port.h"

#include <atomic>
#include <stddef.h>
#include <sys/mman.h>

namespace dmasan::posix {

namespace {

constexpr unsigned kPageShift = 12;
constexpr size_t kBuckets = size_t(1) << 16;
constexpr size_t kStripes = 256;
constexpr uint32_t kMaxRecords = 1u << 24;
constexpr size_t kKeptFreed = 32; // in each stripe
constexpr uint64_t kPages = uint64_t(1) << (47 - kPageShift);
constexpr uint64_t kMaxPagesBack = uint64_t(1) << 22; // objects up to 16 GiB

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
constinit std::atomic<uint64_t *> Pages = nullptr;
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

size_t bucketOf(uintptr_t Page) {
  return (Page * 0x9e3779b97f4a7c15u >> 20) % kBuckets;
}
Stripe &stripeOf(uintptr_t Page) { return Stripes[bucketOf(Page) % kStripes]; }

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
         reserve(Pages, kPages / 8);
}

void markPage(uintptr_t Page) {
  if (Page < kPages)
    __atomic_fetch_or(&Pages.load()[Page / 64], uint64_t(1) << Page % 64,
                      __ATOMIC_RELAXED);
}
void clearPage(uintptr_t Page) {
  if (Page < kPages)
    __atomic_fetch_and(&Pages.load()[Page / 64], ~(uint64_t(1) << Page % 64),
                       __ATOMIC_RELAXED);
}

/// The last page before `Page` where an object begins, or `Page` if none.
uintptr_t pageBefore(uintptr_t Page) {
  const uint64_t *Words = Pages.load();
  uintptr_t Oldest = Page > kMaxPagesBack ? Page - kMaxPagesBack : 0;
  for (uintptr_t At = Page; At > Oldest;) {
    uintptr_t Last = At - 1;
    uint64_t Word = __atomic_load_n(&Words[Last / 64], __ATOMIC_RELAXED)
                    << (63 - Last % 64);
    if (Word)
      return Last - static_cast<unsigned>(__builtin_clzll(Word));
    At = Last - Last % 64;
  }
  return Page;
}

/// Unlinks the first record of a page for which Wanted holds. Stripe locked.
template <class Predicate>
bool unlink(uintptr_t Page, Stripe &S, Predicate Wanted) {
  Record *All = Records.load();
  bool Found = false, Others = false;
  for (uint32_t *Link = &Buckets[bucketOf(Page)]; *Link;) {
    Record &R = All[*Link];
    bool OnPage = R.Begin >> kPageShift == Page;
    if (!Found && OnPage && Wanted(R)) {
      uint32_t Index = *Link;
      *Link = R.Next;
      R.Next = S.FreeList;
      S.FreeList = Index;
      Found = true;
      continue;
    }
    Others |= OnPage;
    Link = &R.Next;
  }
  if (Found && !Others)
    clearPage(Page);
  return Found;
}

template <class Predicate> Record *find(uintptr_t Page, Predicate Wanted) {
  Record *All = Records.load();
  for (uint32_t I = Buckets[bucketOf(Page)]; I; I = All[I].Next)
    if (All[I].Begin >> kPageShift == Page && Wanted(All[I]))
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

/// Forgets freed objects that begin inside new memory, on later pages than its
/// first. Only so far: what remains is out of date, but only bounds of freed
/// memory are taken from it.
static void forgetFreedInside(uintptr_t Begin, uint64_t Size) {
  constexpr uintptr_t kMaxPages = 256;
  uintptr_t First = (Begin >> kPageShift) + 1;
  uintptr_t Last = (Begin + Size - 1) >> kPageShift;
  if (Last > First + kMaxPages)
    Last = First + kMaxPages;
  const uint64_t *Words = Pages.load();
  for (uintptr_t Page = First; Page <= Last && Page < kPages; ++Page) {
    uint64_t Word = __atomic_load_n(&Words[Page / 64], __ATOMIC_RELAXED);
    if (!(Word & uint64_t(1) << Page % 64))
      continue;
    Stripe &S = stripeOf(Page);
    StripeLock Lock(S);
    while (unlink(Page, S, [&](const Record &R) {
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
  uintptr_t Page = Begin >> kPageShift;
  Stripe &S = stripeOf(Page);
  StripeLock Lock(S);
  // What was freed here has been handed out again.
  while (unlink(Page, S, [&](const Record &R) {
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
  uint32_t &Head = Buckets[bucketOf(Page)];
  All[Index] = {Begin, Size, Stack, 0, Head, false};
  Head = Index;
  markPage(Page);
}

HeapObject heapRemove(uintptr_t Begin, uint32_t Stack) {
  if (!Records.load(std::memory_order_acquire))
    return {};
  uintptr_t Page = Begin >> kPageShift;
  Stripe &S = stripeOf(Page);
  StripeLock Lock(S);
  Record *R =
      find(Page, [&](const Record &X) { return X.Begin == Begin && !X.Freed; });
  if (!R)
    return {};
  HeapObject Out = copyOf(*R);
  R->Freed = true;
  R->Free = Stack;
  // The oldest freed object of the stripe makes room.
  uintptr_t &Slot = S.Freed[S.NextFreed++ % kKeptFreed];
  if (uintptr_t Old = Slot)
    unlink(Old >> kPageShift, S,
           [&](const Record &X) { return X.Begin == Old && X.Freed; });
  Slot = Begin;
  return Out;
}

HeapObject heapAt(uintptr_t Begin) {
  if (!Records.load(std::memory_order_acquire))
    return {};
  uintptr_t Page = Begin >> kPageShift;
  StripeLock Lock(stripeOf(Page));
  Record *R =
      find(Page, [&](const Record &X) { return X.Begin == Begin && !X.Freed; });
  return R ? copyOf(*R) : HeapObject();
}

HeapObject heapAround(uintptr_t Address) {
  if (!Records.load(std::memory_order_acquire) ||
      !Pages.load(std::memory_order_acquire) || Address >> 47)
    return {};
  // Two pages would do but for freed objects, which may lie inside the memory
  // of a bigger, later one.
  constexpr unsigned kPagesWithObjects = 8;
  HeapObject Freed;
  uintptr_t Page = Address >> kPageShift;
  for (unsigned Turn = 0; Turn != kPagesWithObjects; ++Turn) {
    StripeLock Lock(stripeOf(Page));
    if (Record *R = find(Page, [&](const Record &X) {
          return !X.Freed && holds(X, Address);
        }))
      return copyOf(*R);
    if (Record *R =
            find(Page, [&](const Record &X) { return holds(X, Address); });
        R && !Freed.known())
      Freed = copyOf(*R);
    uintptr_t Before = pageBefore(Page);
    if (Before == Page)
      break;
    Page = Before;
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
