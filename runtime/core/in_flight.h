// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What CPUs have in flight to and from coherent memory: stores that no write
// barrier has ordered, loads that no read barrier has followed; and what
// devices wrote last. Coherent memory has no hand-overs, so order is all that
// the two sides can rely on (Linux Documentation/memory-barriers.txt).
//
// Each thread has one queue of bounded length, found by its number; a newcomer
// with the same place takes it over. What is forgotten that way is a misuse not
// seen, never one seen that is none.
// Threading: a queue's lock guards the queue, another one the devices' writes.
// No two of them are held at once, and none while another lock of the core is.

#pragma once

#include "runtime/core/mapping.h"

namespace dmasan {

/// What a barrier orders: accesses to memory among themselves (dma_wmb), or
/// register accesses as well (wmb).
enum class BarrierReach : uint8_t { Memory, Registers };

/// The register write that started the device before earlier stores were
/// ordered. Name: of the API function, static storage; null: there was none.
struct Doorbell {
  StackId Stack = 0;
  const char *Name = nullptr;
};

void orderStores(uint32_t Thread, BarrierReach Reach);
void orderLoads(uint32_t Thread, BarrierReach Reach);
/// A register is written that may start a device. An ordered write orders every
/// store before it.
void ringDoorbell(uint32_t Thread, bool Ordered, const Doorbell &Bell);
/// A register is read, or an interrupt taken: after an ordered one the thread
/// has seen everything that devices wrote before.
void hearDevice(uint32_t Thread, bool Ordered);

/// A store that a device may see, or see missing, out of order. Empty bytes:
/// none.
struct UnorderedStore {
  Span Bytes;        // that may be seen too late
  StackId Stack = 0; // of that store
  Doorbell Bell;     // that overtook it; without a name another store did:
  Span Overtaker;
  StackId OvertakerStack = 0;
};

/// A load whose value may be older than that of an earlier load, or a second
/// look at what a device may change meanwhile. Empty bytes: neither.
struct LoadOutcome {
  Span Stale;             // of this load
  StackId GuardStack = 0; // the earlier load, of the newer data
  Span Fetched;           // bytes that were loaded before
  StackId FirstFetch = 0;
};

/// One access of a thread to coherent memory.
struct CoherentAccess {
  uint32_t Thread;
  MappingId Into; // order matters inside of one mapping
  Span Bytes;
  uintptr_t Pc;
  StackId Stack;
};
/// Before the store: the thread's load of the same bytes, when a device has
/// written them since; 0: none, nothing is lost.
StackId findLostWrite(uint32_t Thread, Span Bytes);
void noteCoherentStore(const CoherentAccess &A);
LoadOutcome noteCoherentLoad(const CoherentAccess &A);
/// Whether the thread's last load of the bytes was found to be a second fetch.
bool wasSecondFetch(uint32_t Thread, Span Bytes);

/// A device reads coherent memory. Pairs: also stores of one thread that
/// nothing orders among themselves count, not only those that a register write
/// overtook.
UnorderedStore noteDeviceRead(Span Bytes, bool Pairs);
/// A device writes coherent memory; the store that is still on its way to the
/// same bytes, if there is one.
UnorderedStore noteDeviceWrite(Span Bytes);

/// Memory comes or goes. Finds a store to it that was overtaken by a register
/// write and not ordered since.
UnorderedStore forgetInFlight(Span Bytes);

} // namespace dmasan
