// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lines between the CPU's copy and memory.

#include "runtime/sim/cache.h"

#include "runtime/sim/memory.h"
#include "runtime/sim/page_map.h"
#include "runtime/sim/pattern.h"
#include "runtime/sim/settings.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

namespace dmasan::sim {
namespace {

constexpr size_t kLongestLine = 256;

struct Copies {
  char *Memory;
  char *Base;
};

struct ForeignCopy {
  ForeignCopy *Next;
  uint64_t Key;
  size_t Pins;
  char Memory[4096];
  char Base[4096];
};

pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER; // everything below
constinit PageMap<ForeignCopy> Foreign;
char *RamMemory, *RamBase;

class Guard {
public:
  Guard() { pthread_mutex_lock(&Mutex); }
  ~Guard() { pthread_mutex_unlock(&Mutex); }
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;
};

char *reserveRam() {
  void *Memory = mmap(nullptr, kRamSize, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return Memory == MAP_FAILED ? nullptr : static_cast<char *>(Memory);
}

// Where memory and base of one line are; null members: it has none.
Copies copiesOf(uint64_t Phys) {
  if (isRam(Phys)) {
    if (!RamMemory)
      RamMemory = reserveRam();
    if (!RamBase)
      RamBase = reserveRam();
    if (!RamMemory || !RamBase)
      return {};
    return {RamMemory + (Phys - kRamPhys), RamBase + (Phys - kRamPhys)};
  }
  ForeignCopy *Copy = Foreign.find(Phys >> PAGE_SHIFT);
  if (!Copy)
    return {};
  return {Copy->Memory + offset_in_page(Phys),
          Copy->Base + offset_in_page(Phys)};
}

// The CPU's bytes. RAM is always there; any other memory may be anything, so
// the system tells whether it is.
bool moveForeign(uint64_t Phys, void *Local, size_t Size, bool Store) {
  iovec Here = {Local, Size};
  iovec There = {cpuAddress(Phys), Size};
  if (!There.iov_base)
    return false;
  ssize_t Done = Store ? process_vm_writev(getpid(), &Here, 1, &There, 1, 0)
                       : process_vm_readv(getpid(), &Here, 1, &There, 1, 0);
  return Done == ssize_t(Size);
}
bool loadCpu(uint64_t Phys, void *Dst, size_t Size) {
  if (!isRam(Phys))
    return moveForeign(Phys, Dst, Size, false);
  memcpy(Dst, cpuAddress(Phys), Size);
  return true;
}
void storeCpu(uint64_t Phys, const void *Src, size_t Size) {
  if (isRam(Phys))
    memcpy(cpuAddress(Phys), Src, Size);
  else
    moveForeign(Phys, const_cast<void *>(Src), Size, true);
}

unsigned long pageFlags(uint64_t Phys) {
  return isRam(Phys) ? ramPage(Phys).flags : 0;
}

enum class Operation { Clean, Invalidate };

void operateOnLine(uint64_t Line, size_t Length, Operation What) {
  char Cpu[kLongestLine];
  Copies C = copiesOf(Line);
  if (!C.Memory || !loadCpu(Line, Cpu, Length))
    return;
  if (What == Operation::Clean)
    memcpy(C.Memory, Cpu, Length);
  else if (memcmp(Cpu, C.Memory, Length) != 0)
    storeCpu(Line, C.Memory, Length);
  memcpy(C.Base, C.Memory, Length);
}

// Lines of pages with any of the Except flags stay as they are.
void operate(uint64_t Phys, size_t Size, Operation What, unsigned long Except) {
  if (Size == 0)
    return;
  size_t Length = settings().CacheLine;
  uint64_t First = Phys & ~uint64_t(Length - 1);
  Guard G;
  for (uint64_t Line = First; Line < Phys + Size; Line += Length)
    if (!(pageFlags(Line) & Except))
      operateOnLine(Line, Length, What);
}

bool isDirty(uint64_t Line, size_t Length) {
  char Cpu[kLongestLine];
  Copies C = copiesOf(Line);
  return C.Memory && loadCpu(Line, Cpu, Length) &&
         memcmp(Cpu, C.Base, Length) != 0;
}

// A dirty line leaves the cache and takes the device's bytes with it.
void evictIfDirty(uint64_t Line, size_t Length) {
  if (isDirty(Line, Length))
    operateOnLine(Line, Length, Operation::Clean);
}

} // namespace

bool pinPage(uint64_t Phys) {
  if (isRam(Phys))
    return true;
  Guard G;
  uint64_t Key = Phys >> PAGE_SHIFT;
  ForeignCopy *Copy = Foreign.find(Key);
  if (!Copy) {
    Copy = static_cast<ForeignCopy *>(calloc(1, sizeof(ForeignCopy)));
    if (!Copy)
      return false;
    Copy->Key = Key;
    if (!Foreign.insert(Copy)) {
      free(Copy);
      return false;
    }
  }
  ++Copy->Pins;
  return true;
}

void unpinPage(uint64_t Phys) {
  if (isRam(Phys))
    return;
  Guard G;
  ForeignCopy *Copy = Foreign.find(Phys >> PAGE_SHIFT);
  if (Copy && --Copy->Pins == 0)
    free(Foreign.remove(Copy->Key));
}

void cleanLines(uint64_t Phys, size_t Size) {
  operate(Phys, Size, Operation::Clean, kPageUncached | kPageAliased);
}
void invalidateLines(uint64_t Phys, size_t Size) {
  operate(Phys, Size, Operation::Invalidate, kPageUncached | kPageAliased);
}
void flushAlias(uint64_t Phys, size_t Size) {
  operate(Phys, Size, Operation::Clean, kPageUncached);
}
void invalidateAlias(uint64_t Phys, size_t Size) {
  operate(Phys, Size, Operation::Invalidate, kPageUncached);
}
uint64_t firstDirtyByAlias(uint64_t Phys, size_t Size) {
  Guard G;
  for (uint64_t At = Phys; At < Phys + Size; ++At) {
    bool Aliased = pageFlags(At) & kPageAliased;
    if (Aliased && isDirty(At, 1))
      return At;
    if (!Aliased)
      At |= PAGE_SIZE - 1;
  }
  return 0;
}
void settleLines(uint64_t Phys, size_t Size) {
  operate(Phys, Size, Operation::Clean, 0);
}

void copyBytes(uint64_t To, uint64_t From, size_t Size) {
  char Bytes[PAGE_SIZE];
  Guard G;
  if (Size && Size <= PAGE_SIZE && loadCpu(From, Bytes, Size))
    storeCpu(To, Bytes, Size);
}

void scrambleCpu(uint64_t Phys, size_t Size) {
  Guard G;
  Copies C = copiesOf(Phys);
  if (!C.Memory || (pageFlags(Phys) & (kPageUncached | kPageAliased)))
    return;
  for (size_t I = 0; I < Size; ++I)
    C.Base[I] = patternByte(Pattern::Scramble, Phys + I);
  storeCpu(Phys, C.Base, Size);
}
void refetchLines(uint64_t Phys, size_t Size) {
  Guard G;
  size_t Length = settings().CacheLine;
  for (uint64_t Line = Phys & ~uint64_t(Length - 1); Line < Phys + Size;
       Line += Length)
    if (!(pageFlags(Line) & (kPageUncached | kPageAliased)) &&
        !isDirty(Line, Length))
      operateOnLine(Line, Length, Operation::Invalidate);
}
void scrambleMemory(uint64_t Phys, size_t Size) {
  Guard G;
  Copies C = copiesOf(Phys);
  if (!C.Memory || (pageFlags(Phys) & (kPageUncached | kPageAliased)))
    return;
  for (size_t I = 0; I < Size; ++I)
    C.Memory[I] = patternByte(Pattern::Scramble, Phys + I);
}

char *deviceBytes(uint64_t Phys, bool Snoops) {
  Guard G;
  Copies C = copiesOf(Phys);
  return Snoops || !C.Memory || (pageFlags(Phys) & kPageUncached)
             ? cpuAddress(Phys)
             : C.Memory;
}

bool deviceReaches(uint64_t Phys) {
  char Byte;
  Guard G;
  return loadCpu(Phys, &Byte, 1);
}

void deviceRead(uint64_t Phys, void *Dst, size_t Size, bool Snoops) {
  Guard G;
  Copies C = copiesOf(Phys);
  if (Snoops || !C.Memory || (pageFlags(Phys) & kPageUncached))
    loadCpu(Phys, Dst, Size);
  else
    memcpy(Dst, C.Memory, Size);
}

void deviceWrite(uint64_t Phys, const void *Src, size_t Size, bool Snoops) {
  Guard G;
  Copies C = copiesOf(Phys);
  if (Snoops || !C.Memory || (pageFlags(Phys) & kPageUncached)) {
    storeCpu(Phys, Src, Size);
    return;
  }
  size_t Length = settings().CacheLine;
  memcpy(C.Memory, Src, Size);
  for (uint64_t Line = Phys & ~uint64_t(Length - 1); Line < Phys + Size;
       Line += Length)
    evictIfDirty(Line, Length);
}

} // namespace dmasan::sim
