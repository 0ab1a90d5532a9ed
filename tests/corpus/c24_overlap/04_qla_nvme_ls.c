// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C24-04, Linux qla2xxx, <20221219110748.7039-4-njavali@marvell.com>
// qla2xxx (Linux): the transport has mapped the buffer of a link service
// request; the driver maps it once more, does not ask whether that worked, and
// keeps it.
// EXPECT: mapping-error-unchecked in qla_nvme_ls_req at 0
// EXPECT: mapping-leak in qla_nvme_ls_req at 0

#include "case.h"

struct nvmefc_ls_req {
  void *rqstaddr;
  dma_addr_t rqstdma;
  u32 rqstlen, rsplen;
};

static __attribute__((__noinline__)) dma_addr_t
qla_nvme_ls_req(struct device *dev, struct nvmefc_ls_req *fd) {
#ifdef GOOD
  dma_addr_t dma = fd->rqstdma;
#else
  dma_addr_t dma =
      dma_map_single(dev, fd->rqstaddr, fd->rqstlen, DMA_TO_DEVICE);
#endif

  dma_sync_single_for_device(dev, dma, fd->rqstlen, DMA_TO_DEVICE);
  return dma;
}

static __attribute__((__noinline__)) void
fetch_request(struct device *dev, dma_addr_t dma, u32 length) {
  char request[64];

  dmasan_sim_dma_read(dev, dma, request, length);
}

/* The transport: __nvme_fc_send_ls_req() and its end. */
static int send_ls_req(struct device *dev, struct nvmefc_ls_req *lsreq) {
  dma_addr_t dma;

  lsreq->rqstdma = dma_map_single(
      dev, lsreq->rqstaddr, lsreq->rqstlen + lsreq->rsplen, DMA_BIDIRECTIONAL);
  if (dma_mapping_error(dev, lsreq->rqstdma))
    return -EFAULT;
  dma = qla_nvme_ls_req(dev, lsreq);
  fetch_request(dev, dma, lsreq->rqstlen);
  dma_unmap_single(dev, lsreq->rqstdma, lsreq->rqstlen + lsreq->rsplen,
                   DMA_BIDIRECTIONAL);
  return 0;
}

static int driver(struct device *dev) {
  struct nvmefc_ls_req lsreq = {.rqstlen = 64, .rsplen = 64};

  lsreq.rqstaddr = kzalloc(128, GFP_KERNEL);
  CHECK(2, lsreq.rqstaddr);
  CHECK(3, send_ls_req(dev, &lsreq) == 0);
#ifdef GOOD
  kfree(lsreq.rqstaddr);
#endif
  return 0;
}
