// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C19-03, Linux dwc3, commit 2b2da6574e77
// dwc3 (Linux): the End Transfer command of an endpoint is delayed until a
// control transfer is over, but its requests are unmapped and given back.
// EXPECT: device-use-after-unmap in controller_receives at 0

#include "case.h"

enum { REQUESTS = 2, LENGTH = 512, DWC3_EP_DELAY_STOP = 1 };

struct dwc3_request {
  char *buf;
  dma_addr_t dma;
  int mapped;
};

struct dwc3_ep {
  struct device *dev;
  struct dwc3_request started[REQUESTS];
  unsigned int flags;
  int transfers; /* the controller's own view */
};

/* Only a transfer that was ended writes no more. */
static __attribute__((__noinline__)) void
controller_receives(struct dwc3_ep *dep) {
  if (dep->transfers)
    dmasan_sim_dma_write(dep->dev, dep->started[0].dma, "data", 4);
}

static void dwc3_stop_active_transfer(struct dwc3_ep *dep) {
  if (dep->flags & DWC3_EP_DELAY_STOP)
    return;
  dep->transfers = 0;
}

static __attribute__((__noinline__)) void
dwc3_remove_requests(struct dwc3_ep *dep) {
  dwc3_stop_active_transfer(dep);
#ifdef GOOD
  if (dep->flags & DWC3_EP_DELAY_STOP)
    return;
#endif
  for (int i = 0; i < REQUESTS; i++) {
    if (dep->started[i].mapped)
      dma_unmap_single(dep->dev, dep->started[i].dma, LENGTH, DMA_FROM_DEVICE);
    dep->started[i].mapped = 0;
  }
}

static int driver(struct device *dev) {
  struct dwc3_ep dep = {
      .dev = dev, .flags = DWC3_EP_DELAY_STOP, .transfers = 1};

  for (int i = 0; i < REQUESTS; i++) {
    struct dwc3_request *req = &dep.started[i];

    req->buf = (char *)kzalloc(LENGTH, GFP_KERNEL);
    CHECK(2, req->buf);
    req->dma = dma_map_single(dev, req->buf, LENGTH, DMA_FROM_DEVICE);
    CHECK(3, !dma_mapping_error(dev, req->dma));
    req->mapped = 1;
  }
  dwc3_remove_requests(&dep);
  controller_receives(&dep);
  dep.flags = 0; /* the control transfer is over */
  dwc3_remove_requests(&dep);
  controller_receives(&dep);
  for (int i = 0; i < REQUESTS; i++)
    kfree(dep.started[i].buf);
  return 0;
}
