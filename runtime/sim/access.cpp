// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The device side: one access is announced, loses the address bits that have
// no wire, is translated page by page, and moves bytes only when all of it can.

#include "dmasan/sim.h"
#include "runtime/sim/announce.h"
#include "runtime/sim/cache.h"
#include "runtime/sim/canary.h"
#include "runtime/sim/device.h"
#include "runtime/sim/mapping.h"
#include "runtime/sim/memory.h"

using namespace dmasan::sim;

namespace {

// Calls Move(Phys, Offset, Size) for each page; false when one has no memory.
template <typename Function>
bool eachPage(const Bus &B, uint64_t Address, size_t Size, Function Move) {
  for (size_t Done = 0; Done < Size;) {
    uint64_t At = (Address + Done) & B.Wires;
    uint64_t Step = PAGE_SIZE - offset_in_page(At);
    Step = Step < Size - Done ? Step : Size - Done;
    if (!Move(B.translate(At), Done, Step))
      return false;
    Done += Step;
  }
  return true;
}

// Inside one page. What misses a bounced buffer was announced, so the guard
// bytes need not tell it again.
void write(const Bus &B, uint64_t Address, uint64_t Phys, const char *From,
           size_t Size) {
  const Translation *T = B.lookUp(Address);
  if (T && T->Owner->Bounce) {
    const Mapping &M = *T->Owner;
    size_t Before = Address < M.Address ? size_t(M.Address - Address) : 0;
    uint64_t End = M.Address + M.Size;
    if (Before >= Size || Address >= End)
      return;
    Size = size_t((Address + Size < End ? Address + Size : End) - Address);
    Address += Before;
    Phys += Before;
    From += Before;
    Size -= Before;
  }
  deviceWrite(Phys, From, Size, B.Snoops);
  if (T && T->Owner->Coherent)
    forgivePools(Phys, Size);
  if (T)
    noteWritten(*T->Owner, Address, Size);
}

int access(device *Dev, uint64_t Address, char *Buffer, size_t Size, bool Write,
           Caller From) {
  dmasan_sim_device *D = simDevice(Dev);
  if (!D || !Buffer)
    return -EFAULT;
  Bus &B = *D->Bus;
  announceAccess(Write, Dev, Address, Address & B.Wires, Size, From);
  if (Address + Size < Address)
    return -EFAULT; // DMA_MAPPING_ERROR, say
  BusLock L(B);
  if (!eachPage(B, Address, Size, [](uint64_t Phys, size_t, size_t) {
        return Phys != kNoPhys && deviceReaches(Phys);
      }))
    return -EFAULT;
  eachPage(B, Address, Size, [&](uint64_t Phys, size_t Done, size_t Step) {
    if (Write)
      write(B, (Address + Done) & B.Wires, Phys, Buffer + Done, Step);
    else
      deviceRead(Phys, Buffer + Done, Step, B.Snoops);
    return true;
  });
  return 0;
}

} // namespace

extern "C" {

int dmasan_sim_dma_read(device *Dev, dma_addr_t Address, void *Dst,
                        size_t Size) {
  return access(Dev, Address, static_cast<char *>(Dst), Size, false,
                DMASAN_SIM_CALLER);
}
int dmasan_sim_dma_write(device *Dev, dma_addr_t Address, const void *Src,
                         size_t Size) {
  return access(Dev, Address, static_cast<char *>(const_cast<void *>(Src)),
                Size, true, DMASAN_SIM_CALLER);
}

void *dmasan_sim_dma_window(device *Dev, dma_addr_t Address, size_t *Size) {
  dmasan_sim_device *D = simDevice(Dev);
  if (!D)
    return nullptr;
  BusLock L(*D->Bus);
  Mapping *M = D->Bus->find(Address & D->Bus->Wires);
  char *Bytes = M && M->Pinned
                    ? deviceBytes(D->Bus->translate(Address & D->Bus->Wires),
                                  D->Bus->Snoops)
                    : nullptr;
  if (!Bytes)
    return nullptr;
  M->Windowed = true;
  *Size = PAGE_SIZE - offset_in_page(Address);
  return Bytes;
}

} // extern "C"
