// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C26-04, Linux dt9812, <20211027093529.30896-3-johan@kernel.org>
// dt9812 (Linux): a command of 32 bytes lies on the stack, a few of them set;
// the answer goes to the stack, too.
// EXPECT: map-stack in dt9812_read_info at 0
// EXPECT: map-stack in dt9812_read_info at 0
// KERNEL: no, it needs a USB host controller

#include "case.h"

#include <linux/usb.h>

#define DT9812_R_FLASH_DATA 1
#define DT9812_USB_TIMEOUT 1000

struct dt9812_usb_cmd {
  u32 cmd;
  struct {
    u16 numbytes, address;
  } flash_data_info;
  u8 rest[24];
};

static __attribute__((__noinline__)) int
dt9812_read_info(struct usb_device *usb, int offset, void *buf, u16 buf_size) {
  int count, ret;
#ifdef GOOD
  struct dt9812_usb_cmd *cmd =
      (struct dt9812_usb_cmd *)kzalloc(sizeof(*cmd), GFP_KERNEL);
  u8 *tbuf = (u8 *)kmalloc(buf_size, GFP_KERNEL);

  if (!cmd || !tbuf) {
    kfree(tbuf);
    kfree(cmd);
    return -ENOMEM;
  }
#else
  struct dt9812_usb_cmd on_stack, *cmd = &on_stack;
  u8 *tbuf = (u8 *)buf;
#endif

  cmd->cmd = DT9812_R_FLASH_DATA;
  cmd->flash_data_info.address = (u16)offset;
  cmd->flash_data_info.numbytes = buf_size;
  /* The card answers to writes of 32 bytes only. */
  ret = usb_bulk_msg(usb, usb_sndbulkpipe(usb, 1), cmd, sizeof(*cmd), &count,
                     DT9812_USB_TIMEOUT);
  if (!ret)
    ret = usb_bulk_msg(usb, usb_rcvbulkpipe(usb, 1), tbuf, buf_size, &count,
                       DT9812_USB_TIMEOUT);
#ifdef GOOD
  memcpy(buf, tbuf, buf_size);
  kfree(tbuf);
  kfree(cmd);
#endif
  return ret;
}

/* The card: takes the command, answers with its vendor number. */
static int card(struct usb_device *usb, struct urb *urb) {
  struct device *dev = usb->bus->sysdev;
  char command[32];

  if (usb_pipein(urb->pipe))
    dmasan_sim_dma_write(dev, urb->transfer_dma, "\x17\x08",
                         urb->transfer_buffer_length);
  else
    dmasan_sim_dma_read(dev, urb->transfer_dma, command, sizeof(command));
  return (int)urb->transfer_buffer_length;
}

static int driver(struct device *dev) {
  struct usb_bus bus = {.sysdev = dev, .transfer = card};
  struct usb_device udev = {.bus = &bus};
  u16 vid;

  CHECK(2, dt9812_read_info(&udev, 1, &vid, sizeof(vid)) == 0);
#ifdef GOOD
  CHECK(3, vid == 0x0817);
#endif
  return 0;
}
