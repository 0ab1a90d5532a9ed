/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * kmalloc and relatives. Objects are aligned and padded to the cache line, as
 * ARCH_DMA_MINALIGN demands; option kmalloc_aligned=0 packs them instead.
 */
#ifndef DMASAN_STANDIN_LINUX_SLAB_H
#define DMASAN_STANDIN_LINUX_SLAB_H

#include <linux/cache.h>
#include <linux/gfp.h>
#include <linux/types.h>

__BEGIN_DECLS

#define KMALLOC_MAX_SIZE (1ul << 22)
#define SLAB_HWCACHE_ALIGN 0x2000u

void *kmalloc(size_t size, gfp_t gfp);
void *kzalloc(size_t size, gfp_t gfp);
void *kmalloc_array(size_t n, size_t size, gfp_t gfp);
void *kcalloc(size_t n, size_t size, gfp_t gfp);
void *krealloc(const void *object, size_t size, gfp_t gfp);
void *kmemdup(const void *src, size_t size, gfp_t gfp);
void kfree(const void *object);
void kfree_sensitive(const void *object);
size_t ksize(const void *object);

#define kmalloc_node(size, gfp, node) kmalloc(size, gfp)
#define kzalloc_node(size, gfp, node) kzalloc(size, gfp)

struct kmem_cache;
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
                                     unsigned int align, unsigned int flags,
                                     void (*constructor)(void *));
void kmem_cache_destroy(struct kmem_cache *cache);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp);
void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp);
void kmem_cache_free(struct kmem_cache *cache, void *object);

__END_DECLS

#endif
