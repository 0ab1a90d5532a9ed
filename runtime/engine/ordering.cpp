// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From events to what is in flight, and from that to findings.

#include "runtime/engine/ordering.h"

#include "runtime/core/in_flight.h"
#include "runtime/engine/accuse.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"
#include "runtime/stack/depot.h"

namespace dmasan {

namespace {

// The values of option `ordering`.
enum Ordering : unsigned { kOff, kDoorbell, kAll };

// What the program's code says of itself. Without relaxed register writes no
// store can be overtaken by one, so none has to be followed.
constinit std::atomic<bool> FetchesWatched = false;
constinit std::atomic<bool> DoorbellsWatched = false;

bool judgesAll() { return options().ordering == kAll; }
bool judgesOrder() {
  return judgesAll() || (options().ordering == kDoorbell &&
                         DoorbellsWatched.load(std::memory_order_relaxed));
}
bool judgesFetches() {
  return options().distrust_devices &&
         FetchesWatched.load(std::memory_order_relaxed);
}
bool followsAccesses() { return judgesOrder() || judgesFetches(); }

/// What an event that is long past looks like: another store, or the register
/// write that started the device.
dmasan_call pastCall(const Mapping &M, const char *Function) {
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_DOORBELL_RELAXED;
  Call.direction = DMASAN_NO_DIRECTION;
  Call.device = deviceAt(M.Device).Identity.load(std::memory_order_relaxed);
  Call.function = Function;
  return Call;
}

uintptr_t placeOf(StackId Stack) {
  const uintptr_t *Frames = nullptr;
  return stackFrames(Stack, &Frames) ? Frames[0] : 0;
}

/// The place is where a barrier is missing: before the register write, or
/// before the store that a device saw first.
void accuseUnordered(const UnorderedStore &S, const Mapping &M, MappingId Id) {
  bool ByRegister = S.Bell.Name != nullptr;
  StackId Place = ByRegister ? S.Bell.Stack : S.OvertakerStack;
  Span Accused = ByRegister ? S.Bytes : S.Overtaker;
  dmasan_call Call = pastCall(M, S.Bell.Name);
  Event Past(Call, placeOf(Place), 0);
  Past.IsAccess = Past.IsWrite = !ByRegister;
  Accusation A(Kind::MissingWriteBarrier);
  A.Mapping = Id;
  A.Address = Accused.Begin;
  A.Size = Accused.size();
  A.Expected = S.Bytes.Begin;
  A.Actual = S.Bytes.size();
  A.Stack = Place;
  A.SecondStack = S.Stack;
  accuse(Past, A);
}

void accuse(Event &E, Kind What, MappingId Id, Span Bytes, StackId Other) {
  Accusation A(What);
  A.Mapping = Id;
  A.Address = Bytes.Begin;
  A.Size = Bytes.size();
  A.SecondStack = Other;
  accuse(E, A);
}

void judgeLoad(Event &E, MappingId Id, const CoherentAccess &Access) {
  LoadOutcome Out = noteCoherentLoad(Access);
  if (judgesAll() && !Out.Stale.empty())
    accuse(E, Kind::MissingReadBarrier, Id, Out.Stale, Out.GuardStack);
  if (judgesFetches() && !Out.Fetched.empty())
    accuse(E, Kind::DoubleFetch, Id, Out.Fetched, Out.FirstFetch);
}

void judgeStore(Event &E, MappingId Id, const CoherentAccess &Access) {
  if (judgesAll())
    if (StackId Load = findLostWrite(Access.Thread, Access.Bytes))
      accuse(E, Kind::CoherentRace, Id, Access.Bytes, Load);
  noteCoherentStore(Access);
}

} // namespace

uint8_t coherentTraps() {
  if (options().coherent_memory || judgesAll() || judgesFetches())
    return kBothTraps;
  return judgesOrder() ? kStoreTrap : 0;
}

void onCoherentAccess(Event &E, MappingRef &M, Span Bytes, bool Store) {
  if (!followsAccesses())
    return;
  CoherentAccess Access = {dmasan_port_thread(), M.id(),
                           Bytes.intersect(M->Cpu), E.Pc, E.stack()};
  if (Store)
    judgeStore(E, M.id(), Access);
  else
    judgeLoad(E, M.id(), Access);
}

void onCoherentDeviceAccess(Event &E, MappingRef &M, Span Bytes, bool Write) {
  if (!judgesOrder())
    return;
  if (!Write) {
    UnorderedStore Late = noteDeviceRead(Bytes, judgesAll());
    if (!Late.Bytes.empty())
      accuseUnordered(Late, *M, M.id());
    return;
  }
  UnorderedStore Raced = noteDeviceWrite(Bytes);
  if (judgesAll() && !Raced.Bytes.empty())
    accuse(E, Kind::CoherentRace, M.id(), Raced.Bytes, Raced.Stack);
}

void forgetOrder(const Mapping &M, MappingId Id) {
  if (!M.Coherent || !followsAccesses())
    return;
  UnorderedStore Late = forgetInFlight(M.Cpu);
  if (!Late.Bytes.empty() && M.Cpu.contains(Late.Bytes))
    accuseUnordered(Late, M, Id);
}

void onBarrier(Event &E) {
  if (!followsAccesses())
    return;
  uint32_t Thread = dmasan_port_thread();
  BarrierReach Reach = E.Call.flags & DMASAN_CALL_ORDERS_REGISTERS
                           ? BarrierReach::Registers
                           : BarrierReach::Memory;
  if (E.Call.event != DMASAN_EVENT_READ_BARRIER)
    orderStores(Thread, Reach);
  if (E.Call.event != DMASAN_EVENT_WRITE_BARRIER)
    orderLoads(Thread, Reach);
}

void onDoorbell(Event &E) {
  if (!judgesOrder())
    return;
  bool Ordered = E.Call.event == DMASAN_EVENT_DOORBELL;
  ringDoorbell(dmasan_port_thread(), Ordered,
               {Ordered ? 0 : E.stack(), E.Call.function});
}

void onDeviceSignal(Event &E) {
  if (!followsAccesses())
    return;
  hearDevice(dmasan_port_thread(), E.Call.event == DMASAN_EVENT_DEVICE_SIGNAL);
}

} // namespace dmasan

extern "C" {

void __dmasan_watch_fetches(void) {
  dmasan::FetchesWatched.store(true, std::memory_order_relaxed);
}
void __dmasan_watch_doorbells(void) {
  dmasan::DoorbellsWatched.store(true, std::memory_order_relaxed);
}

} // extern "C"
