// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan_describe_address: what is known of an address, for people and
// debuggers. Changes nothing.

#include "dmasan/interface.h"
#include "reports/text.h"
#include "runtime/engine/handlers.h"
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

} // namespace

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
