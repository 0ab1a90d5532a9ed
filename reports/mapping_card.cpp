// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a report says of a mapping itself, and of its hand-overs.

#include "reports/advice.h"
#include "reports/text_parts.h"

namespace dmasan {

const char *handoverName(HandoverKind Kind) {
  switch (Kind) {
  case HandoverKind::None:
    return "none";
  case HandoverKind::Map:
    return "map";
  case HandoverKind::SyncForCpu:
    return "sync_for_cpu";
  case HandoverKind::SyncForDevice:
    return "sync_for_device";
  case HandoverKind::Unmap:
    return "unmap";
  case HandoverKind::DeviceRead:
    return "device read";
  case HandoverKind::DeviceWrite:
    return "device write";
  case HandoverKind::CpuWrite:
    return "first CPU write";
  }
  __builtin_trap();
}

void writeMappingCard(TextBuffer &Out, const Finding &F, const MappingInfo &M) {
  Out.decimal(M.Id) << " of ";
  if (F.DeviceName[0])
    Out << "device '" << F.DeviceName << '\'';
  else
    Out << "a device without a name";
  if (F.DriverName[0])
    Out << " (driver '" << F.DriverName << "')";
  Out << ": " << apiName(M.Api) << ", ";
  if (M.Coherent)
    Out << "coherent";
  else
    writeDirection(Out, M.Direction);
  Out << (M.Live ? "" : ", ended") << "\n    CPU [";
  Out.hex(M.Cpu.Begin, 12) << ", ";
  Out.hex(M.Cpu.Begin + M.Cpu.Size, 12) << "), ";
  Out.decimal(M.Cpu.Size) << " bytes; DMA [";
  Out.hex(M.Dma) << ", ";
  Out.hex(M.Dma + M.Cpu.Size) << ')';
  if (M.Count) {
    Out << "; ";
    Out.decimal(M.Count) << " scatterlist entries";
  }
  if (M.Attrs) {
    Out << "; attributes ";
    Out.hex(M.Attrs);
  }
  Out << '\n';
}

} // namespace dmasan
