// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The most telling verdict first; one access gets one of them.

#include "runtime/check/device_side.h"

namespace dmasan {

bool checkTarget(const TargetView &Target, Verdicts &Out) {
  if (Target.ShutDown)
    Out.add(Kind::DeviceActiveAtShutdown);
  else if (Target.ErrorAddress)
    Out.add(Kind::MappingErrorUsed);
  else if (Target.BeyondWires)
    Out.add(Kind::MaskExceeded);
  else if (Target.Mapped)
    return false;
  else if (Target.WasMapped)
    Out.add(Kind::DeviceUseAfterUnmap);
  else if (Target.NearMapping)
    Out.add(Kind::DeviceOutOfBounds);
  else
    Out.add(Kind::DeviceAccessUnmapped);
  return true;
}

void checkDeviceAccess(const MappingView &M, Span Dma, uint64_t Reach,
                       bool Write, Verdicts &Out) {
  bool Allowed = M.Coherent ||
                 (Write ? deviceWrites(M.Direction) : deviceReads(M.Direction));
  if (!Allowed)
    Out.add(Kind::DeviceWrongDirection,
            Write ? DMASAN_FROM_DEVICE : DMASAN_TO_DEVICE, M.Direction);
  if (Dma.End > Reach) {
    Verdict &V =
        Out.add(Kind::DeviceOutOfBounds, Reach - Dma.Begin, Dma.size());
    V.Address = M.Cpu.empty() ? 0 : M.Cpu.Begin + (Reach - M.Dma);
    V.Size = Dma.End - Reach;
  }
  if (M.ErrorUnchecked)
    Out.add(Kind::MappingErrorUnchecked);
}

} // namespace dmasan
