// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C04-06, Linux qla2xxx, <20190726160740.25687-2-hmadhani@marvell.com>
// qla2xxx (Linux 6.1): when the map of the request fails, the request is
// unmapped; when the one of the reply fails, the reply is, and the request
// stays mapped.
// EXPECT: unmap-not-mapped in qla2x00_process_els at 0
// EXPECT: unmap-not-mapped in qla2x00_process_els at 0
// EXPECT: mapping-leak in qla2x00_process_els at 0
// OPTIONS: fail_map_nth=2

#include "case.h"

struct bsg_buffer {
  struct scatterlist sg_list[1];
  int sg_cnt;
};

struct bsg_job {
  struct bsg_buffer request_payload, reply_payload;
};

static __attribute__((__noinline__)) int
qla2x00_process_els(struct device *dev, struct bsg_job *bsg_job) {
  struct bsg_buffer *request = &bsg_job->request_payload;
  struct bsg_buffer *reply = &bsg_job->reply_payload;
  int req_sg_cnt, rsp_sg_cnt;

  req_sg_cnt =
      dma_map_sg(dev, request->sg_list, request->sg_cnt, DMA_TO_DEVICE);
  if (!req_sg_cnt) {
#ifndef GOOD
    dma_unmap_sg(dev, request->sg_list, request->sg_cnt, DMA_TO_DEVICE);
#endif
    return -ENOMEM;
  }
  rsp_sg_cnt = dma_map_sg(dev, reply->sg_list, reply->sg_cnt, DMA_FROM_DEVICE);
  if (!rsp_sg_cnt) {
#ifdef GOOD
    dma_unmap_sg(dev, request->sg_list, request->sg_cnt, DMA_TO_DEVICE);
#else
    dma_unmap_sg(dev, reply->sg_list, reply->sg_cnt, DMA_FROM_DEVICE);
#endif
    return -ENOMEM;
  }
  dma_unmap_sg(dev, reply->sg_list, reply->sg_cnt, DMA_FROM_DEVICE);
  dma_unmap_sg(dev, request->sg_list, request->sg_cnt, DMA_TO_DEVICE);
  return 0;
}

/* A command of the SCSI layer in between. */
static __attribute__((__noinline__)) int
qla2xxx_queuecommand(struct device *dev, char *data) {
  struct scatterlist sg;

  sg_init_one(&sg, data, 512);
  if (!dma_map_sg(dev, &sg, 1, DMA_FROM_DEVICE))
    return -EBUSY;
  dma_unmap_sg(dev, &sg, 1, DMA_FROM_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *memory = (char *)kzalloc(2048, GFP_KERNEL);
  struct bsg_job job;

  CHECK(2, memory);
  sg_init_one(job.request_payload.sg_list, memory, 512);
  sg_init_one(job.reply_payload.sg_list, memory + 512, 512);
  job.request_payload.sg_cnt = job.reply_payload.sg_cnt = 1;
  CHECK(3, qla2x00_process_els(dev, &job) == -ENOMEM); /* no reply */
  CHECK(4, qla2xxx_queuecommand(dev, memory + 1024) == 0);
  sg_init_one(job.request_payload.sg_list, memory + 1536, 512);
  CHECK(5, qla2x00_process_els(dev, &job) == -ENOMEM); /* no request */
#ifdef GOOD
  kfree(memory);
#endif
  return 0;
}
