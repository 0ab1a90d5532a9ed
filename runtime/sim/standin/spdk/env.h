/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * SPDK's environment: which memory devices reach, and by what address. Memory
 * for DMA is kept apart here, so that what was not asked for as such, or was
 * not registered, has no address. A test says with dmasan_sim_spdk_attach()
 * which device the process drives.
 */
#ifndef DMASAN_STANDIN_SPDK_ENV_H
#define DMASAN_STANDIN_SPDK_ENV_H

#include <linux/dma-mapping.h>
#include <linux/slab.h>
#include <linux/string.h>

__BEGIN_DECLS

#define SPDK_MALLOC_DMA 0x01
#define SPDK_MALLOC_SHARE 0x02
#define SPDK_ENV_SOCKET_ID_ANY (-1)
#define SPDK_ENV_LCORE_ID_ANY (0xffffffffu)
#define SPDK_VTOPHYS_ERROR (0xffffffffffffffffull)

void dmasan_sim_spdk_attach(struct device *dev);

/* The simulator's list of what devices reach. */
struct dmasan_sim_spdk_region {
  char *begin; /* NULL: there is none */
  size_t size;
  dma_addr_t dma;
  bool registered; /* by spdk_mem_register() */
};
struct device *dmasan_sim_spdk_device(void);
int dmasan_sim_spdk_add(struct dmasan_sim_spdk_region region);
/* The region that has the address; with `remove`, it is forgotten. */
struct dmasan_sim_spdk_region dmasan_sim_spdk_find(const void *addr,
                                                   bool remove);

DMASAN_STANDIN_INLINE void *spdk_malloc(size_t size, size_t align,
                                        uint64_t *unused, int socket_id,
                                        uint32_t flags) {
  struct device *dev = dmasan_sim_spdk_device();
  struct dmasan_sim_spdk_region region = {};
  dma_addr_t dma;

  (void)align;
  (void)unused;
  (void)socket_id;
  if (!(flags & SPDK_MALLOC_DMA))
    return kmalloc(size, GFP_KERNEL);
  region.begin = (char *)dma_alloc_coherent(dev, size, &dma, GFP_KERNEL);
  if (!region.begin)
    return NULL;
  region.size = size;
  region.dma = dma;
  if (!dmasan_sim_spdk_add(region))
    return region.begin;
  dma_free_coherent(dev, size, region.begin, dma);
  return NULL;
}
DMASAN_STANDIN_INLINE void *spdk_zmalloc(size_t size, size_t align,
                                         uint64_t *unused, int socket_id,
                                         uint32_t flags) {
  void *memory = spdk_malloc(size, align, unused, socket_id, flags);

  return memory ? memset(memory, 0, size) : NULL;
}
DMASAN_STANDIN_INLINE void spdk_free(void *buf) {
  struct dmasan_sim_spdk_region region;

  if (!buf)
    return;
  region = dmasan_sim_spdk_find(buf, true);
  if (region.begin)
    dma_free_coherent(dmasan_sim_spdk_device(), region.size, region.begin,
                      region.dma);
  else
    kfree(buf);
}
/* Takes no flags: nobody promises that the new memory is for DMA. */
DMASAN_STANDIN_INLINE void *spdk_realloc(void *buf, size_t size, size_t align) {
  struct dmasan_sim_spdk_region region = {};
  void *memory = spdk_malloc(size, align, NULL, SPDK_ENV_SOCKET_ID_ANY, 0);
  size_t old = 0;

  if (buf) {
    region = dmasan_sim_spdk_find(buf, false);
    old = region.begin ? region.size : ksize(buf);
  }
  if (memory && old)
    memcpy(memory, buf, old < size ? old : size);
  if (memory)
    spdk_free(buf);
  return memory;
}
#define spdk_dma_malloc(size, align, unused)                                   \
  spdk_malloc(size, align, unused, SPDK_ENV_SOCKET_ID_ANY,                     \
              SPDK_MALLOC_DMA | SPDK_MALLOC_SHARE)
#define spdk_dma_zmalloc(size, align, unused)                                  \
  spdk_zmalloc(size, align, unused, SPDK_ENV_SOCKET_ID_ANY,                    \
               SPDK_MALLOC_DMA | SPDK_MALLOC_SHARE)
#define spdk_dma_free(buf) spdk_free(buf)

/* Memory of others, such as a guest's, becomes reachable for devices. */
DMASAN_STANDIN_INLINE int spdk_mem_register(void *vaddr, size_t len) {
  struct device *dev = dmasan_sim_spdk_device();
  struct dmasan_sim_spdk_region region = {};
  dma_addr_t dma = dma_map_single(dev, vaddr, len, DMA_BIDIRECTIONAL);

  if (dma_mapping_error(dev, dma))
    return -ENOMEM;
  region.begin = (char *)vaddr;
  region.size = len;
  region.dma = dma;
  region.registered = true;
  return dmasan_sim_spdk_add(region);
}
DMASAN_STANDIN_INLINE int spdk_mem_unregister(void *vaddr, size_t len) {
  struct dmasan_sim_spdk_region region = dmasan_sim_spdk_find(vaddr, false);

  if (!region.registered || region.begin != vaddr || region.size != len)
    return -EINVAL;
  dmasan_sim_spdk_find(vaddr, true);
  dma_unmap_single(dmasan_sim_spdk_device(), region.dma, len,
                   DMA_BIDIRECTIONAL);
  return 0;
}

DMASAN_STANDIN_INLINE uint64_t spdk_vtophys(const void *buf, uint64_t *size) {
  struct dmasan_sim_spdk_region region = dmasan_sim_spdk_find(buf, false);
  size_t offset;

  if (!region.begin)
    return SPDK_VTOPHYS_ERROR;
  offset = (size_t)((const char *)buf - region.begin);
  if (size && *size > region.size - offset)
    *size = region.size - offset;
  return region.dma + offset;
}

__END_DECLS

#endif
