// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The record of one mapping and its life.
//
// Life: allocated with one reference of the creator; published in the DMA table
// (+1) and on the CPU pages it has bytes on (+1 each). retire() takes it out of
// the live mappings: exactly one caller succeeds. A retired mapping stays
// findable as a tombstone until its place in a bounded ring is needed, and as
// long as a page knows stale bytes of it. The last release returns the record.
//
// Lock order: page stripe, DMA stripe (never both at once), then a mapping's
// lock, then pool locks. Nothing is locked while a finding is reported.
// Failure: without memory newMapping() is none; the mapping is counted, not
// known.

#pragma once

#include "runtime/base/spin_lock.h"
#include "runtime/core/device.h"
#include "runtime/core/history.h"
#include "shadow/party.h"

namespace dmasan {

using MappingId = PartyId;

enum MappingFlags : uint32_t {
  // Of the first of a scatterlist, for all of it.
  kMappingErrorVisible = 1 << 0, // a test for failure would be seen
  kMappingErrorChecked = 1 << 1, // ... and was
  kMappingManaged = 1 << 2,      // freed by the host with the device
  kMappingFreed = 1 << 3,        // its memory was freed and reported
  kMappingEndedWrongly = 1 << 4, // ended by a wrong call; its own may follow
  kMappingDeviceWrote = 1 << 5,  // since the last hand-over to the CPU
  kMappingExempt = 1 << 6,       // many mappings of these bytes are fine
  kMappingBeyondMask = 1 << 7,   // reported when it was made
  kMappingUnwritten = 1 << 8,    // what is stale was never written by a device
  kMappingCounted = 1 << 10,     // among the live ones of its place
  kMappingUncached = 1 << 11,    // no mapping: memory that became uncached with
                                 // its lines still in the cache; never live
  kMappingLeakSaid = 1 << 12,    // reported when the code that made it went
  kMappingLive = 1 << 9,         // until retired; released, so that what was
                                 // written before is seen with it
};

/// About a millisecond; ages below 26 days are told apart.
inline constexpr unsigned kBornShift = 20;
/// Two bytes of one cache line are no further from each other.
inline constexpr uint64_t kMostNear = 255;

struct Mapping : Party {
  // Fixed from publication to the last release.
  uint64_t Dma;
  uint64_t Size;
  uint64_t Serial;
  const void *Object; // scatterlist or pool that it belongs to
  DeviceId Device;
  StackId MapStack;
  MappingId GroupHead; // first of a scatterlist; itself otherwise
  MappingId GroupNext; // next of a scatterlist, 0: last
  uint32_t Count;      // head only: entries given to map_sg
  union {
    uint32_t SubSize; // bytes of its declared sub-buffers, 0: none; set by its
                      // owner before it syncs
    uint32_t PoolNext;
  };
  uint32_t Attrs;
  uint32_t Born; // time of its map call, in units of 2^kBornShift ns
  uint8_t Api;
  uint8_t Direction;
  // Bytes before and behind it that may be on its cache lines: none that its
  // allocator keeps off them.
  uint8_t NearBefore, NearBehind;

  // The DMA table's: its blocks for the mapping have 2^BlockBits bytes. Guarded
  // by the stripes of the mapping's two blocks; that it left the table, for
  // ever, may be read without.
  std::atomic<bool> InTable[2];
  uint8_t BlockBits; // fixed, too
  uint32_t DmaNext[2];

  // Atomic.
  std::atomic<uint32_t> References;
  std::atomic<uint32_t> Flags;
  std::atomic<uint8_t> Excuse;     // runtime/engine/excuses.h, 0: none
  std::atomic<StackId> UnmapStack; // set once retired
  std::atomic<uint64_t> Ended; // ... and when, in ns; 0 where no IOMMU may ask

  // Guarded by Lock.
  SpinLock Lock;
  History Past;

