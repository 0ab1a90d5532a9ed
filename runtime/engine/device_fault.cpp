// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An IOMMU refused an access of the device. That it was wrong is certain; what
// is looked for is what became of the address. The place that is accused is
// the driver's: the interrupt that tells comes to anybody.
//
// Threading: hard interrupts, as every event. Nothing was moved, so no state
// changes.
// Failure: an address that is mapped by now, and so that the device may use it,
// explains nothing; it is counted.

#include "runtime/base/counters.h"
#include "runtime/check/device_side.h"
#include "runtime/engine/handlers.h"
#include "runtime/stack/depot.h"

namespace dmasan {

namespace {

bool allows(const Mapping &M, bool Write) {
  return M.Coherent ||
         (Write ? deviceWrites(M.Direction) : deviceReads(M.Direction));
}

/// A live mapping that ends right before these bytes.
MappingRef findBefore(const MappingQuery &Query) {
  MappingRef M = findNearest(Query, kLineSize);
  return M && M->Dma < Query.Dma ? static_cast<MappingRef &&>(M) : MappingRef();
}

/// The mapping that the address belongs or belonged to.
MappingRef explain(const MappingQuery &Query, TargetView &Target) {
  MappingRef Found = findTouching(Query, true);
  Target.Mapped = bool(Found);
  if (Found)
    return Found;
  Found = findTouching(Query, false);
  Target.WasMapped = bool(Found);
  if (Found)
    return Found;
  Found = findBefore(Query);
  Target.NearMapping = bool(Found);
  return Found;
}

/// Who is to answer for it.
StackId accusedPlace(const Event &E, Mapping *M) {
  if (!M) {
    const uintptr_t Teller[] = {E.Pc};
    return internStack(Teller, 1);
  }
  StackId Unmap = M->UnmapStack.load(std::memory_order_relaxed);
  return Unmap ? Unmap : M->MapStack;
}

} // namespace

void onRefusedAccess(Event &E) {
  bool Write = E.Call.event == DMASAN_EVENT_DEVICE_WRITE;
  MappingQuery Query = E.query();
  if (!Query.Device)
    return;
  TargetView Target;
  Target.ErrorAddress =
      (E.Call.dma | (E.Call.size - 1)) == DMASAN_MAPPING_ERROR;
  Target.ShutDown = deviceAt(Query.Device).is(kDeviceShutDown);
  MappingRef M = explain(Query, Target);
  if (!Target.Mapped && forgetsMappings(Query.Device))
    return;
  Verdicts V;
  if (!checkTarget(Target, V)) {
    if (allows(*M, Write))
      return count(Counter::AllowedFaults);
    V.add(Kind::DeviceWrongDirection,
          Write ? DMASAN_FROM_DEVICE : DMASAN_TO_DEVICE, M->Direction);
  }
  for (const Verdict &Each : V) {
    Accusation A(Each);
    A.Mapping = M.id();
    A.Stack = accusedPlace(E, M ? &*M : nullptr);
    if (M && !M->Cpu.empty())
      A.Address = M->Cpu.Begin + maxOf(E.Call.dma, M->Dma) - M->Dma;
    accuse(E, A);
  }
}

} // namespace dmasan
