// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C24-01, Linux qat, commit cf5bb835b7c8
// qat (Linux): source and destination are two lists of the same pages, and
// each is mapped for both directions.
// EXPECT: overlapping-mappings in qat_bl_sgl_to_bufl at 0

#include "case.h"

struct qat_alg_buf_list {
  dma_addr_t addr[2];
};

static __attribute__((__noinline__)) int
qat_bl_sgl_to_bufl(struct device *dev, struct scatterlist *sgl,
                   struct scatterlist *sglout, struct qat_alg_buf_list *bufl,
                   struct qat_alg_buf_list *buflout) {
#ifdef GOOD
  enum dma_data_direction in =
      sgl == sglout ? DMA_BIDIRECTIONAL : DMA_TO_DEVICE;
  enum dma_data_direction out = DMA_FROM_DEVICE;
#else
  enum dma_data_direction in = DMA_BIDIRECTIONAL;
  enum dma_data_direction out = DMA_BIDIRECTIONAL;
#endif
  struct scatterlist *sg;
  int i;

  for_each_sg(sgl, sg, sg_nents(sgl), i) {
    bufl->addr[i] = dma_map_single(dev, sg_virt(sg), sg->length, in);
    if (dma_mapping_error(dev, bufl->addr[i]))
      return -ENOMEM;
  }
  for_each_sg(sglout, sg, sg_nents(sglout), i) {
    buflout->addr[i] = dma_map_single(dev, sg_virt(sg), sg->length, out);
    if (dma_mapping_error(dev, buflout->addr[i]))
      return -ENOMEM;
  }
  for (i = 0; i < sg_nents(sgl); i++) {
    dma_unmap_single(dev, buflout->addr[i], sglout[i].length, out);
    dma_unmap_single(dev, bufl->addr[i], sgl[i].length, in);
  }
  return 0;
}

static void two_pages(struct scatterlist *sgl, char *memory) {
  sg_init_table(sgl, 2);
  sg_set_buf(&sgl[0], memory, 4096);
  sg_set_buf(&sgl[1], memory + 4096, 4096);
}

static int driver(struct device *dev) {
  char *memory = (char *)kzalloc(8192, GFP_KERNEL);
  struct scatterlist src[2], dst[2];
  struct qat_alg_buf_list in, out;
  int err;

  CHECK(2, memory);
  two_pages(src, memory);
  two_pages(dst, memory);
  err = qat_bl_sgl_to_bufl(dev, src, dst, &in, &out);
  kfree(memory);
  return err;
}
