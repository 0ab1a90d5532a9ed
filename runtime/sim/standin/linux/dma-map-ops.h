/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What implementers of the DMA API see; the simulator is the only one.
 */
#ifndef DMASAN_STANDIN_LINUX_DMA_MAP_OPS_H
#define DMASAN_STANDIN_LINUX_DMA_MAP_OPS_H

#include <linux/dma-mapping.h>

__BEGIN_DECLS

/* What the platform told the OS when the device was created. */
bool dev_is_dma_coherent(struct device *dev);

__END_DECLS

#endif
