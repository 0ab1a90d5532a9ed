// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One imaginary driver, whose addresses are easy to recognise in a report.

#include "tests/unit/reports/forged.h"

#include "dmasan/interface.h"
#include "runtime/stack/depot.h"
#include "shadow/encoding.h"

#include <cstring>
#include <vector>

using namespace dmasan;

namespace forged {

namespace {

struct Name {
  uintptr_t Pc;
  Frame What;
};
Frame named(const char *Function, const char *File, uint32_t Line,
            uint32_t Column, uint64_t Offset, uint64_t Size) {
  Frame F = {};
  F.Function = Function;
  F.File = File;
  F.Line = Line;
  F.Column = Column;
  F.Offset = Offset;
  F.FunctionSize = Size;
  F.Module = "ring";
  return F;
}

StackId stack(std::vector<uintptr_t> Frames) {
  return internStack(Frames.data(), Frames.size());
}

Finding base(Kind What) {
  Finding F = {};
  F.What = What;
  F.Sev = info(What).DefaultSeverity;
  F.Thread = 2;
  F.Sequence = 17;
  F.Pc = 0x401010;
  F.Address = 0x7f0000001044;
  F.Offset = 0x44;
  F.Size = 4;
  F.HazardLine = 64;
  std::strcpy(F.DeviceName, "ring0");
  std::strcpy(F.DriverName, "ring");
  F.Stack = stack({0x401010, 0x402000});
  F.Mapping.Id = 5;
  F.Mapping.Api = DMASAN_API_SINGLE;
  F.Mapping.Direction = DMASAN_FROM_DEVICE;
  F.Mapping.Live = true;
  F.Mapping.Cpu = {0x7f0000001000, 256};
  F.Mapping.Dma = 0xfffff000;
  F.Mapping.MapStack = stack({0x403000, 0x402000});
  F.Mapping.History[0] = {HandoverKind::Map, 1, 11, 0, 256, F.Mapping.MapStack};
  F.Mapping.History[1] = {HandoverKind::SyncForCpu,   1, 12, 0, 128,
                          stack({0x404000, 0x402000})};
  F.WindowBegin = 0x7f0000001040 - 16 * kLineSize;
  for (size_t I = 15; I != 19; ++I)
    F.Window[I] = ShadowByte(LineReason::DeviceWrites, kBothTraps).raw();
  return F;
}

} // namespace

size_t resolve(uintptr_t ReturnAddress, Frame *Out, size_t Max, TextBuffer &) {
  size_t Count = 0;
  auto Add = [&](Frame F) {
    F.Pc = ReturnAddress;
    if (Count != Max)
      Out[Count++] = F;
  };
  switch (ReturnAddress) {
  case 0x401010:
    Add(named("__dmasan_store4", "runtime/hosted/access.cpp", 9, 1, 0, 0));
    Add(named("set_flag", "drivers/ring.h", 12, 10, 0x10, 0x40));
    Add(named("ring_fill", "drivers/ring.c", 40, 3, 0x10, 0x80));
    break;
  case 0x402000:
    Add(named("main", "drivers/test.c", 7, 0, 0x20, 0x30));
    break;
  case 0x403000:
    Add(named("dma_map_single", "include/standin/linux/dma-mapping.h", 5, 2, 1,
              2));
    Add(named("ring_open", "drivers/ring.c", 20, 14, 8, 0x80));
    break;
  default: {
    Frame F = {};
    F.Module = "/usr/lib/ring.so";
    F.Offset = ReturnAddress & 0xffff;
    Add(F);
  }
  }
  return Count;
}

Finding writeToDeviceOwned() {
  Finding F = base(Kind::CpuWriteDeviceOwned);
  F.IsAccess = F.IsWrite = true;
  F.Origin.Kind = OriginKind::Heap;
  F.Origin.Object = {0x7f0000001000, 256};
  F.Origin.AllocStack = stack({0x405000});
  return F;
}

Finding unmapSizeMismatch() {
  Finding F = base(Kind::UnmapSizeMismatch);
  F.Function = "dma_unmap_single";
  F.Dma = 0xfffff000;
  F.Address = 0x7f0000001000;
  F.Offset = 0;
  F.Size = 128;
  F.Expected = 256;
  F.Actual = 128;
  F.WindowBegin = 0;
  return F;
}

Finding deviceUseAfterUnmap() {
  Finding F = base(Kind::DeviceUseAfterUnmap);
  F.ByDevice = F.IsWrite = true;
  F.Function = "dmasan_sim_dma_write";
  F.Address = 0;
  F.Dma = 0xfffff044;
  F.WindowBegin = 0;
  F.Mapping.Live = false;
  F.Mapping.UnmapStack = stack({0x406000, 0x402000});
  return F;
}

Finding refusedByIommu() {
  Finding F = deviceUseAfterUnmap();
  F.Refused = true;
  F.Function = "dmar_fault";
  F.Size = 4096;
  F.Dma = 0xfffff000;
  F.Stack = F.Mapping.UnmapStack;
  F.Mapping.EndedNs = 12345;
  F.Mapping.History[1] = {HandoverKind::Unmap, 2, 12, 0, 256, F.Stack};
  return F;
}

Finding sharedLine() {
  Finding F = base(Kind::CachelineSharedMappings);
  F.Function = "dma_map_single";
  F.Address = 0x7f0000001100;
  F.HazardLine = 128;
  F.Mapping.Cpu = {0x7f0000001100, 40};
  F.Other = F.Mapping;
  F.Other.Id = 6;
  F.Other.Cpu = {0x7f0000001130, 64};
  F.Offset = 0;
  F.Size = 40;
  return F;
}

RenderContext context(Grammar Style) {
  static SymbolScratch Scratch;
  static constexpr FooterLine kFooter[] = {{0, "never shown"},
                                           {3, "mappings not tracked"}};
  RenderContext C;
  C.Style = Style;
  C.Process = 4711;
  C.TaskName = "insmod";
  C.Resolve = resolve;
  C.Scratch = &Scratch;
  C.Footer = kFooter;
  C.FooterCount = 2;
  return C;
}

} // namespace forged
