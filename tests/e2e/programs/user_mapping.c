// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a buffer that user space sees by mmap() is the driver's buffer: what
// the user program does while the device owns it, or without a hand-over, is
// found at its byte, and nobody asks for maintenance of the second address.
// EXPECT: cpu-write-device-owned in user_program at 8
// EXPECT: missing-sync-for-device in submit at 200
// RUN: %run_case %s -O0 -O2

#include "case.h"

static char area[PAGE_SIZE] __attribute__((__aligned__(4096)));

static __attribute__((__noinline__)) void user_program(volatile char *at) {
  *at = 1;
}

/* The device gets what the program has written. */
static __attribute__((__noinline__)) int submit(struct device *dev,
                                                dma_addr_t dma) {
  char sent;

#ifdef GOOD
  dma_sync_single_for_device(dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
#endif
  return dmasan_sim_dma_read(dev, dma + 200, &sent, 1);
}

static int driver(struct device *dev) {
  struct vm_area_struct vma = {.vm_start = (unsigned long)area,
                               .vm_end = (unsigned long)area + PAGE_SIZE,
                               .vm_page_prot = PAGE_SHARED};
  char *buffer = (char *)get_zeroed_page(GFP_KERNEL);
  dma_addr_t dma;

  CHECK(2, buffer);
  CHECK(3, remap_pfn_range(&vma, vma.vm_start,
                           virt_to_phys(buffer) >> PAGE_SHIFT, PAGE_SIZE,
                           vma.vm_page_prot) == 0);
  dma = dma_map_single(dev, buffer, PAGE_SIZE, DMA_TO_DEVICE);
  CHECK(4, !dma_mapping_error(dev, dma));
#ifndef GOOD
  user_program(area + 8);
#endif
  dma_sync_single_for_cpu(dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
  user_program(area + 200);
  CHECK(9, submit(dev, dma) == 0);
  dma_unmap_single(dev, dma, PAGE_SIZE, DMA_TO_DEVICE);

  /* What the device wrote is read at either address, in any order. */
  dma = dma_map_single(dev, buffer, PAGE_SIZE, DMA_BIDIRECTIONAL);
  CHECK(5, !dma_mapping_error(dev, dma));
  CHECK(6, dmasan_sim_dma_write(dev, dma + 300, "x", 1) == 0);
  dma_sync_single_for_cpu(dev, dma, PAGE_SIZE, DMA_BIDIRECTIONAL);
  CHECK(7, ((volatile char *)area)[300] == 'x');
  user_program(area + 301);
  CHECK(8, buffer[300] == 'x' && buffer[301] == 1);
  dma_sync_single_for_device(dev, dma, PAGE_SIZE, DMA_BIDIRECTIONAL);
  dma_unmap_single(dev, dma, PAGE_SIZE, DMA_BIDIRECTIONAL);

  /* Another buffer takes its place. */
  zap_vma_ptes(&vma, vma.vm_start, PAGE_SIZE);
  free_page((unsigned long)buffer);
  return 0;
}
