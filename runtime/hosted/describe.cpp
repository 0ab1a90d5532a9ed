// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan_describe_address: what is known of an address, and
// dmasan_print_mappings: what is mapped, for people and debuggers. Changes
// nothing.

#include "dmasan/interface.h"
#include "reports/text.h"
#include "runtime/engine/handlers.h"
#include "runtime/engine/listing.h"
#include "runtime/hosted/internal.h"
#include "runtime/port/posix/thread.h"
#include "shadow/shadow.h"

using namespace dmasan;
using namespace dmasan::hosted;

namespace {

void fill(Finding &F, uintptr_t Address) {
  dmasan_call Call = {};
  Event E(Call, 0, 0);
  F.Address = Address;
  F.IsAccess = true;
  F.HazardLine = E.Rules.HazardLine;
  F.WindowBegin =
      (Address & ~(kLineSize - 1)) - (kShadowWindow / 2) * kLineSize;
  for (size_t I = 0; I != kShadowWindow; ++I)
    F.Window[I] = shadowAt(F.WindowBegin + I * kLineSize).raw();
  F.Origin = originOf(Address, 1);
  MappingRef M = findByCpu(Address, E.Rules);
  if (!M)
    return;
  F.Mapping = describe(*M);
  F.Offset = int64_t(Address - F.Mapping.Cpu.Begin);
  const void *Identity =
      deviceAt(M->Device).Identity.load(std::memory_order_relaxed);
  if (Identity)
    dmasan_port_device_names(Identity, F.DeviceName, F.DriverName, kNameLength);
}

/// A listing on its way: one entry is in the buffer at a time.
struct Listing {
  TextBuffer &Out;
  const RenderContext &Context;
};

void printGroup(void *Context, const LiveGroup &G) {
  auto &L = *static_cast<Listing *>(Context);
  Finding F = {};
  Mapping &M = mappingAt(G.First);
  F.Mapping = describe(M);
  F.Count = G.Count;
  F.Size = G.Bytes;
  dmasan_port_device_names(
      deviceAt(M.Device).Identity.load(std::memory_order_relaxed), F.DeviceName,
      F.DriverName, kNameLength);
  L.Out.clear();
  renderLiveMappings(L.Out, F, L.Context);
  writeReport(L.Out.ref());
}

} // namespace

extern "C" __attribute__((visibility("default"))) void
dmasan_print_mappings(const void *Device) {
  applyOptions();
  ReportLock Lock;
  if (!Lock.held())
    return;
  posix::InternalScope Scope;
  Listing L = {Lock.text(), Lock.context()};
  L.Out << "DMASan: live mappings\n";
  writeReport(L.Out.ref());
  DeviceId Id = Device ? findDevice(Device) : 0;
  if (!Device || Id)
    visitLive(Id, &L, printGroup);
}

extern "C" __attribute__((visibility("default"))) size_t
dmasan_mappings_json(const void *Device, char *Out, size_t Capacity) {
  applyOptions();
  ReportLock Lock;
  if (!Lock.held())
    return 0;
  posix::InternalScope Scope;
  size_t Length = 0;
  auto Append = [&](StringRef Text) {
    for (char C : Text) {
      if (Length + 1 < Capacity)
        Out[Length] = C;
      ++Length;
    }
  };
  DeviceId Id = Device ? findDevice(Device) : 0;
  LiveMapping Each;
  MappingId At = !Device || Id ? describeLive(1, Id, Each) : 0;
  Append("[");
  for (const char *Before = "\n"; At; At = describeLive(At + 1, Id, Each)) {
    TextBuffer &Text = Lock.text();
    Text << Before;
    renderLiveJson(Text, Each, Lock.context());
    Append(Text.ref());
    Before = ",\n";
  }
  Append("\n]\n");
  if (Capacity)
    Out[Length < Capacity ? Length : Capacity - 1] = '\0';
  return Length;
}

extern "C" __attribute__((visibility("default"))) void
dmasan_describe_address(const void *Pointer) {
  applyOptions();
  Finding F = {};
  fill(F, reinterpret_cast<uintptr_t>(Pointer));
  ReportLock Lock;
  if (!Lock.held())
    return;
  posix::InternalScope Scope;
  TextBuffer &Out = Lock.text();
  renderDescription(Out, F, Lock.context());
  writeReport(Out.ref());
}
