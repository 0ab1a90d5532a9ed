// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C14-05, Linux libsas/hisi_sas, commit e675a4fd6d1f
// libsas (Linux): a request is as big as asked for, and where kmalloc() aligns
// to 8 bytes only, so is the request. hisi_sas has no wires for the lowest four
// bits of a command's address.
// EXPECT: mask-exceeded in hisi_sas_fetch at 0
// KERNEL: no, x86 has no alignment for DMA, and the fix asks for it
// OPTIONS: kmalloc_aligned=0

#define CASE_CONFIG {.bus_mask = ~0xfull}
#include "case.h"

#define SMP_REQ_SIZE 8

static __attribute__((__noinline__)) void *alloc_smp_req(int size) {
#ifdef GOOD
  return kzalloc(ALIGN((size_t)size, (size_t)dma_get_cache_alignment()),
                 GFP_KERNEL);
#else
  return kzalloc((size_t)size, GFP_KERNEL);
#endif
}

static __attribute__((__noinline__)) int hisi_sas_fetch(struct device *dev,
                                                        dma_addr_t cmd) {
  char frame[SMP_REQ_SIZE];

  return dmasan_sim_dma_read(dev, cmd, frame, sizeof(frame));
}

static __attribute__((__noinline__)) int smp_execute_task(struct device *dev,
                                                          void *req) {
  struct scatterlist smp_req;

  sg_init_one(&smp_req, req, SMP_REQ_SIZE);
  if (!dma_map_sg(dev, &smp_req, 1, DMA_TO_DEVICE))
    return -ENOMEM;
  hisi_sas_fetch(dev, sg_dma_address(&smp_req));
  dma_unmap_sg(dev, &smp_req, 1, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  void *report_general = alloc_smp_req(SMP_REQ_SIZE);
  void *discover = alloc_smp_req(SMP_REQ_SIZE);

  CHECK(2, report_general && discover);
  CHECK(3, smp_execute_task(dev, report_general) == 0);
  CHECK(4, smp_execute_task(dev, discover) == 0);
  kfree(discover);
  kfree(report_general);
  return 0;
}
