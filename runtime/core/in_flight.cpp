// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The queues. Order is told by numbers: a store has the epoch of its thread,
// which each barrier begins anew; a load has the number of the device write
// that it saw.

#include "runtime/core/in_flight.h"

#include "runtime/base/recent.h"
#include "runtime/base/spin_lock.h"

namespace dmasan {

namespace {

constexpr unsigned kQueues = 64;
constexpr unsigned kEntries = 32;
constexpr unsigned kDeviceWrites = 256;

enum class Order : uint8_t {
  Open,      // nothing orders it
  Rung,      // ... and a register write overtook it
  RungClosed // ordered only after that register write
};

struct Store {
  Span Bytes;
  uint32_t Epoch;
  StackId Stack;
  Doorbell Bell;
  Order State;
  bool Overtaken; // a device saw another store of the same epoch
  Span Overtaker;
  StackId OvertakerStack;
};

struct Load {
  MappingId From;
  Span Bytes;
  uint64_t Seen; // number of the newest device write to them
  uintptr_t Pc;
  StackId Stack;
  bool Told; // a second fetch of them was found
};

struct Queue {
  SpinLock Lock; // guards the rest
  uint32_t Thread;
  uint32_t Epoch;
  uint64_t Synchronized; // device writes up to here are seen in order
  bool RegisterRead;     // a relaxed read waits for a barrier
  Recent<Store, kEntries> Stores;
  Recent<Load, kEntries> Loads;
};
constinit Queue Queues[kQueues] = {};
// Queues that may hold stores or loads, a bit each: set by their thread before
// it adds one, cleared by nobody.
constinit std::atomic<uint64_t> Used = 0;
static_assert(kQueues <= 64);

template <typename Function> void eachQueue(Function Do) {
  for (uint64_t Left = Used.load(std::memory_order_relaxed); Left;
       Left &= Left - 1) {
    Queue &Q = Queues[firstBit(Left)];
    ScopedLock Guard(Q.Lock);
    Do(Q);
  }
}

struct DeviceStore {
  Span Bytes;
  uint64_t Number;
};
struct {
  SpinLock Lock;                // guards the items, and who adds to Newest
  std::atomic<uint64_t> Newest; // number of the last one
  DeviceStore Items[kDeviceWrites];
} constinit DeviceStores = {};

uint64_t newestDeviceWrite() {
  return DeviceStores.Newest.load(std::memory_order_acquire);
}

/// Number of the newest device write to one of the bytes; 0: none is known.
uint64_t deviceWriteOf(Span Bytes) {
  ScopedLock Guard(DeviceStores.Lock);
  uint64_t Newest = 0;
  for (const DeviceStore &S : DeviceStores.Items)
    if (S.Number > Newest && S.Bytes.overlaps(Bytes))
      Newest = S.Number;
  return Newest;
}

/// The thread's queue, locked.
class ThreadQueue {
public:
  explicit ThreadQueue(uint32_t Thread)
      : Q(Queues[Thread % kQueues]), Guard(Q.Lock) {
    uint64_t Bit = uint64_t(1) << (Thread % kQueues);
    bool Fresh = !(Used.fetch_or(Bit, std::memory_order_relaxed) & Bit);
    if (Q.Thread == Thread)
      return;
    Q.Thread = Thread;
    Q.Stores.clear();
    Q.Loads.clear();
    // The newcomer may have had this place before, and seen everything then.
    Q.Synchronized = Fresh ? 0 : newestDeviceWrite();
    Q.RegisterRead = false;
  }
  Queue *operator->() { return &Q; }
  Queue &operator*() { return Q; }

private:
  Queue &Q;
  ScopedLock Guard;
};

void loadsDone(Queue &Q) {
  for (const Load &L : Q.Loads)
    Q.Synchronized = maxOf(Q.Synchronized, L.Seen);
  Q.Loads.clear();
}

UnorderedStore describe(const Store &S) {
  return {S.Bytes, S.Stack, S.Bell, S.Overtaker, S.OvertakerStack};
}

bool distinct(Span A, Span B) { return !A.contains(B) && !B.contains(A); }

/// A device sees one store: what of its epoch is still open may come later.
void overtake(Queue &Q, const Store &By) {
  for (Store &S : Q.Stores)
    if (S.Epoch == By.Epoch && S.State == Order::Open && !S.Overtaken &&
        distinct(S.Bytes, By.Bytes)) {
      S.Overtaken = true;
      S.Overtaker = By.Bytes;
      S.OvertakerStack = By.Stack;
    }
}

/// The part of one queue in a device's read.
UnorderedStore seeStores(Queue &Q, Span Bytes, bool Pairs) {
  UnorderedStore Found;
  const Store *Newest = nullptr;
  for (const Store &S : Q.Stores)
    if (S.Bytes.overlaps(Bytes) && S.Epoch == Q.Epoch)
      Newest = &S;
  if (Pairs && Newest)
    overtake(Q, *Newest);
  for (const Store &S : Q.Stores)
    if (Found.Bytes.empty() && S.Bytes.overlaps(Bytes) &&
        (S.State != Order::Open || (Pairs && S.Overtaken)))
      Found = describe(S);
  if (!Found.Bytes.empty()) // said once
    Q.Stores.clear();
  else
    Q.Stores.removeIf([&](const Store &S) { return Bytes.contains(S.Bytes); });
  return Found;
}

} // namespace

void orderStores(uint32_t Thread, BarrierReach Reach) {
  bool Registers = Reach == BarrierReach::Registers;
  {
    ThreadQueue Q(Thread);
    ++Q->Epoch;
    for (Store &S : Q->Stores)
      S.Overtaken = false;
  }
  // What other threads stored came with a lock, which this thread took since.
  if (Registers)
    eachQueue([](Queue &Q) {
      for (Store &S : Q.Stores)
        if (S.State == Order::Rung)
          S.State = Order::RungClosed;
      Q.Stores.removeIf([](const Store &S) { return S.State == Order::Open; });
    });
}

void orderLoads(uint32_t Thread, BarrierReach Reach) {
  ThreadQueue Q(Thread);
  loadsDone(*Q);
  if (Reach == BarrierReach::Registers && Q->RegisterRead) {
    Q->Synchronized = newestDeviceWrite();
    Q->RegisterRead = false;
  }
}

void ringDoorbell(uint32_t Thread, bool Ordered, const Doorbell &Bell) {
  if (Ordered) {
    eachQueue([](Queue &Q) {
      ++Q.Epoch;
      Q.Stores.clear();
    });
    return;
  }
  ThreadQueue Q(Thread);
  Q->Stores.removeIf(
      [](const Store &S) { return S.State == Order::RungClosed; });
  for (Store &S : Q->Stores)
    if (S.State == Order::Open) {
      S.State = Order::Rung;
      S.Bell = Bell;
    }
}

void hearDevice(uint32_t Thread, bool Ordered) {
  ThreadQueue Q(Thread);
  Q->RegisterRead = !Ordered;
  if (!Ordered)
    return;
  loadsDone(*Q);
  Q->Synchronized = newestDeviceWrite();
}

StackId findLostWrite(uint32_t Thread, Span Bytes) {
  uint64_t Newest = deviceWriteOf(Bytes);
  ThreadQueue Q(Thread);
  StackId Found = 0;
  for (const Load &L : Q->Loads)
    if (L.Bytes.contains(Bytes) && L.Seen < Newest)
      Found = L.Stack;
  return Found;
}

void noteCoherentStore(const CoherentAccess &A) {
  ThreadQueue Q(A.Thread);
  Q->Loads.removeIf([&](const Load &L) { return L.Bytes.overlaps(A.Bytes); });
  Q->Stores.removeIf([&](const Store &S) { return A.Bytes.contains(S.Bytes); });
  Store New = {};
  New.Bytes = A.Bytes;
  New.Epoch = Q->Epoch;
  New.Stack = A.Stack;
  Q->Stores.push(New);
}

LoadOutcome noteCoherentLoad(const CoherentAccess &A) {
  LoadOutcome Out;
  uint64_t Seen = deviceWriteOf(A.Bytes);
  ThreadQueue Q(A.Thread);
  bool Told = false;
  for (const Load &L : Q->Loads) {
    Told |= L.Told && L.Bytes.overlaps(A.Bytes);
    if (L.Bytes.overlaps(A.Bytes) && L.Pc != A.Pc && !Told) {
      Out.Fetched = L.Bytes.intersect(A.Bytes);
      Out.FirstFetch = L.Stack;
    }
    if (Seen > Q->Synchronized && L.Seen >= Seen && L.From == A.Into &&
        !L.Bytes.contains(A.Bytes) && Out.Stale.empty()) {
      Out.Stale = A.Bytes;
      Out.GuardStack = L.Stack;
    }
  }
  if (!Out.Stale.empty()) // said once
    Q->Synchronized = Seen;
  Q->Loads.removeIf([&](const Load &L) { return A.Bytes.contains(L.Bytes); });
  Told |= !Out.Fetched.empty();
  Q->Loads.push({A.Into, A.Bytes, Seen, A.Pc, A.Stack, Told});
  return Out;
}

bool wasSecondFetch(uint32_t Thread, Span Bytes) {
  ThreadQueue Q(Thread);
  for (const Load &L : Q->Loads)
    if (L.Told && L.Bytes.overlaps(Bytes))
      return true;
  return false;
}

UnorderedStore noteDeviceRead(Span Bytes, bool Pairs) {
  UnorderedStore Found;
  eachQueue([&](Queue &Q) {
    UnorderedStore Here = seeStores(Q, Bytes, Pairs);
    if (Found.Bytes.empty())
      Found = Here;
  });
  return Found;
}

UnorderedStore noteDeviceWrite(Span Bytes) {
  UnorderedStore Found;
  eachQueue([&](Queue &Q) {
    for (const Store &S : Q.Stores)
      if (Found.Bytes.empty() && S.Bytes.overlaps(Bytes)) {
        Found = describe(S);
        Found.Bytes = S.Bytes.intersect(Bytes);
      }
    Q.Stores.removeIf([&](const Store &S) { return S.Bytes.overlaps(Bytes); });
  });
  ScopedLock Guard(DeviceStores.Lock);
  uint64_t Number = newestDeviceWrite() + 1;
  DeviceStores.Items[Number % kDeviceWrites] = {Bytes, Number};
  DeviceStores.Newest.store(Number, std::memory_order_release);
  return Found;
}

UnorderedStore forgetInFlight(Span Bytes) {
  UnorderedStore Found;
  eachQueue([&](Queue &Q) {
    for (const Store &S : Q.Stores)
      if (Found.Bytes.empty() && S.State == Order::Rung &&
          S.Bytes.overlaps(Bytes))
        Found = describe(S);
    Q.Stores.removeIf([&](const Store &S) { return S.Bytes.overlaps(Bytes); });
    Q.Loads.removeIf([&](const Load &L) { return L.Bytes.overlaps(Bytes); });
  });
  ScopedLock Guard(DeviceStores.Lock);
  for (DeviceStore &S : DeviceStores.Items)
    if (S.Bytes.overlaps(Bytes))
      S = {};
  return Found;
}

} // namespace dmasan
