// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts about an event, fetched from the host when they are needed.

#include "runtime/engine/event.h"

#include "runtime/engine/options.h"
#include "runtime/engine/ordering.h"
#include "runtime/port/port.h"

namespace dmasan {

namespace {

constinit std::atomic<dmasan_sg_reader> SgReader = nullptr;
constinit std::atomic<dmasan_page_address> PageAddress = nullptr;
constinit std::atomic<dmasan_unwritten_reader> UnwrittenReader = nullptr;

} // namespace

Event::Event(const dmasan_call &Call, uintptr_t Pc, uintptr_t Frame)
    : Call(Call), Pc(Pc), Frame(Frame) {
  Rules.HazardLine = options().cache_line;
  Rules.Speculation = options().speculation;
  Rules.CoherentTraps = coherentTraps();
}

DeviceId Event::device() {
  if (!Device)
    Device = findOrAddDevice(Call.device);
  return Device;
}

StackId Event::stack() {
  if (!Stack)
    Stack =
        dmasan_port_stack(Pc, Frame, minOf(options().stack_depth, kMaxFrames));
  return Stack;
}

uint64_t Event::cpu() const {
  if (!Call.cpu && !(Call.flags & DMASAN_CALL_CPU_IS_PHYS))
    return 0;
  uint64_t Base = reinterpret_cast<uintptr_t>(Call.cpu);
  if (Call.flags & DMASAN_CALL_CPU_IS_PAGE)
    Base = pageAddress(Call.cpu);
  else if (Call.flags & DMASAN_CALL_CPU_IS_PHYS)
    Base = dmasan_port_phys_to_virt(Base);
  return Base ? Base + Call.offset : 0;
}

CallView Event::view() const {
  CallView V;
  V.Api = uint8_t(Call.api);
  V.Direction = Call.direction;
  V.Dma = Call.dma;
  V.Size = Call.size;
  V.Attrs = Call.attrs;
  V.Count = Call.count;
  V.Cpu = cpu();
  V.Managed = (Call.flags & DMASAN_CALL_MANAGED) != 0;
  V.CountIsResult = (Call.flags & DMASAN_CALL_COUNT_IS_RESULT) != 0;
  return V;
}

MappingQuery Event::query() {
  MappingQuery Q{device(), Call.dma};
  Q.Size = Call.size;
  Q.Direction = uint8_t(Call.direction);
  Q.Api = uint8_t(Call.api);
  Q.Cpu = cpu();
  return Q;
}

MappingView viewOf(const Mapping &M) {
  MappingView V;
  V.Cpu = M.Cpu;
  V.Dma = M.Dma;
  V.Size = M.Size;
  V.Attrs = M.Attrs;
  const Mapping &Head = mappingAt(M.GroupHead);
  V.Count = Head.Count;
  V.SubSize = M.SubSize;
  V.Api = M.Api;
  V.Direction = M.Direction;
  V.Coherent = M.Coherent;
  V.ErrorUnchecked =
      Head.is(kMappingErrorVisible) && !Head.is(kMappingErrorChecked);
  V.Managed = M.is(kMappingManaged);
  return V;
}

DeviceView viewOf(const Device &D, bool Coherent) {
  DeviceView V;
  V.Mask = Coherent ? D.CoherentMask : D.Mask;
  V.BusMask = D.BusMask;
  V.BoundaryMask = D.BoundaryMask;
  V.MaxSegment = D.MaxSegment;
  V.DefaultMask = D.is(kDeviceDefaultMask);
  V.DeclaredCoherent = D.is(kDeviceDeclaredCoherent);
  V.Snoops = D.is(kDeviceSnoops);
  V.HardwareKnown = D.is(kDeviceHardwareKnown);
  return V;
}

OriginInfo originOf(uint64_t Cpu, uint64_t Size, bool *ExemptOverlap) {
  struct dmasan_port_origin Port = {};
  ::dmasan_port_origin(uintptr_t(Cpu), Size, &Port);
  if (ExemptOverlap)
    *ExemptOverlap = Port.exempt_overlap != 0;
  return {OriginKind(Port.kind),   Port.unpinned != 0, Port.untranslated != 0,
          {Port.begin, Port.size}, Port.padded_size,   Port.alloc_stack,
          Port.free_stack,         Port.alias_dirty};
}

uint64_t pageAddress(const void *Page) {
  if (dmasan_page_address Hook = PageAddress.load(std::memory_order_acquire))
    return reinterpret_cast<uintptr_t>(Hook(Page));
  return dmasan_port_page_address(Page);
}

bool nextUnwritten(const void *Device, uint64_t Dma, Span Cpu, Span &Run) {
  dmasan_unwritten_reader Hook =
      UnwrittenReader.load(std::memory_order_acquire);
  uint64_t Offset = Run.empty() ? 0 : Run.End - Cpu.Begin, Length = 0;
  if (!Hook || Offset >= Cpu.size() ||
      !Hook(Device, Dma, Cpu.size(), &Offset, &Length) || Length == 0)
    return false;
  Run = spanOf(Cpu.Begin + Offset, Length);
  return true;
}

size_t readScatterlist(const void *Object, bool IsTable, size_t First,
                       size_t Count, dmasan_sg_entry *Out) {
  if (dmasan_sg_reader Hook = SgReader.load(std::memory_order_acquire))
    return Hook(Object, IsTable, First, Count, Out);
  return dmasan_port_sg_read(Object, IsTable, First, Count, Out);
}

} // namespace dmasan

extern "C" {

void dmasan_set_sg_reader(dmasan_sg_reader Reader) {
  dmasan::SgReader.store(Reader, std::memory_order_release);
}
void dmasan_set_unwritten_reader(dmasan_unwritten_reader Reader) {
  dmasan::UnwrittenReader.store(Reader, std::memory_order_release);
}
void dmasan_set_page_address(dmasan_page_address Hook) {
  dmasan::PageAddress.store(Hook, std::memory_order_release);
}
}
