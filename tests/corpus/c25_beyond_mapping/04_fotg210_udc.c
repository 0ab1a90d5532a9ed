// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C25-04, Linux fotg210-udc, <20210324141115.9384-7-fabian@ritter-vogt.de>
// fotg210-udc (Linux): as many bytes are mapped and transferred as the FIFO
// holds, whatever room the request has left.
// EXPECT: map-past-object in fotg210_start_dma at 128

#include "case.h"

#define FIBCR_BCFX 0x7ffu

struct usb_request {
  char *buf;
  u32 length, actual;
};

static __attribute__((__noinline__)) int
fotg210_start_dma(struct device *dev, struct usb_request *req, u32 *fibcr) {
  char *buffer = req->buf + req->actual;
  u32 length = ioread32(fibcr) & FIBCR_BCFX;
  dma_addr_t d;

#ifdef GOOD
  if (length > req->length - req->actual)
    length = req->length - req->actual;
#endif
  d = dma_map_single(dev, buffer, length, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, length, DMA_FROM_DEVICE);
  req->actual += length;
  return 0;
}

static int driver(struct device *dev) {
  struct usb_request req = {.length = 128};
  u32 fibcr = 512; /* the host sent a longer packet */

  req.buf = (char *)kzalloc(req.length, GFP_KERNEL);
  CHECK(2, req.buf);
  CHECK(3, fotg210_start_dma(dev, &req, &fibcr) == 0);
  kfree(req.buf);
  return 0;
}
