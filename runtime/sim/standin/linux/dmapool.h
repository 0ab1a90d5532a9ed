/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Pools of small coherent blocks.
 */
#ifndef DMASAN_STANDIN_LINUX_DMAPOOL_H
#define DMASAN_STANDIN_LINUX_DMAPOOL_H

#include <linux/device.h>
#include <linux/types.h>

__BEGIN_DECLS

struct dma_pool;

struct dma_pool *dma_pool_create(const char *name, struct device *dev,
                                 size_t size, size_t align, size_t allocation);
void dma_pool_destroy(struct dma_pool *pool);
void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags,
                     dma_addr_t *handle);
void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr);
struct dma_pool *dmam_pool_create(const char *name, struct device *dev,
                                  size_t size, size_t align, size_t allocation);
void dmam_pool_destroy(struct dma_pool *pool);

DMASAN_STANDIN_INLINE void *
dma_pool_zalloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle) {
  return dma_pool_alloc(pool, mem_flags | __GFP_ZERO, handle);
}

__END_DECLS

#endif
