/* SPDX-License-Identifier: GPL-2.0
 *
 * What pair_owner.ko does for pair_user.ko, in its own text.
 */
#ifndef PAIR_H
#define PAIR_H

#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

enum { kPairBytes = 256, kPairEntries = 4 };

struct device *pair_device(void);
char *pair_buffer(void); /* kPairBytes, whole cache lines */

dma_addr_t pair_map(enum dma_data_direction dir);
void pair_unmap(dma_addr_t dma, enum dma_data_direction dir);
void pair_sync_for_cpu(dma_addr_t dma, enum dma_data_direction dir);
/* Maps the buffer as a list of kPairEntries. Returns success. */
bool pair_map_list(struct scatterlist *list, enum dma_data_direction dir);
char pair_read(void);
void pair_write(void);

#endif
