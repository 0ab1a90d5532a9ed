// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C04-05, Linux ath12k, <20230830021131.5610-1-quic_bqiang@quicinc.com>
// ath12k (Linux): the error path unmaps the extended descriptor whether there
// is one or not; its address is 0 then.
// EXPECT: unmap-not-mapped in tx_error at 0

#include "case.h"

static __attribute__((__noinline__)) void tx_error(struct device *dev,
                                                   dma_addr_t ext_desc) {
#ifdef GOOD
  if (ext_desc)
#endif
    dma_unmap_single(dev, ext_desc, 64, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  tx_error(dev, 0);
  return 0;
}
