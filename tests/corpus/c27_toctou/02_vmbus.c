// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C27-02, Linux vmbus, <20201202092214.13520-4-parri.andrea@gmail.com>
// vmbus (Linux): a message's size on a page that the host shares is checked,
// and then read again for the allocation and for the copy.
// EXPECT: double-fetch in vmbus_on_msg_dpc at 4
// FLAGS: -fsanitize-dma-fetches
// KERNEL: unseen, repeated reads are followed in a process only

#include "case.h"

#define HV_MESSAGE_PAYLOAD_BYTE_COUNT 240

struct hv_message {
  u32 message_type;
  u8 payload_size, flags, reserved[2];
  u8 payload[HV_MESSAGE_PAYLOAD_BYTE_COUNT];
};

static __attribute__((__noinline__)) int
vmbus_on_msg_dpc(const volatile struct hv_message *msg) {
  u8 payload_size = msg->payload_size, *ctx;
  int first;

  if (payload_size > HV_MESSAGE_PAYLOAD_BYTE_COUNT)
    return -EINVAL;
#ifndef GOOD
  payload_size = msg->payload_size;
#endif
  ctx = (u8 *)kmalloc(payload_size, GFP_KERNEL);
  if (!ctx)
    return -ENOMEM;
#ifndef GOOD
  payload_size = msg->payload_size;
#endif
  memcpy(ctx, (const u8 *)msg->payload, payload_size);
  first = ctx[0];
  kfree(ctx);
  return first;
}

static int driver(struct device *dev) {
  struct hv_message sent = {.payload_size = 3, .payload = {42}};
  dma_addr_t dma;
  struct hv_message *msg = (struct hv_message *)dma_alloc_coherent(
      dev, sizeof(*msg), &dma, GFP_KERNEL);

  CHECK(2, msg);
  CHECK(3, dmasan_sim_dma_write(dev, dma, &sent, sizeof(sent)) == 0);
  CHECK(4, vmbus_on_msg_dpc(msg) == 42);
  dma_free_coherent(dev, sizeof(*msg), msg, dma);
  return 0;
}
