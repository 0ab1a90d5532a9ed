// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C03-09, barebox sdhci, commit ce6ff8b4be4d
// sdhci (barebox ce6ff8b4be4d): the command times out and the way out does not
// pass the unmap; the retry maps the buffer again.
// EXPECT: overlapping-mappings in send_command at 0
// EXPECT: mapping-leak in send_command at 0

#include "case.h"

static __attribute__((__noinline__)) int send_command(struct device *dev,
                                                      char *data, int timeout) {
  dma_addr_t dma = dma_map_single(dev, data, 512, DMA_FROM_DEVICE);

  CHECK(3, !dma_mapping_error(dev, dma));
  if (timeout)
#ifdef GOOD
    goto out;
#else
    return -110;
#endif
  CHECK(4, dmasan_sim_dma_write(dev, dma, "block", 5) == 0);
#ifdef GOOD
out:
#endif
  dma_unmap_single(dev, dma, 512, DMA_FROM_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *data = (char *)kzalloc(512, GFP_KERNEL);

  send_command(dev, data, 1);
  return send_command(dev, data, 0);
}
