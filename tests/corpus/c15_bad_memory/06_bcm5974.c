// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C15-06, Linux bcm5974, <20220606113636.588955-1-mathias.nyman@linux.intel.com>
// bcm5974 (Linux): the buffers come from usb_alloc_coherent(), but the URB does
// not say that its buffer needs no mapping.
// EXPECT: map-coherent in bcm5974_start_traffic at 0
// KERNEL: no, it needs a USB host controller

#include "case.h"

#include <linux/usb.h>

#define TP_DATALEN 128

struct bcm5974 {
  struct usb_device *udev;
  struct urb *tp_urb;
  u8 *tp_data;
};

static int fingers;

static void bcm5974_irq_trackpad(struct urb *urb) {
  if (!urb->status)
    fingers = ((u8 *)urb->transfer_buffer)[0];
}

static __attribute__((__noinline__)) int
bcm5974_start_traffic(struct bcm5974 *dev) {
  return usb_submit_urb(dev->tp_urb, GFP_KERNEL);
}

static __attribute__((__noinline__)) int bcm5974_probe(struct bcm5974 *dev) {
  dev->tp_urb = usb_alloc_urb(0, GFP_KERNEL);
  if (!dev->tp_urb)
    return -ENOMEM;
  dev->tp_data = (u8 *)usb_alloc_coherent(dev->udev, TP_DATALEN, GFP_KERNEL,
                                          &dev->tp_urb->transfer_dma);
  if (!dev->tp_data)
    return -ENOMEM;
  usb_fill_int_urb(dev->tp_urb, dev->udev, usb_rcvintpipe(dev->udev, 1),
                   dev->tp_data, TP_DATALEN, bcm5974_irq_trackpad, dev, 1);
#ifdef GOOD
  dev->tp_urb->transfer_flags |= URB_NO_TRANSFER_DMA_MAP;
#endif
  return 0;
}

static __attribute__((__noinline__)) void
bcm5974_disconnect(struct bcm5974 *dev, dma_addr_t dma) {
  usb_kill_urb(dev->tp_urb);
  usb_free_coherent(dev->udev, TP_DATALEN, dev->tp_data, dma);
  usb_free_urb(dev->tp_urb);
}

static int driver(struct device *dev) {
  struct usb_bus bus = {.sysdev = dev};
  struct usb_device udev = {.bus = &bus};
  struct bcm5974 pad = {.udev = &udev};
  dma_addr_t dma;

  CHECK(2, bcm5974_probe(&pad) == 0);
  dma = pad.tp_urb->transfer_dma;
  CHECK(3, bcm5974_start_traffic(&pad) == 0);
  CHECK(4, dmasan_sim_dma_write(dev, pad.tp_urb->transfer_dma, "\2", 1) == 0);
  usb_hcd_giveback_urb(pad.tp_urb, 0);
#ifdef GOOD
  CHECK(5, fingers == 2);
#endif
  bcm5974_disconnect(&pad, dma);
  return 0;
}
