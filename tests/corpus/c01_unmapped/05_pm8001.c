// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C01-05, Linux pm80xx, commit 2fe24343922e
// pm8001 (Linux): the bytes of a mapped request are read through a pointer that
// phys_to_virt() made of its DMA address.
// EXPECT: dma-address-as-physical in pm80xx_chip_smp_req at 0
// OPTIONS: halt_on_error=1
// KERNEL: no, it reads where nothing is, and the kernel stops

#include "case.h"

struct smp_req {
  u8 smp_req[16];
};

static __attribute__((__noinline__)) int
pm80xx_chip_smp_req(struct device *dev, struct scatterlist *sg_req,
                    struct smp_req *smp_cmd) {
  volatile u8 *payload;
  unsigned int length;
#ifndef GOOD
  dma_addr_t tmp_addr;
#endif

  if (!dma_map_sg(dev, sg_req, 1, DMA_TO_DEVICE))
    return -ENOMEM;
  length = sg_req->length - 4;
#ifdef GOOD
  payload = (u8 *)sg_virt(sg_req);
#else
  tmp_addr = sg_dma_address(sg_req);
  payload = (u8 *)phys_to_virt(tmp_addr);
#endif
  for (unsigned int i = 0; i < length && i < 16; i++)
    smp_cmd->smp_req[i] = payload[i];
  dma_unmap_sg(dev, sg_req, 1, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  u8 *request = (u8 *)kzalloc(64, GFP_KERNEL);
  struct scatterlist sg_req;
  struct smp_req smp_cmd;

  CHECK(2, request);
  request[0] = 0x40;
  sg_init_one(&sg_req, request, 12);
  CHECK(3, pm80xx_chip_smp_req(dev, &sg_req, &smp_cmd) == 0);
  CHECK(4, smp_cmd.smp_req[0] == 0x40);
  kfree(request);
  return 0;
}
