// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pool of mapping records and their reference counts.

#include "runtime/core/mapping.h"

#include "dmasan/interface.h"
#include "runtime/base/counters.h"
#include "runtime/base/index_pool.h"

namespace dmasan {

namespace {

constinit IndexPool<Mapping> Records;
constinit std::atomic<uint64_t> Sequence = 0;
constinit std::atomic<uint64_t> Serials = 0;

} // namespace

Mapping &mappingAt(MappingId Id) { return Records.at(Id); }
MappingId mappingBound() { return Records.bound(); }
uint64_t mappingBytes() { return Records.bytes(); }

const Party &party(PartyId Id) { return Records.at(Id); }
void retainParty(PartyId Id) { retain(Id); }
void releaseParty(PartyId Id) { release(Id); }

MappingId newMapping() {
  MappingId Id = Records.take();
  if (!Id) {
    count(Counter::DroppedMappings);
    return 0;
  }
  Mapping &M = Records.at(Id);
  M.Cpu = {};
  M.DeviceWrites = M.Coherent = false;
  M.Dma = M.Size = 0;
  M.Object = nullptr;
  M.Device = 0;
  M.MapStack = M.UnmapStack = 0;
  M.GroupHead = Id;
  M.GroupNext = 0;
  M.Count = M.Segments = M.Attrs = 0;
  M.Api = M.Direction = 0;
  M.Flags.store(0, std::memory_order_relaxed);
  M.Live.store(0, std::memory_order_relaxed);
  M.DmaNext[0] = M.DmaNext[1] = 0;
  M.InTable[0] = M.InTable[1] = false;
  M.Past.clear();
  M.Serial = Serials.fetch_add(1, std::memory_order_relaxed) + 1;
  M.References.store(1, std::memory_order_release);
  return Id;
}

void retain(MappingId Id) {
  Records.at(Id).References.fetch_add(1, std::memory_order_relaxed);
}

void release(MappingId Id) {
  if (Records.at(Id).References.fetch_sub(1, std::memory_order_acq_rel) == 1)
    Records.give(Id);
}

bool retainIfLive(MappingId Id) {
  std::atomic<uint32_t> &References = Records.at(Id).References;
  uint32_t Have = References.load(std::memory_order_acquire);
  do {
    if (Have == 0)
      return false;
  } while (!References.compare_exchange_weak(Have, Have + 1,
                                             std::memory_order_acq_rel));
  if (Records.at(Id).live())
    return true;
  release(Id);
  return false;
}

uint64_t nextSequence() {
  return Sequence.fetch_add(1, std::memory_order_relaxed) + 1;
}
uint64_t currentSequence() { return Sequence.load(std::memory_order_relaxed); }

void noteHandover(Mapping &M, HandoverKind Kind, Span Bytes, StackId Stack) {
  Handover H{Kind,
             dmasan_port_thread(),
             nextSequence(),
             dmasan_port_time_ns(),
             Bytes.Begin - M.Cpu.Begin,
             Bytes.size(),
             Stack};
  ScopedLock Guard(M.Lock);
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
  Info.Count = M.Api == DMASAN_API_SG ? mappingAt(M.GroupHead).Count : 0;
  Info.MapStack = M.MapStack;
  ScopedLock Guard(M.Lock);
  Info.UnmapStack = M.UnmapStack;
  M.Past.expand(currentSequence(), dmasan_port_time_ns(), Info.History);
  return Info;
}

} // namespace dmasan
