// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C27-01, Linux mana, <20260514194156.466823-1-ernis@linux.microsoft.com>
// mana (Linux, confidential guests): the host's message number is checked
// against the number of requests, and then read again from memory that the
// host can write to find the request.
// EXPECT: double-fetch in mana_hwc_handle_resp at 4
// FLAGS: -fsanitize-dma-fetches
// KERNEL: unseen, repeated reads are followed in a process only

#include "case.h"

#define HWC_REQUESTS 4

struct gdma_resp_hdr {
  u32 status;
  u32 hwc_msg_id;
};

static u32 requests[HWC_REQUESTS], answered;

static __attribute__((__noinline__)) void
mana_hwc_handle_resp(const struct gdma_resp_hdr *resp_msg, u32 msg_id) {
#ifdef GOOD
  answered += requests[msg_id];
#else
  (void)msg_id;
  answered += requests[resp_msg->hwc_msg_id % HWC_REQUESTS];
#endif
  answered += resp_msg->status;
}

static __attribute__((__noinline__)) int
mana_hwc_rx_event_handler(const struct gdma_resp_hdr *resp) {
  u32 msg_id = READ_ONCE(resp->hwc_msg_id);

  if (msg_id >= HWC_REQUESTS)
    return -EINVAL;
  mana_hwc_handle_resp(resp, msg_id);
  return 0;
}

static int driver(struct device *dev) {
  struct gdma_resp_hdr sent = {.status = 0, .hwc_msg_id = 2};
  dma_addr_t dma;
  struct gdma_resp_hdr *resp = (struct gdma_resp_hdr *)dma_alloc_coherent(
      dev, sizeof(*resp), &dma, GFP_KERNEL);

  CHECK(2, resp);
  requests[2] = 1;
  CHECK(3, dmasan_sim_dma_write(dev, dma, &sent, sizeof(sent)) == 0);
  CHECK(4, mana_hwc_rx_event_handler(resp) == 0 && answered == 1);
  dma_free_coherent(dev, sizeof(*resp), resp, dma);
  return 0;
}
