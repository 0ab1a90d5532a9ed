// SPDX-License-Identifier: GPL-2.0
//
// Small objects of the slab allocator, several to a cache line here. Those of
// kmalloc() have lines of their own wherever DMA is not coherent.

#include <linux/slab.h>

#include "cases.h"

/* Objects of 32 bytes, far more than a page of them. */
enum { kObjects = 2048, kAsked = 25, kAnswer = 22, kObject = 32, kLine = 64 };

static void *objects[kObjects];

static void put_back(struct kmem_cache *cache) {
  int i;
  for (i = 0; i < kObjects; ++i)
    if (objects[i])
      cache ? kmem_cache_free(cache, objects[i]) : kfree(objects[i]);
}

/* Takes objects until two of them are on one line, the first of them first. The
 * case is void when there are none. */
static bool find_neighbours(struct kmem_cache *cache, char **first,
                            char **second) {
  int i, j;
  memset(objects, 0, sizeof(objects));
  for (i = 0; i < kObjects; ++i) {
    objects[i] = cache ? kmem_cache_alloc(cache, GFP_KERNEL)
                       : kmalloc(i % 2 ? kAnswer : kAsked, GFP_KERNEL);
    for (j = 0; j < i; ++j)
      if (((uintptr_t)objects[i] ^ (uintptr_t)objects[j]) < kLine) {
        *first = min(objects[i], objects[j]);
        *second = max(objects[i], objects[j]);
        return true;
      }
  }
  WARN(1, "no two objects are on one line");
  put_back(cache);
  return false;
}

static dma_addr_t map(void *at, size_t size, enum dma_data_direction dir) {
  dma_addr_t dma = dma_map_single(dev, at, size, dir);
  WARN_ON(dma_mapping_error(dev, dma));
  return dma;
}

/* Inlined, for a finding is laid to the case. */
static __always_inline void map_both(char *one, enum dma_data_direction its,
                                     char *other,
                                     enum dma_data_direction others) {
  dma_addr_t asked = map(one, kAsked, its);
  dma_addr_t answer = map(other, kAnswer, others);
  dma_unmap_single(dev, answer, kAnswer, others);
  dma_unmap_single(dev, asked, kAsked, its);
}

noinline void case_kmalloc_objects_on_one_line(void) {
  char *first, *second;
  if (!find_neighbours(NULL, &first, &second))
    return;
  map_both(first, DMA_TO_DEVICE, second, DMA_FROM_DEVICE);
  map_both(second, DMA_TO_DEVICE, first, DMA_FROM_DEVICE);
  map_both(first, DMA_FROM_DEVICE, second, DMA_TO_DEVICE);
  map_both(second, DMA_FROM_DEVICE, first, DMA_FROM_DEVICE);
  put_back(NULL);
}

/* Beside another object that is mapped, which must not hide it. */
noinline void case_kmalloc_members_on_one_line(void) {
  char *first, *second;
  dma_addr_t beside, asked, answer;
  if (!find_neighbours(NULL, &first, &second))
    return;
  beside = map(first, kAsked, DMA_TO_DEVICE);
  asked = map(second + kAnswer, kObject - kAnswer, DMA_TO_DEVICE);
  answer = map(second, kAnswer, DMA_FROM_DEVICE);
  dma_unmap_single(dev, answer, kAnswer, DMA_FROM_DEVICE);
  dma_unmap_single(dev, asked, kObject - kAnswer, DMA_TO_DEVICE);
  dma_unmap_single(dev, beside, kAsked, DMA_TO_DEVICE);
  put_back(NULL);
}

noinline void case_kmalloc_store_into_next_object(void) {
  char *first, *second;
  dma_addr_t answer;
  if (!find_neighbours(NULL, &first, &second))
    return;
  answer = map(second, kAnswer, DMA_FROM_DEVICE);
  WRITE_ONCE(first[kObject - 1], 1);
  dma_unmap_single(dev, answer, kAnswer, DMA_FROM_DEVICE);
  answer = map(first, kAnswer, DMA_FROM_DEVICE);
  WRITE_ONCE(second[0], 1);
  dma_unmap_single(dev, answer, kAnswer, DMA_FROM_DEVICE);
  put_back(NULL);
}

noinline void case_kmalloc_store_behind_answer(void) {
  char *object = kmalloc(kObject, GFP_KERNEL);
  dma_addr_t answer;
  if (!object)
    return;
  answer = map(object, kAnswer, DMA_FROM_DEVICE);
  WRITE_ONCE(object[kAnswer], 1);
  dma_unmap_single(dev, answer, kAnswer, DMA_FROM_DEVICE);
  kfree(object);
}

/* With a constructor it is not merged with another cache. */
static void construct(void *object) {}

/* Nobody pads these. */
noinline void case_cache_objects_on_one_line(void) {
  struct kmem_cache *cache =
      kmem_cache_create("memory_case", kObject, 0, 0, construct);
  char *first, *second;
  if (WARN_ON(!cache))
    return;
  if (find_neighbours(cache, &first, &second)) {
    map_both(first, DMA_TO_DEVICE, second, DMA_FROM_DEVICE);
    put_back(cache);
  }
  kmem_cache_destroy(cache);
}
