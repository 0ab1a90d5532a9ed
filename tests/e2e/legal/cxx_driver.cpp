// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A C++ program that includes the kernel's headers: their static inline
// functions have mangled names there, and are still seen as what they are.
// RUN: %dmasan_cxx -fsanitize=dma -g -O0 -o %t %s
// RUN: %t
// RUN: %dmasan_cxx -fsanitize=dma -g -O2 -o %t %s
// RUN: %t

#include <dmasan/sim.h>
#include <linux/dma-mapping.h>
#include <vector>

int main() {
  device *Dev = dmasan_sim_device_create("cxx", nullptr);
  dma_set_mask_and_coherent(Dev, DMA_BIT_MASK(48));
  std::vector<char> Data(512, 'x');
  dma_addr_t Dma = dma_map_single(Dev, Data.data(), 512, DMA_TO_DEVICE);
  if (dma_mapping_error(Dev, Dma))
    return 2;
  char Seen[4];
  int Failed = dmasan_sim_dma_read(Dev, Dma, Seen, 4);
  dma_unmap_single(Dev, Dma, 512, DMA_TO_DEVICE);
  dmasan_sim_device_destroy(Dev);
  return Failed || Seen[3] != 'x';
}