  Span dma() const { return spanOf(Dma, Size); }
  /// Its bytes and those that may be on its cache lines.
  Span near() const {
    return {Cpu.Begin - minOf(Cpu.Begin, NearBefore),
            saturatingEnd(Cpu.End, NearBehind)};
  }
  /// Before publication. `Own`: bytes whose cache lines nobody else is on;
  /// empty: unknown.
  void setNear(Span Own) {
    if (Own.empty())
      Own = {0, ~uint64_t(0)};
    uint64_t Before = Cpu.Begin - minOf(Cpu.Begin, Own.Begin);
    uint64_t Behind = maxOf(Cpu.End, Own.End) - Cpu.End;
    NearBefore = uint8_t(minOf(Before, kMostNear));
    NearBehind = uint8_t(minOf(Behind, kMostNear));
  }
  bool live() const {
    return (Flags.load(std::memory_order_acquire) & kMappingLive) != 0;
  }
  bool is(uint32_t Bits) const {
    return (Flags.load(std::memory_order_relaxed) & Bits) != 0;
  }
  void set(uint32_t Bits) { Flags.fetch_or(Bits, std::memory_order_relaxed); }
  void clear(uint32_t Bits) {
    Flags.fetch_and(~Bits, std::memory_order_relaxed);
  }
  bool claim(uint32_t Bit) {
    return (Flags.fetch_or(Bit, std::memory_order_relaxed) & Bit) == 0;
  }
};
static_assert(sizeof(Mapping) <= 232, "256 bytes a live mapping, with its page "
                                      "entry");

Mapping &mappingAt(MappingId Id);
/// All ids are below this. Records below it may be free or retired.
MappingId mappingBound();
uint64_t mappingBytes();

void retain(MappingId Id);
void release(MappingId Id);
/// The last reference is gone.
void returnRecord(MappingId Id);
/// For who has the record at hand.
inline void retain(Mapping &M) {
  M.References.fetch_add(1, std::memory_order_relaxed);
}
inline void release(Mapping &M, MappingId Id) {
  if (M.References.fetch_sub(1, std::memory_order_acq_rel) == 1)
    returnRecord(Id);
}
/// For a walk over all records: retains if the mapping is live; or if it is
/// known, be it as a tombstone.
bool retainIfLive(MappingId Id);
bool retainIfKnown(MappingId Id);

/// Numbers of events. Those of one thread and those of one mapping are in
/// order; nextSequence() is above all numbers that were given out before it.
uint64_t nextSequence();
uint64_t currentSequence();

/// Owns one reference.
class MappingRef {
public:
  constexpr MappingRef() = default;
  explicit MappingRef(MappingId Adopted)
      : MappingRef(mappingAt(Adopted), Adopted) {}
  MappingRef(Mapping &M, MappingId Adopted) : Record(&M), Id(Adopted) {}
  MappingRef(MappingRef &&Other) : Record(Other.Record), Id(Other.Id) {
    Other.Record = nullptr;
    Other.Id = 0;
  }
  MappingRef &operator=(MappingRef &&Other) {
    Mapping *MyRecord = Record;
    MappingId MyId = Id;
    Record = Other.Record;
    Id = Other.Id;
    Other.Record = MyRecord;
    Other.Id = MyId;
    return *this;
  }
  ~MappingRef() {
    if (Record)
      release(*Record, Id);
  }
  static MappingRef share(MappingId Id) { return share(mappingAt(Id), Id); }
  static MappingRef share(Mapping &M, MappingId Id) {
    retain(M);
    return MappingRef(M, Id);
  }
  explicit operator bool() const { return Record != nullptr; }
  MappingId id() const { return Id; }
  Mapping *operator->() const { return Record; }
  Mapping &operator*() const { return *Record; }

private:
  Mapping *Record = nullptr;
  MappingId Id = 0;
};

/// A zeroed record, with the creator's reference.
[[nodiscard]] MappingRef newMapping();

/// The hand-over that a mapping begins with. Takes no lock: nobody may be able
/// to find the mapping yet.
void beginHistory(Mapping &M);
/// Adds a hand-over to the mapping's history.
void noteHandover(Mapping &M, HandoverKind Kind, Span Bytes, StackId Stack);
/// A copy for a finding.
MappingInfo describe(Mapping &M);

} // namespace dmasan
