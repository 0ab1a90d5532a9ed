// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C16-01, Linux sunxi-mmc, <20220424231751.32053-1-samuel@sholland.org>
// sunxi-mmc (Linux): the address of the next descriptor is cut to 32 bits
// before it is shifted; with 34 address bits the engine goes astray.
// EXPECT: device-access-unmapped in idma_engine at 0

#define CASE_NO_MASK
#include "case.h"

#define IDMA_DES_SHIFT 2

struct sunxi_idma_des {
  u32 config, buf_size, buf_addr_ptr1, buf_addr_ptr2;
};

struct sunxi_mmc_host {
  struct device *dev;
  struct sunxi_idma_des *sg_cpu;
  dma_addr_t sg_dma;
};

static __attribute__((__noinline__)) void
sunxi_mmc_init_idma_des(struct sunxi_mmc_host *host, struct scatterlist *sg,
                        unsigned int sg_len) {
  struct sunxi_idma_des *pdes = host->sg_cpu;
  dma_addr_t next_desc = host->sg_dma;

  for (unsigned int i = 0; i < sg_len; i++) {
    pdes[i].buf_size = sg[i].length;
    next_desc += sizeof(struct sunxi_idma_des);
    pdes[i].buf_addr_ptr1 = (u32)(sg_dma_address(&sg[i]) >> IDMA_DES_SHIFT);
#ifdef GOOD
    pdes[i].buf_addr_ptr2 = (u32)(next_desc >> IDMA_DES_SHIFT);
#else
    pdes[i].buf_addr_ptr2 = (u32)next_desc >> IDMA_DES_SHIFT;
#endif
  }
}

static __attribute__((__noinline__)) void idma_engine(struct device *dev,
                                                      dma_addr_t des) {
  struct sunxi_idma_des seen;

  for (int i = 0; i < 2; i++) {
    if (dmasan_sim_dma_read(dev, des, &seen, sizeof(seen)))
      return;
    des = (dma_addr_t)seen.buf_addr_ptr2 << IDMA_DES_SHIFT;
  }
}

static int driver(struct device *dev) {
  struct sunxi_mmc_host host = {.dev = dev};
  char *blocks = (char *)kzalloc(1024, GFP_KERNEL);
  struct scatterlist sg[2];

  CHECK(2, blocks);
  CHECK(3, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(34)) == 0);
  host.sg_cpu = (struct sunxi_idma_des *)dma_alloc_coherent(
      dev, PAGE_SIZE, &host.sg_dma, GFP_KERNEL);
  CHECK(4, host.sg_cpu);
  sg_init_table(sg, 2);
  sg_set_buf(&sg[0], blocks, 512);
  sg_set_buf(&sg[1], blocks + 512, 512);
  CHECK(5, dma_map_sg(dev, sg, 2, DMA_FROM_DEVICE) == 2);
  sunxi_mmc_init_idma_des(&host, sg, 2);
  idma_engine(dev, host.sg_dma);
  dma_unmap_sg(dev, sg, 2, DMA_FROM_DEVICE);
  dma_free_coherent(dev, PAGE_SIZE, host.sg_cpu, host.sg_dma);
  kfree(blocks);
  return 0;
}
