// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pool of mapping records and their reference counts.

#include "runtime/core/mapping.h"

#include "dmasan/interface.h"
#include "runtime/base/apis.h"
#include "runtime/base/bits.h"
#include "runtime/base/counters.h"
#include "runtime/base/index_pool.h"

namespace dmasan {

namespace {

constinit IndexPool<Mapping> Records;

// Numbers without a word that all threads write. Each shard has a clock of its
// own that a hand-over sets past the one before it of the same mapping
// (Lamport): events of a thread are in order, and so are those of a mapping.
// Serial numbers are taken a block at a time.
constexpr unsigned kShards = 16;
constexpr uint64_t kSerialBlock = 64;
struct alignas(64) Numbers {
  std::atomic<uint64_t> Clock;
  std::atomic<uint64_t> Serial; // the last that was given out, 0 at first
};
constinit Numbers Shards[kShards] = {};
constinit std::atomic<uint64_t> SerialBlocks = 0;

Numbers &numbers() { return Shards[dmasan_port_shard() % kShards]; }

uint64_t nextSerial() {
  std::atomic<uint64_t> &Last = numbers().Serial;
  uint64_t Have = Last.load(std::memory_order_relaxed), Next;
  do {
    Next = Have + 1;
    if (Have % kSerialBlock == 0)
      Next +=
          SerialBlocks.fetch_add(1, std::memory_order_relaxed) * kSerialBlock -
          Have;
  } while (!Last.compare_exchange_weak(Have, Next, std::memory_order_relaxed));
  return Next;
}

/// The next number of this shard.
uint64_t tick() {
  return numbers().Clock.fetch_add(1, std::memory_order_relaxed) + 1;
}
/// The same, and above an earlier one with these low bits.
uint64_t tickAfter(uint32_t Earlier) {
  std::atomic<uint64_t> &Clock = numbers().Clock;
  uint64_t Have = Clock.load(std::memory_order_relaxed), Next;
  do {
    auto Ahead = int32_t(Earlier - uint32_t(Have));
    Next = Have + (Ahead > 0 ? uint32_t(Ahead) : 0) + 1;
  } while (!Clock.compare_exchange_weak(Have, Next, std::memory_order_relaxed));
  return Next;
}

} // namespace

Mapping &mappingAt(MappingId Id) { return Records.at(Id); }
MappingId mappingBound() { return Records.bound(); }
uint64_t mappingBytes() { return Records.bytes(); }

const Party &party(PartyId Id) { return Records.at(Id); }
void retainParty(PartyId Id) { retain(Id); }
void releaseParty(PartyId Id) { release(Id); }

MappingRef newMapping() {
  MappingId Id = Records.take();
  if (!Id) {
    count(Counter::DroppedMappings);
    return {};
  }
  Mapping &M = Records.at(Id);
  M.Cpu = {};
  M.DeviceWrites = M.Coherent = false;
  M.Dma = M.Size = 0;
  M.Object = nullptr;
  M.Device = 0;
  M.MapStack = 0;
  M.UnmapStack.store(0, std::memory_order_relaxed);
  M.Ended.store(0, std::memory_order_relaxed);
  M.GroupHead = Id;
  M.GroupNext = 0;
  M.Count = M.SubSize = M.Attrs = 0;
  M.Api = M.Direction = M.NearBefore = M.NearBehind = 0;
  M.Flags.store(0, std::memory_order_relaxed);
  M.Excuse.store(0, std::memory_order_relaxed);
  M.DmaNext[0] = M.DmaNext[1] = 0;
  for (std::atomic<bool> &In : M.InTable)
    In.store(false, std::memory_order_relaxed);
  M.Past.clear();
  M.Serial = nextSerial();
  M.References.store(1, std::memory_order_release);
  return {M, Id};
}

void retain(MappingId Id) { retain(Records.at(Id)); }
void release(MappingId Id) { release(Records.at(Id), Id); }
__attribute__((noinline)) void returnRecord(MappingId Id) { Records.give(Id); }

bool retainIfKnown(MappingId Id) {
  std::atomic<uint32_t> &References = Records.at(Id).References;
  uint32_t Have = References.load(std::memory_order_acquire);
  do {
    if (Have == 0)
      return false;
  } while (!References.compare_exchange_weak(Have, Have + 1,
                                             std::memory_order_acq_rel));
  return true;
}

bool retainIfLive(MappingId Id) {
  if (!retainIfKnown(Id))
    return false;
  if (Records.at(Id).live())
    return true;
  release(Id);
  return false;
}

uint64_t currentSequence() {
  uint64_t Latest = 0;
  for (const Numbers &Shard : Shards)
    Latest = maxOf(Latest, Shard.Clock.load(std::memory_order_relaxed));
  return Latest;
}
uint64_t nextSequence() { return tickAfter(uint32_t(currentSequence())); }

void beginHistory(Mapping &M) {
  M.Past.clear(); // so that the compiler knows
  M.Past.push({HandoverKind::Map, dmasan_port_thread(), tick(), 0, M.Cpu.size(),
               M.MapStack});
}

void noteHandover(Mapping &M, HandoverKind Kind, Span Bytes, StackId Stack) {
  Handover H{
      Kind, dmasan_port_thread(), 0, Bytes.Begin - M.Cpu.Begin, Bytes.size(),
      Stack};
  ScopedLock Guard(M.Lock);
  const uint32_t *Last = M.Past.newestSequence();
  H.Sequence = Last ? tickAfter(*Last) : tick();
  M.Past.push(H);
}

MappingInfo describe(Mapping &M) {
  MappingInfo Info = {};
  Info.Id = M.Serial;
  Info.Api = M.Api;
  Info.Direction = M.Direction;
  Info.Coherent = M.Coherent;
  Info.Live = M.live();
  Info.Attrs = M.Attrs;
  Info.Cpu = {uintptr_t(M.Cpu.Begin), M.Size};
  Info.Dma = M.Dma;
  Info.Count = isListApi(M.Api) ? mappingAt(M.GroupHead).Count : 0;
  Info.MapStack = M.MapStack;
  Info.UnmapStack = M.UnmapStack.load(std::memory_order_relaxed);
  if (uint64_t Ended = M.Ended.load(std::memory_order_relaxed))
    // Clocks of two CPUs may differ a little.
    Info.EndedNs = maxOf(dmasan_port_time_ns(), Ended) - Ended;
  ScopedLock Guard(M.Lock);
  M.Past.expand(currentSequence(), Info.History);
  return Info;
}

} // namespace dmasan
