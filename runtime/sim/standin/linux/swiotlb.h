/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Bouncing is the simulator's: option sim_bounce.
 */
#ifndef DMASAN_STANDIN_LINUX_SWIOTLB_H
#define DMASAN_STANDIN_LINUX_SWIOTLB_H

#include <linux/device.h>
#include <linux/types.h>

#define IO_TLB_SEGSIZE 128
#define IO_TLB_SHIFT 11
#define IO_TLB_SIZE (1 << IO_TLB_SHIFT)

__BEGIN_DECLS

size_t dma_max_mapping_size(struct device *dev);
DMASAN_STANDIN_INLINE size_t swiotlb_max_mapping_size(struct device *dev) {
  return dma_max_mapping_size(dev);
}

__END_DECLS

#endif
