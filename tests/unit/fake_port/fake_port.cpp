// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The port functions of the fake host, and calls as a driver makes them.

#include "fake_port/fake_port.h"

#include "runtime/engine/sink.h"
#include "runtime/stack/depot.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <thread>

namespace dmasan::fake {

namespace {

std::atomic<uintptr_t> Calls = 0;

/// A place that no other of the last few thousand calls came from; not more of
/// them, so that tests do not fill the depot.
uintptr_t nextPlace() { return 0x1000 + Calls.fetch_add(1) % 4096 * 16; }

std::atomic<uint32_t> NextThread = 1;
thread_local uint32_t ThisThread = NextThread.fetch_add(1);

} // namespace

Host &Host::get() {
  static Host TheHost;
  return TheHost;
}

Host::Host() : Shadow(static_cast<uint8_t *>(std::calloc(kArenaSize >> 6, 1))) {
  void *Memory = mmap(nullptr, kArenaSize, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (Memory == MAP_FAILED)
    std::abort();
  Arena = static_cast<char *>(Memory);
}

char *Host::pages(size_t Bytes) {
  size_t Rounded = (Bytes + 4095) & ~size_t(4095);
  size_t At = Used.fetch_add(Rounded);
  if (At + Rounded > kArenaSize)
    std::abort();
  return Arena + At;
}

std::vector<Finding> Host::take() {
  std::lock_guard Guard(Lock);
  resetSink(); // the same mistake may be made again
  return std::move(Findings);
}

void Host::record(const Finding &F) {
  if (OnFinding)
    OnFinding(F);
  std::lock_guard Guard(Lock);
  Findings.push_back(F);
}

Driver::Driver(uint64_t Mask) {
  auto Call = make(DMASAN_EVENT_SET_MASK, DMASAN_API_NONE);
  Call.dma = Mask;
  if (Mask)
    send(Call);
}
Driver::~Driver() {
  auto Call = make(DMASAN_EVENT_DEVICE_REMOVE, DMASAN_API_NONE);
  dmasan_ignore_begin();
  send(Call);
  dmasan_ignore_end();
}

dmasan_call Driver::make(dmasan_event Event, dmasan_api Api) const {
  dmasan_call Call = {};
  Call.event = Event;
  Call.api = Api;
  Call.device = device();
  Call.function = "driver_call";
  return Call;
}

void Driver::send(const dmasan_call &Call) const {
  __dmasan_call_at(&Call, nextPlace(), 1);
}

uint64_t Driver::dma(const void *Cpu) const {
  return reinterpret_cast<uintptr_t>(Cpu) -
         reinterpret_cast<uintptr_t>(Host::get().arena()) + 0x100000;
}

uint64_t Driver::map(const void *Cpu, uint64_t Size, dmasan_direction Direction,
                     uint64_t Attrs, dmasan_api Api) const {
  auto Call = make(DMASAN_EVENT_MAP, Api);
  Call.cpu = Cpu;
  Call.size = Size;
  Call.direction = Direction;
  Call.attrs = Attrs;
  Call.dma = Call.result = dma(Cpu);
  send(Call);
  return Call.dma;
}

void Driver::unmap(uint64_t Dma, uint64_t Size, dmasan_direction Direction,
                   uint64_t Attrs, dmasan_api Api) const {
  auto Call = make(DMASAN_EVENT_UNMAP, Api);
  Call.dma = Dma;
  Call.size = Size;
  Call.direction = Direction;
  Call.attrs = Attrs;
  send(Call);
}

void Driver::syncForCpu(uint64_t Dma, uint64_t Size, dmasan_direction D) const {
  auto Call = make(DMASAN_EVENT_SYNC_FOR_CPU, DMASAN_API_SINGLE);
  Call.dma = Dma;
  Call.size = Size;
  Call.direction = D;
  send(Call);
}

void Driver::syncForDevice(uint64_t Dma, uint64_t Size,
                           dmasan_direction D) const {
  auto Call = make(DMASAN_EVENT_SYNC_FOR_DEVICE, DMASAN_API_SINGLE);
  Call.dma = Dma;
  Call.size = Size;
  Call.direction = D;
  send(Call);
}

void Driver::deviceRead(uint64_t Dma, uint64_t Size) const {
  auto Call = make(DMASAN_EVENT_DEVICE_READ, DMASAN_API_NONE);
  Call.dma = Call.result = Dma;
  Call.size = Size;
  send(Call);
}

void Driver::deviceWrite(uint64_t Dma, uint64_t Size) const {
  auto Call = make(DMASAN_EVENT_DEVICE_WRITE, DMASAN_API_NONE);
  Call.dma = Call.result = Dma;
  Call.size = Size;
  send(Call);
}

void Driver::remove() const {
  send(make(DMASAN_EVENT_DEVICE_REMOVE, DMASAN_API_NONE));
}

void load(const void *Address, size_t Size) {
  __dmasan_access(reinterpret_cast<uintptr_t>(Address), Size, 0, nextPlace(),
                  1);
}

void store(const void *Address, size_t Size) {
  __dmasan_access(reinterpret_cast<uintptr_t>(Address), Size, 1, nextPlace(),
                  1);
}

void freeMemory(const void *Address, size_t Size) {
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_MEMORY_FREE;
  Call.cpu = Address;
  Call.size = Size;
  __dmasan_call_at(&Call, nextPlace(), 1);
}

std::vector<std::string> names(const std::vector<Finding> &Findings) {
  std::vector<std::string> Names;
  for (const Finding &F : Findings)
    Names.push_back(std::string(info(F.What).Name) + "@" +
                    std::to_string(F.Offset));
  return Names;
}

std::vector<std::string> taken() { return names(Host::get().take()); }

} // namespace dmasan::fake

using dmasan::fake::Host;

extern "C" {

void *dmasan_port_alloc(size_t Bytes) {
  if (Host::get().NoMemory)
    return nullptr;
  Host::get().Allocated += Bytes;
  return std::calloc(1, Bytes);
}
void dmasan_port_free(void *Memory, size_t Bytes) {
  Host::get().Allocated -= Bytes;
  std::free(Memory);
}
unsigned long dmasan_port_irq_save(void) { return 0; }
void dmasan_port_irq_restore(unsigned long) {}
int dmasan_port_in_nmi(void) { return Host::get().InNmi; }
void dmasan_port_relax(void) { std::this_thread::yield(); }
unsigned dmasan_port_shard(void) { return dmasan::fake::ThisThread; }
uint32_t dmasan_port_thread(void) { return dmasan::fake::ThisThread; }
uint64_t dmasan_port_time_ns(void) { return 0; }
uint32_t dmasan_port_stack(uintptr_t Pc, uintptr_t, size_t Max) {
  return dmasan::internStack(&Pc, Max ? 1 : 0);
}
int dmasan_port_has_shadow(uintptr_t Address) {
  return Host::get().hasShadow(Address);
}
uint8_t *dmasan_port_shadow(uintptr_t Address) {
  return Host::get().shadow(Address);
}
void dmasan_port_origin(uintptr_t Address, uint64_t Size,
                        struct dmasan_port_origin *Out) {
  if (Host::get().Origin)
    Host::get().Origin(Address, Size, *Out);
}
uintptr_t dmasan_port_page_address(const void *Page) {
  return reinterpret_cast<uintptr_t>(Page);
}
uintptr_t dmasan_port_phys_to_virt(uint64_t Phys) { return Phys; }
uintptr_t dmasan_port_alias_memory(uintptr_t Address) {
  return Host::get().AliasMemory ? Host::get().AliasMemory(Address) : 0;
}
unsigned dmasan_port_context(void) { return Host::get().Context; }
int dmasan_port_sync_needed(const void *, uint64_t) {
  return Host::get().SyncNeeded;
}
size_t dmasan_port_sg_read(const void *Object, int, size_t First, size_t Count,
                           struct dmasan_sg_entry *Out) {
  auto &List = *static_cast<const std::vector<dmasan_sg_entry> *>(Object);
  for (size_t I = First; I < List.size() && I < First + Count; ++I)
    Out[I - First] = List[I];
  return List.size();
}
void dmasan_port_device_names(const void *, char *Name, char *Driver,
                              size_t Capacity) {
  std::strncpy(Name, "fake0", Capacity);
  std::strncpy(Driver, "fake", Capacity);
}
void dmasan_port_device(const void *Identity, struct dmasan_port_device *Out) {
  if (Host::get().Device)
    Host::get().Device(Identity, *Out);
}
void dmasan_port_finding(const struct dmasan_finding *F) {
  Host::get().record(*reinterpret_cast<const dmasan::Finding *>(F));
}
void dmasan_port_message(const char *) {}
}
