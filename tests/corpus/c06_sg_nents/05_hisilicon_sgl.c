// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C06-05, Linux hisilicon sgl, <1574142178-76514-2-git-send-email-wangzhou1@hisilicon.com>
// hisilicon sgl (Linux): the hardware's own list, in coherent memory, is filled
// for all entries though dma_map_sg() returned fewer; what is left of the
// others is the error value.
// EXPECT: mapping-error-used in engine_walks at 0
// OPTIONS: sim_merge_sg=1

#include "case.h"

struct acc_hw_sge {
  u64 buf;
  u32 len, pad;
};

struct hisi_acc_hw_sgl {
  u32 entry_sum_in_chain, pad[3];
  struct acc_hw_sge sge_entries[4];
};

static __attribute__((__noinline__)) int
hisi_acc_sg_buf_map_to_hw_sgl(struct device *dev, struct scatterlist *sgl,
                              struct hisi_acc_hw_sgl *hw) {
  int i, filled, sg_n = sg_nents(sgl);
  int sg_n_mapped = dma_map_sg(dev, sgl, sg_n, DMA_BIDIRECTIONAL);
  struct scatterlist *sg;

  if (!sg_n_mapped)
    return -EINVAL;
#ifdef GOOD
  filled = sg_n_mapped;
#else
  filled = sg_n;
#endif
  for_each_sg(sgl, sg, filled, i) {
    hw->sge_entries[i].buf = sg_dma_address(sg);
    hw->sge_entries[i].len = sg_dma_len(sg);
  }
  hw->entry_sum_in_chain = (u32)filled;
  return 0;
}

static __attribute__((__noinline__)) void engine_walks(struct device *dev,
                                                       dma_addr_t list) {
  struct hisi_acc_hw_sgl hw;
  char seen[4];

  dmasan_sim_dma_read(dev, list, &hw, sizeof(hw));
  for (u32 i = 0; i < hw.entry_sum_in_chain; i++)
    dmasan_sim_dma_read(dev, hw.sge_entries[i].buf, seen, sizeof(seen));
}

static int driver(struct device *dev) {
  char *first = (char *)kzalloc(4096, GFP_KERNEL);
  char *second = (char *)kzalloc(4096, GFP_KERNEL);
  struct scatterlist sgl[2];
  dma_addr_t dma;
  struct hisi_acc_hw_sgl *hw = (struct hisi_acc_hw_sgl *)dma_alloc_coherent(
      dev, sizeof(*hw), &dma, GFP_KERNEL);

  CHECK(2, first && second && hw);
  sg_init_table(sgl, 2);
  sg_set_buf(&sgl[0], first, 4096);
  sg_set_buf(&sgl[1], second, 4096);
  CHECK(3, hisi_acc_sg_buf_map_to_hw_sgl(dev, sgl, hw) == 0);
  engine_walks(dev, dma);
  dma_unmap_sg(dev, sgl, 2, DMA_BIDIRECTIONAL);
  dma_free_coherent(dev, sizeof(*hw), hw, dma);
  kfree(first);
  kfree(second);
  return 0;
}
