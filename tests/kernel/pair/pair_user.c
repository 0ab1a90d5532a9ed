// SPDX-License-Identifier: GPL-2.0
//
// Uses of the DMA API of which pair_owner.ko does a half, one function each
// (cases.def). All run when the module is loaded.

#include <linux/module.h>

#include "pair.h"

static void unmap(dma_addr_t dma, size_t size, enum dma_data_direction dir) {
  dma_unmap_single(pair_device(), dma, size, dir);
}

static noinline void case_unmapped_by_the_other(void) {
  unmap(pair_map(DMA_FROM_DEVICE), kPairBytes, DMA_FROM_DEVICE);
  WRITE_ONCE(pair_buffer()[64], 1);
}

static noinline void case_handed_back(void) {
  dma_addr_t dma =
      dma_map_single(pair_device(), pair_buffer(), kPairBytes, DMA_FROM_DEVICE);
  if (!dma_mapping_error(pair_device(), dma))
    pair_unmap(dma, DMA_FROM_DEVICE);
  pair_write();
}

static noinline void case_list_unmapped_by_the_other(void) {
  struct scatterlist list[kPairEntries];
  if (pair_map_list(list, DMA_FROM_DEVICE))
    dma_unmap_sg(pair_device(), list, kPairEntries, DMA_FROM_DEVICE);
}

static noinline void case_unmapped_short(void) {
  unmap(pair_map(DMA_TO_DEVICE), kPairBytes - 1, DMA_TO_DEVICE);
}

static noinline void case_unmapped_in_another_direction(void) {
  unmap(pair_map(DMA_TO_DEVICE), kPairBytes, DMA_FROM_DEVICE);
}

static noinline void case_unmapped_by_both(void) {
  dma_addr_t dma = pair_map(DMA_TO_DEVICE);
  unmap(dma, kPairBytes, DMA_TO_DEVICE);
  pair_unmap(dma, DMA_TO_DEVICE);
}

static noinline void case_list_unmapped_in_part(void) {
  struct scatterlist list[kPairEntries];
  if (pair_map_list(list, DMA_FROM_DEVICE))
    dma_unmap_sg(pair_device(), list, kPairEntries - 1, DMA_FROM_DEVICE);
}

static noinline void case_synced_by_the_other(void) {
  dma_addr_t dma = pair_map(DMA_FROM_DEVICE);
  pair_sync_for_cpu(dma, DMA_FROM_DEVICE);
  READ_ONCE(pair_buffer()[64]);
  unmap(dma, kPairBytes, DMA_FROM_DEVICE);
}

static noinline void case_read_by_user(void) {
  dma_addr_t dma = pair_map(DMA_FROM_DEVICE);
  READ_ONCE(pair_buffer()[64]);
  unmap(dma, kPairBytes, DMA_FROM_DEVICE);
}

static noinline void case_written_by_user(void) {
  dma_addr_t dma = pair_map(DMA_TO_DEVICE);
  WRITE_ONCE(pair_buffer()[64], 1);
  unmap(dma, kPairBytes, DMA_TO_DEVICE);
}

static dma_addr_t map(enum dma_data_direction dir) {
  dma_addr_t dma =
      dma_map_single(pair_device(), pair_buffer(), kPairBytes, dir);
  WARN_ON(dma_mapping_error(pair_device(), dma));
  return dma;
}

static noinline void case_read_by_owner(void) {
  dma_addr_t dma = map(DMA_FROM_DEVICE);
  pair_read();
  unmap(dma, kPairBytes, DMA_FROM_DEVICE);
}

static noinline void case_written_by_owner(void) {
  dma_addr_t dma = map(DMA_TO_DEVICE);
  pair_write();
  unmap(dma, kPairBytes, DMA_TO_DEVICE);
}

static noinline void case_written_by_owner_after_unmap(void) {
  unmap(map(DMA_TO_DEVICE), kPairBytes, DMA_TO_DEVICE);
  pair_write();
}

static int __init pair_user_load(void) {
#define PAIR_CASE(Name, Seen, Kind) case_##Name();
#include "cases.def"
  return 0;
}

static void __exit pair_user_unload(void) {}

module_init(pair_user_load);
module_exit(pair_user_unload);
MODULE_DESCRIPTION("The other half of uses of the DMA API by two modules");
MODULE_LICENSE("GPL");
