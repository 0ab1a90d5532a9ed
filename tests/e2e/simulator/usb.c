// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: URBs are mapped while the controller has them; coherent buffers are
// not mapped again; synchronous transfers move what the device gives.
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <linux/usb.h>

static int completed;

static void count_completion(struct urb *urb) {
  completed += urb->status == 0 ? 1 : 100;
}

static int answer(struct usb_device *udev, struct urb *urb) {
  if (!usb_pipein(urb->pipe))
    return -EPIPE;
  return dmasan_sim_dma_write(udev->bus->sysdev, urb->transfer_dma, "ok", 2)
             ? -EPROTO
             : 2;
}

static int interrupt_urb(struct usb_device *udev) {
  struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);
  char *data;

  CHECK(10, urb);
  data = (char *)usb_alloc_coherent(udev, 64, GFP_KERNEL, &urb->transfer_dma);
  CHECK(11, data);
  usb_fill_int_urb(urb, udev, usb_rcvintpipe(udev, 1), data, 64,
                   count_completion, NULL, 8);
  urb->transfer_flags |= URB_NO_TRANSFER_DMA_MAP;
  CHECK(12, usb_submit_urb(urb, GFP_ATOMIC) == 0);
  CHECK(13, usb_submit_urb(urb, GFP_ATOMIC) == -EBUSY);
  CHECK(14, dmasan_sim_dma_write(udev->bus->sysdev, urb->transfer_dma, "k",
                                 1) == 0);
  usb_hcd_giveback_urb(urb, 0);
  CHECK(15, completed == 1 && data[0] == 'k');
  usb_free_coherent(udev, 64, data, urb->transfer_dma);
  usb_free_urb(urb);
  return 0;
}

static int killed_urb(struct usb_device *udev) {
  struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);
  char *data = (char *)kzalloc(64, GFP_KERNEL);

  CHECK(20, urb && data);
  usb_fill_bulk_urb(urb, udev, usb_rcvbulkpipe(udev, 2), data, 64,
                    count_completion, NULL);
  urb->transfer_flags |= URB_FREE_BUFFER;
  CHECK(21, usb_submit_urb(urb, GFP_KERNEL) == 0);
  usb_kill_urb(urb);
  usb_kill_urb(urb);
  CHECK(22, completed == 101);
  usb_free_urb(urb);
  return 0;
}

static int driver(struct device *dev) {
  struct usb_bus bus = {.sysdev = dev};
  struct usb_device udev = {.bus = &bus};
  char *data = (char *)kzalloc(64, GFP_KERNEL);
  int moved, error;

  CHECK(2, data);
  error = interrupt_urb(&udev);
  if (!error)
    error = killed_urb(&udev);
  CHECK(error, !error);
  CHECK(3, usb_control_msg(&udev, usb_sndctrlpipe(&udev, 0), 9, 0, 1, 0, NULL,
                           0, 100) == 0);
  bus.transfer = answer;
  CHECK(4, usb_bulk_msg(&udev, usb_rcvbulkpipe(&udev, 1), data, 64, &moved,
                        100) == 0);
  CHECK(5, moved == 2 && data[1] == 'k');
  CHECK(6, usb_bulk_msg(&udev, usb_sndbulkpipe(&udev, 1), data, 64, &moved,
                        100) == -EPIPE);
  CHECK(7, usb_control_msg(&udev, usb_rcvctrlpipe(&udev, 0), 6, USB_DIR_IN, 1,
                           0, data, 64, 100) == 2);
  kfree(data);
  return 0;
}
