// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A mapped buffer is freed, by every way there is. The finding names the
// function that frees, also where ASan owns the heap and stands in between. The
// right version unmaps first; what lies beside a mapped buffer is freed at will.
// EXPECT: free-while-mapped in byFree(char*) at 0
// EXPECT: free-while-mapped in byRealloc(char*) at 0
// EXPECT: free-while-mapped in byDelete(char*) at 0
// EXPECT: free-while-mapped in bySizedDelete(char*) at 0
// EXPECT: free-while-mapped in byAlignedDelete(char*) at 0
// RUN: %run_case_cxx %s -O0 -O2 "-O0 -fsanitize=address" "-O2 -fsanitize=address,undefined"

#include "case.h"

#include <cstdlib>
#include <cstring>
#include <new>

constexpr std::size_t kSize = 256;
constexpr std::align_val_t kLine{64};

__attribute__((__noinline__)) static void byFree(char *Buffer) {
  std::free(Buffer);
}
__attribute__((__noinline__)) static void byRealloc(char *Buffer) {
  std::free(std::realloc(Buffer, 20 * kSize));
}
__attribute__((__noinline__)) static void byDelete(char *Buffer) {
  delete[] Buffer;
}
__attribute__((__noinline__)) static void bySizedDelete(char *Buffer) {
  ::operator delete(Buffer, kSize);
}
__attribute__((__noinline__)) static void byAlignedDelete(char *Buffer) {
  ::operator delete(Buffer, kLine);
}

static bool sendAndFree(struct device *Dev, void *Memory,
                        void (*Free)(char *)) {
  auto *Buffer = static_cast<char *>(Memory);
  auto *Neighbour = static_cast<char *>(std::malloc(kSize));
  std::memset(Buffer, 1, kSize);
  dma_addr_t Dma = dma_map_single(Dev, Buffer, kSize, DMA_TO_DEVICE);
  if (dma_mapping_error(Dev, Dma))
    return false;
  std::free(Neighbour);
#ifdef GOOD
  dma_unmap_single(Dev, Dma, kSize, DMA_TO_DEVICE);
  Free(Buffer);
#else
  Free(Buffer);
  dma_unmap_single(Dev, Dma, kSize, DMA_TO_DEVICE);
#endif
  return true;
}

static int driver(struct device *dev) {
  CHECK(2, sendAndFree(dev, std::aligned_alloc(64, kSize), byFree));
  CHECK(3, sendAndFree(dev, std::aligned_alloc(64, kSize), byRealloc));
  CHECK(4, sendAndFree(dev, new char[kSize], byDelete));
  CHECK(5, sendAndFree(dev, ::operator new(kSize), bySizedDelete));
  CHECK(6, sendAndFree(dev, ::operator new(kSize, kLine), byAlignedDelete));
  return 0;
}
