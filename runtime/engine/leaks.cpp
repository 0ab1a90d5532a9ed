// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is left when a device goes or the program ends, and what there is when
// somebody asks: one finding, or one line of a listing, a map stack, with a
// count. The walk over all records is as long as there ever were live mappings
// at once; devices and modules go rarely.
//
// Failure: without memory for the groups every mapping is a group of its own.

#include "runtime/engine/cost.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"
#include "runtime/engine/ordering.h"
#include "runtime/stack/depot.h"

namespace dmasan {

namespace {

constexpr size_t kGroups = 1024;
constexpr size_t kGroupBytes = kGroups * sizeof(LiveGroup);

LiveGroup *groupOf(LiveGroup *Groups, StackId Stack) {
  size_t At = size_t(mixHash(Stack)) % kGroups;
  for (size_t I = 0; I != kGroups; ++I, At = (At + 1) % kGroups)
    if (!Groups[At].First || mappingAt(Groups[At].First).MapStack == Stack)
      return &Groups[At];
  return nullptr;
}

void accuseLeak(Event &E, const LiveGroup &G) {
  Mapping &M = mappingAt(G.First);
  Accusation A(Kind::MappingLeak);
  A.Mapping = G.First;
  A.Stack = M.MapStack;
  A.SecondStack = E.stack();
  A.Count = G.Count;
  A.Size = M.Size;
  accuse(E, A);
}

/// Nobody asked whether it failed, and no use came to tell it at.
void accuseUnchecked(Event &E, Mapping &M, MappingId Id) {
  if (!viewOf(M).ErrorUnchecked)
    return;
  Accusation A(Kind::MappingErrorUnchecked);
  A.Mapping = Id;
  A.Stack = M.MapStack;
  accuse(E, A);
}

bool isLeak(const Mapping &M) {
  return !M.is(kMappingManaged | kMappingFreed | kMappingLeakSaid);
}

/// A device that nobody uses any more can do harm to this. Coherent memory is
/// left out: it stays while the device rests.
bool isArmed(Mapping &M) {
  if (M.Coherent || !M.DeviceWrites)
    return false;
  ScopedLock Guard(M.Lock);
  HandoverKind Last = M.Past.newestKind();
  return Last != HandoverKind::SyncForCpu && Last != HandoverKind::CpuWrite;
}

/// Takes the mapping away; true when it was still there.
bool drop(Event &E, Mapping &M, MappingId Id) {
  if (!retireMapping(M, Id, E.stack()))
    return false;
  noteCostEnd(M);
  applyRange(Id, M.Cpu, RangeEvent::Detach, E.Rules);
  forgetOrder(M, Id);
  return true;
}

/// Calls Take(Mapping, Id) for every live mapping of the device, or of all with
/// 0, and then Visit(LiveGroup) for those that it took, grouped.
template <typename TakeFn, typename VisitFn>
void groupLive(DeviceId Device, TakeFn Take, VisitFn Visit) {
  auto *Groups = static_cast<LiveGroup *>(dmasan_port_alloc(kGroupBytes));
  MappingId Bound = mappingBound();
  for (MappingId Id = 1; Id < Bound; ++Id) {
    if (!retainIfLive(Id))
      continue;
    MappingRef M(Id);
    if ((Device && M->Device != Device) || !Take(*M, Id))
      continue;
    LiveGroup *G = Groups ? groupOf(Groups, M->MapStack) : nullptr;
    if (!G) {
      Visit(LiveGroup{Id, 1, M->Size});
      continue;
    }
    if (G->Count++ == 0) {
      retain(Id);
      G->First = Id;
    }
    G->Bytes += M->Size;
  }
  for (size_t I = 0; Groups && I != kGroups; ++I)
    if (Groups[I].First) {
      Visit(Groups[I]);
      release(Groups[I].First);
    }
  if (Groups)
    dmasan_port_free(Groups, kGroupBytes);
}

/// The head of a list speaks for it.
bool isHead(const Mapping &M, MappingId Id) { return M.GroupHead == Id; }

} // namespace

void reportLeaks(Event &E, DeviceId Device) {
  groupLive(
      Device,
      [&](Mapping &M, MappingId Id) {
        if (!drop(E, M, Id) || !isLeak(M) || !isHead(M, Id) ||
            !options().detect_leaks)
          return false;
        accuseUnchecked(E, M, Id);
        return true;
      },
      [&](const LiveGroup &G) { accuseLeak(E, G); });
}

void visitLive(DeviceId Device, void *Context,
               void (*Visit)(void *Context, const LiveGroup &G)) {
  groupLive(
      Device, [](Mapping &M, MappingId Id) { return isHead(M, Id); },
      [&](const LiveGroup &G) { Visit(Context, G); });
}

void reportArmed(Event &E, DeviceId Device) {
  groupLive(
      Device,
      [](Mapping &M, MappingId Id) { return isHead(M, Id) && isArmed(M); },
      [&](const LiveGroup &G) {
        Accusation A(Kind::DeviceActiveAtShutdown);
        A.Mapping = G.First;
        A.Stack = mappingAt(G.First).MapStack;
        A.SecondStack = E.stack();
        A.Count = G.Count;
        A.Size = mappingAt(G.First).Size;
        accuse(E, A);
      });
}

} // namespace dmasan

using namespace dmasan;

extern "C" {

uint64_t dmasan_live_mappings(const void *Device) {
  uint64_t Count = 0;
  DeviceId Id = Device ? findDevice(Device) : 0;
  if (!Device || Id)
    visitLive(Id, &Count, [](void *Context, const LiveGroup &G) {
      *static_cast<uint64_t *>(Context) += G.Count;
    });
  return Count;
}

uint64_t dmasan_check_leaks(const void *Device) {
  dmasan_call Call = {};
  Call.device = Device;
  Call.function = "dmasan_check_leaks";
  Event E(Call, reinterpret_cast<uintptr_t>(__builtin_return_address(0)), 0);
  DeviceId Id = Device ? findDevice(Device) : 0;
  uint64_t Count = 0;
  if (Device && !Id)
    return 0;
  groupLive(
      Id,
      [](Mapping &M, MappingId Each) { return isLeak(M) && isHead(M, Each); },
      [&](const LiveGroup &G) {
        Count += G.Count;
        accuseLeak(E, G);
      });
  return Count;
}

uint64_t dmasan_check_leaks_of(dmasan_owner_test IsOwner, void *Context) {
  dmasan_call Call = {};
  Call.function = "dmasan_check_leaks_of";
  Event E(Call, reinterpret_cast<uintptr_t>(__builtin_return_address(0)), 0);
  uint64_t Count = 0;
  groupLive(
      0,
      [&](Mapping &M, MappingId Id) {
        const uintptr_t *Frames = nullptr;
        size_t Depth = stackFrames(M.MapStack, &Frames);
        return isLeak(M) && isHead(M, Id) &&
               IsOwner(deviceAt(M.Device).Identity, Frames, Depth, Context) &&
               M.claim(kMappingLeakSaid);
      },
      [&](const LiveGroup &G) {
        Count += G.Count;
        if (options().detect_leaks)
          accuseLeak(E, G);
      });
  return Count;
}
}
