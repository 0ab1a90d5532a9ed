// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Filling in a finding.

#include "runtime/engine/accuse.h"

#include "runtime/engine/excuses.h"
#include "runtime/engine/ignore.h"
#include "runtime/engine/options.h"
#include "runtime/engine/sink.h"

namespace dmasan {

namespace {

Severity severityOf(const Accusation &A, const Device *D) {
  bool Ownership =
      A.What >= Kind::CpuWriteDeviceOwned && A.What <= Kind::StaleRead;
  bool Coherent =
      options().assume_coherent || (D && D->is(kDeviceDeclaredCoherent));
  return Ownership && Coherent && A.Sev == Severity::Error
             ? Severity::Portability
             : A.Sev;
}

bool excused(MappingId Id) {
  ExcuseId Why =
      Id ? mappingAt(Id).Excuse.load(std::memory_order_relaxed) : ExcuseId(0);
  if (Why)
    noteExcused(Why);
  return Why != 0;
}

void fillWindow(Finding &F) {
  if (!F.Address)
    return;
  uintptr_t Middle = F.Address & ~(kLineSize - 1);
  F.WindowBegin = Middle - (kShadowWindow / 2) * kLineSize;
  for (size_t I = 0; I != kShadowWindow; ++I)
    F.Window[I] = shadowAt(F.WindowBegin + I * kLineSize).raw();
}

void fillEvent(Finding &F, Event &E, const Accusation &A) {
  F.What = A.What;
  F.IsAccess = E.IsAccess;
  F.ByDevice = E.Call.event == DMASAN_EVENT_DEVICE_READ ||
               E.Call.event == DMASAN_EVENT_DEVICE_WRITE ||
               E.Call.event == DMASAN_EVENT_DEVICE_OVERRUN;
  F.IsWrite = E.IsWrite || E.Call.event == DMASAN_EVENT_DEVICE_WRITE ||
              E.Call.event == DMASAN_EVENT_DEVICE_OVERRUN;
  F.Refused = (E.Call.flags & DMASAN_CALL_REFUSED) != 0;
  F.Direction = uint8_t(E.Call.direction);
  F.Api = uint8_t(E.Call.api);
  F.Thread = dmasan_port_thread();
  F.Sequence = nextSequence();
  F.Pc = E.Pc;
  F.Address = uintptr_t(A.Address);
  F.Dma = A.Dma ? A.Dma : E.Call.dma;
  F.Size = A.Size ? A.Size : E.Call.size;
  F.Expected = A.Expected;
  F.Actual = A.Actual;
  F.Count = A.Count;
  F.Function = E.Call.function;
  F.Stack = A.Stack ? A.Stack : E.stack();
  F.SecondStack = A.SecondStack;
  F.HazardLine = E.Rules.HazardLine;
}

} // namespace

// Apart, so that the large frame exists only while a finding is made.
__attribute__((noinline)) bool accuse(Event &E, const Accusation &A) {
  if (threadIgnored() || excused(A.Mapping) || excused(A.Other))
    return false;
  Finding F = {};
  fillEvent(F, E, A);
  const void *Identity = E.Call.device;
  Device *D = nullptr;
  if (A.Mapping) {
    Mapping &M = mappingAt(A.Mapping);
    F.Mapping = describe(M);
    D = &deviceAt(M.Device);
    Identity = D->Identity.load(std::memory_order_relaxed);
    if (!F.Address && !M.Cpu.empty())
      F.Address = uintptr_t(M.Cpu.Begin);
    if (F.Address && !M.Cpu.empty())
      F.Offset = int64_t(F.Address - A.Shift - M.Cpu.Begin);
  } else if (DeviceId Id = findDevice(Identity)) {
    D = &deviceAt(Id);
  }
  if (A.Other)
    F.Other = describe(mappingAt(A.Other));
  F.Sev = severityOf(A, D);
  if (A.Origin)
    F.Origin = *A.Origin;
  else if (F.Address)
    F.Origin = originOf(F.Address, F.Size);
  if (Identity)
    dmasan_port_device_names(Identity, F.DeviceName, F.DriverName, kNameLength);
  fillWindow(F);
  return report(F);
}

void accuseEach(Event &E, const Verdicts &V, MappingId Mapping,
                const OriginInfo *Origin) {
  for (const Verdict &Each : V) {
    Accusation A(Each);
    A.Mapping = Mapping;
    A.Origin = Origin;
    if (Each.What == Kind::MappingErrorUnchecked && Mapping) {
      A.SecondStack = mappingAt(Mapping).MapStack;
      mappingAt(mappingAt(Mapping).GroupHead)
          .set(kMappingErrorChecked); // said once
    }
    accuse(E, A);
  }
}

} // namespace dmasan
