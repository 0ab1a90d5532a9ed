// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dma_pool: small blocks cut from coherent memory. A pool that is destroyed
// while blocks are in use keeps their memory, so that a late access finds it.

#include "runtime/sim/failures.h"
#include "runtime/sim/mapping.h"
#include "runtime/sim/memory.h"

#include <linux/dmapool.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

using namespace dmasan::sim;

namespace {

struct Chunk {
  Chunk *Next;
  char *Cpu;
  dma_addr_t Dma;
  size_t Size;
  size_t InUse;
};

struct Block {
  Block *Next;
  Chunk *Home;
  char *Cpu;
  bool Used;
  bool Poisoned; // free, filled with the pattern, and nobody was seen writing
};

pthread_mutex_t PoolsMutex = PTHREAD_MUTEX_INITIALIZER; // the list of pools
dma_pool *Pools;

void releasePool(device *, void *Data) {
  dma_pool_destroy(static_cast<dma_pool *>(Data));
}

} // namespace

struct dma_pool {
  dma_pool *Next;
  device *Dev;
  size_t BlockSize;
  size_t Boundary; // no block crosses a multiple of it; 0: none
  Chunk *Chunks;
  Block *Blocks;
};

namespace {

bool crosses(const dma_pool &Pool, size_t Offset) {
  return Pool.Boundary && Offset / Pool.Boundary !=
                              (Offset + Pool.BlockSize - 1) / Pool.Boundary;
}

bool grow(dma_pool &Pool, gfp_t Gfp) {
  auto *C = static_cast<Chunk *>(calloc(1, sizeof(Chunk)));
  if (!C)
    return false;
  C->Size = Pool.BlockSize > PAGE_SIZE ? Pool.BlockSize : PAGE_SIZE;
  C->Cpu =
      static_cast<char *>(allocateCoherent(Pool.Dev, C->Size, &C->Dma, Gfp));
  if (!C->Cpu) {
    free(C);
    return false;
  }
  C->Next = Pool.Chunks;
  Pool.Chunks = C;
  for (size_t At = 0; At + Pool.BlockSize <= C->Size; At += Pool.BlockSize) {
    auto *B = crosses(Pool, At)
                  ? nullptr
                  : static_cast<Block *>(calloc(1, sizeof(Block)));
    if (!B)
      continue;
    *B = {Pool.Blocks, C, C->Cpu + At, false, false};
    Pool.Blocks = B;
  }
  return true;
}

// Linux's POOL_POISON_FREED.
constexpr char kPoison = char(0xa7);

void poison(const dma_pool &Pool, Block &B) {
  memset(B.Cpu, kPoison, Pool.BlockSize);
  B.Poisoned = true;
}

// Tells of the bytes that somebody wrote while the block was free.
void checkPoison(const dma_pool &Pool, const Block &B, Caller From) {
  size_t First = 0, Last = Pool.BlockSize;
  while (First < Last && B.Cpu[First] == kPoison)
    ++First;
  while (Last > First && B.Cpu[Last - 1] == kPoison)
    --Last;
  if (!B.Poisoned || First == Last)
    return;
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_POOL_CORRUPT;
  Call.object = &Pool;
  Call.cpu = B.Cpu;
  Call.offset = First;
  Call.size = Last - First;
  Call.dma = B.Home->Dma + uint64_t(B.Cpu - B.Home->Cpu);
  Call.function = "dma_pool_alloc";
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

// A block that is used from now on; null: there is none.
Block *takeBlock(dma_pool &Pool) {
  Lock L;
  for (Block *B = Pool.Blocks; B; B = B->Next)
    if (!B->Used) {
      B->Used = true;
      ++B->Home->InUse;
      return B;
    }
  return nullptr;
}

} // namespace

// A device that writes a free block was announced: the poison need not tell.
void dmasan::sim::forgivePools(uint64_t Phys, size_t Size) {
  auto *Begin = static_cast<char *>(phys_to_virt(Phys));
  pthread_mutex_lock(&PoolsMutex);
  {
    Lock L;
    for (dma_pool *Pool = Pools; Pool; Pool = Pool->Next)
      for (Block *B = Pool->Blocks; B; B = B->Next)
        if (B->Poisoned && B->Cpu < Begin + Size &&
            Begin < B->Cpu + Pool->BlockSize)
          B->Poisoned = false;
  }
  pthread_mutex_unlock(&PoolsMutex);
}

extern "C" {

dma_pool *dma_pool_create(const char *, device *Dev, size_t Size, size_t Align,
                          size_t Boundary) {
  Align = Align ? Align : 1;
  if (Size == 0 || (Align & (Align - 1)) || !simDevice(Dev) ||
      (Boundary && Boundary < Size))
    return nullptr;
  auto *Pool = static_cast<dma_pool *>(calloc(1, sizeof(dma_pool)));
  if (Pool)
    *Pool = {nullptr,  Dev,     ALIGN(Size < 4 ? size_t(4) : Size, Align),
             Boundary, nullptr, nullptr};
  if (Pool) {
    pthread_mutex_lock(&PoolsMutex);
    Pool->Next = Pools;
    Pools = Pool;
    pthread_mutex_unlock(&PoolsMutex);
  }
  return Pool;
}

void dma_pool_destroy(dma_pool *Pool) {
  if (!Pool)
    return;
  pthread_mutex_lock(&PoolsMutex);
  for (dma_pool **Link = &Pools; *Link; Link = &(*Link)->Next)
    if (*Link == Pool) {
      *Link = Pool->Next;
      break;
    }
  pthread_mutex_unlock(&PoolsMutex);
  while (Block *B = Pool->Blocks) {
    Pool->Blocks = B->Next;
    free(B);
  }
  while (Chunk *C = Pool->Chunks) {
    Pool->Chunks = C->Next;
    if (!C->InUse)
      dma_free_attrs(Pool->Dev, C->Size, C->Cpu, C->Dma, 0);
    free(C);
  }
  free(Pool);
}

void *dma_pool_alloc(dma_pool *Pool, gfp_t Gfp, dma_addr_t *Handle) {
  if (injectFailure(DMASAN_API_POOL, "dma_pool_alloc", DMASAN_SIM_CALLER))
    return nullptr;
  Block *B = takeBlock(*Pool);
  while (!B) {
    if (!grow(*Pool, Gfp))
      return nullptr;
    B = takeBlock(*Pool);
  }
  checkPoison(*Pool, *B, DMASAN_SIM_CALLER);
  B->Poisoned = false;
  *Handle = B->Home->Dma + uint64_t(B->Cpu - B->Home->Cpu);
  if (Gfp & __GFP_ZERO)
    memset(B->Cpu, 0, Pool->BlockSize);
  return B->Cpu;
}

void dma_pool_free(dma_pool *Pool, void *Cpu, dma_addr_t) {
  Lock L;
  for (Block *B = Pool->Blocks; B; B = B->Next)
    if (B->Cpu == Cpu && B->Used) {
      poison(*Pool, *B);
      B->Used = false;
      --B->Home->InUse;
      return;
    }
}

dma_pool *dmam_pool_create(const char *Name, device *Dev, size_t Size,
                           size_t Align, size_t Boundary) {
  dma_pool *Pool = dma_pool_create(Name, Dev, Size, Align, Boundary);
  if (!Pool || addManaged(Dev, releasePool, Pool))
    return Pool;
  dma_pool_destroy(Pool);
  return nullptr;
}
void dmam_pool_destroy(dma_pool *Pool) {
  dropManaged(Pool->Dev, Pool, sameData, releasePool);
  dma_pool_destroy(Pool);
}

} // extern "C"
