/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Who writes memory during a transfer.
 */
#ifndef DMASAN_STANDIN_LINUX_DMA_DIRECTION_H
#define DMASAN_STANDIN_LINUX_DMA_DIRECTION_H

#include <linux/compiler.h>

__BEGIN_DECLS

enum dma_data_direction {
  DMA_BIDIRECTIONAL = 0,
  DMA_TO_DEVICE = 1,
  DMA_FROM_DEVICE = 2,
  DMA_NONE = 3,
};

DMASAN_STANDIN_INLINE int valid_dma_direction(enum dma_data_direction dir) {
  return dir == DMA_BIDIRECTIONAL || dir == DMA_TO_DEVICE ||
         dir == DMA_FROM_DEVICE;
}

__END_DECLS

#endif
