// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C23-01, Linux device-mapper, commit bb91bc7bacb906c9f3a9b22744c53fa7564b51ba
// dm-io (Linux): a vmalloc buffer is read and written through its pages. The
// DMA API looks after the pages' own address; nobody flushes the buffer's lines
// before a write or drops them after a read.
// EXPECT: alias-not-flushed in do_io at 0
// EXPECT: alias-not-flushed in read_metadata at 0
// KERNEL: unseen, addresses of vmalloc have no shadow

#include "case.h"

static __attribute__((__noinline__)) int
do_io(struct device *dev, char *vma, size_t size, enum dma_data_direction dir) {
  struct page *page = vmalloc_to_page(vma);
  dma_addr_t dma;
  char disk[16] = "new exception";

#ifdef GOOD
  if (dir == DMA_TO_DEVICE)
    flush_kernel_vmap_range(vma, (int)size);
#endif
  dma = dma_map_page(dev, page, 0, size, dir);
  if (dma_mapping_error(dev, dma))
    return -ENOMEM;
  if (dir == DMA_TO_DEVICE)
    dmasan_sim_dma_read(dev, dma, disk, sizeof(disk));
  else
    dmasan_sim_dma_write(dev, dma, disk, sizeof(disk));
  dma_unmap_page(dev, dma, size, dir);
#ifdef GOOD
  if (dir == DMA_FROM_DEVICE)
    invalidate_kernel_vmap_range(vma, (int)size);
#endif
  return 0;
}

static __attribute__((__noinline__)) int write_metadata(struct device *dev,
                                                        char *area) {
  area[0] = 'e';
  return do_io(dev, area, PAGE_SIZE, DMA_TO_DEVICE);
}

static __attribute__((__noinline__)) int read_metadata(struct device *dev,
                                                       char *area) {
  int err = do_io(dev, area, PAGE_SIZE, DMA_FROM_DEVICE);

  return err ? err : *(volatile char *)area;
}

static int driver(struct device *dev) {
  char *area = (char *)vzalloc(PAGE_SIZE);

  CHECK(2, area);
  CHECK(3, write_metadata(dev, area) == 0);
#ifdef GOOD
  CHECK(4, read_metadata(dev, area) == 'n');
#else
  read_metadata(dev, area);
#endif
  vfree(area);
  return 0;
}
