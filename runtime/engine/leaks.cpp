// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is left when a device goes, or the program ends: one finding a map
// stack, with a count. The walk over all records is as long as there ever were
// live mappings at once; a device goes rarely.
//
// Failure: without memory for the groups every leak is its own finding.

#include "runtime/engine/handlers.h"
#include "runtime/engine/options.h"

namespace dmasan {

namespace {

struct Group {
  StackId Stack;
  MappingId First; // referenced
  uint64_t Count;
};
constexpr size_t kGroups = 1024;
constexpr size_t kGroupBytes = kGroups * sizeof(Group);

Group *groupOf(Group *Groups, StackId Stack) {
  size_t At = size_t(mixHash(Stack)) % kGroups;
  for (size_t I = 0; I != kGroups; ++I, At = (At + 1) % kGroups)
    if (!Groups[At].First || Groups[At].Stack == Stack)
      return &Groups[At];
  return nullptr;
}

void accuseLeak(Event &E, const Group &G) {
  Accusation A(Kind::MappingLeak);
  A.Mapping = G.First;
  A.Stack = G.Stack;
  A.SecondStack = E.stack();
  A.Count = G.Count;
  A.Size = mappingAt(G.First).Size;
  accuse(E, A);
}

bool isLeak(const Mapping &M) {
  return !M.is(kMappingManaged) && !M.is(kMappingFreed);
}

/// Takes the mapping away; true when it was still there and counts as leaked.
bool drop(Event &E, Mapping &M, MappingId Id) {
  if (!retireMapping(Id, E.stack()))
    return false;
  applyRange(Id, M.Cpu, RangeEvent::Detach, E.Rules);
  return isLeak(M) && options().detect_leaks;
}

} // namespace

void reportLeaks(Event &E, DeviceId Device) {
  auto *Groups = static_cast<Group *>(dmasan_port_alloc(kGroupBytes));
  MappingId Bound = mappingBound();
  for (MappingId Id = 1; Id < Bound; ++Id) {
    if (!retainIfLive(Id))
      continue;
    MappingRef M(Id);
    bool Listed = M->GroupHead != Id; // its list's head speaks for it
    if ((Device && M->Device != Device) || !drop(E, *M, Id) || Listed)
      continue;
    Group *G = Groups ? groupOf(Groups, M->MapStack) : nullptr;
    if (!G) {
      accuseLeak(E, {M->MapStack, Id, 1});
    } else if (G->Count++ == 0) {
      retain(Id);
      G->Stack = M->MapStack;
      G->First = Id;
    }
  }
  for (size_t I = 0; Groups && I != kGroups; ++I)
    if (Groups[I].First) {
      accuseLeak(E, Groups[I]);
      release(Groups[I].First);
    }
  if (Groups)
    dmasan_port_free(Groups, kGroupBytes);
}

} // namespace dmasan
