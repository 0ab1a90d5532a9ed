// SPDX-License-Identifier: GPL-2.0
//
// An IOMMU in software: the DMA operations of the corpus's devices, and what
// the devices' own accesses reach through them. As on the hosted corpus's bus
// an address is never the physical one, has the highest lines that the mask
// allows, and is not given out twice; entries of a scatterlist that meet at
// page boundaries become one segment when merge_sg is set, and mappings fail on
// demand.
//
// A wrong call ends the mapping that its address is in, whatever else it says,
// and frees what was allocated there: a case must not hurt its guest.
//
// Threading: one lock, any context.
// Failure: a mapping fails when there is no memory or no address. What has no
// RAM behind it, because a driver mapped nonsense, faults when it is accessed.

#include <linux/dma-map-ops.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "bus.h"

static bool merge_sg;
module_param(merge_sg, bool, 0644);
MODULE_PARM_DESC(merge_sg, "merge scatterlist entries as an IOMMU does");

static unsigned int fail_map_nth;
static atomic_t maps;

static int set_fail_map_nth(const char *value,
                            const struct kernel_param *param) {
  atomic_set(&maps, 0);
  return param_set_uint(value, param);
}

static const struct kernel_param_ops fail_map_nth_ops = {
    .set = set_fail_map_nth, .get = param_get_uint};
module_param_cb(fail_map_nth, &fail_map_nth_ops, &fail_map_nth, 0644);
MODULE_PARM_DESC(fail_map_nth,
                 "every n-th streaming mapping fails, counted from now on");

static bool fails(void) {
  return fail_map_nth && atomic_inc_return(&maps) % fail_map_nth == 0;
}

/* Pages between the first addresses of two devices, whatever their masks. */
enum { STAGGER = 4096 + 257 };

struct window {
  struct list_head link;
  u64 dma, phys, size;
  u64 mapping;     /* address of the first window that was mapped with it */
  void *allocated; /* to be freed with it */
};

static DEFINE_SPINLOCK(lock);

static struct window *find(struct space *space, u64 dma) {
  struct window *window;
  list_for_each_entry(window, &space->windows,
                      link) if (dma - window->dma < window->size) return window;
  return NULL;
}

static u64 pages_of(u64 phys, u64 size) {
  return (offset_in_page(phys) + size + PAGE_SIZE - 1) >> PAGE_SHIFT;
}

/* Downwards, and a page stays free in between. Returns 0 when none is left. */
static u64 allocate(struct space *space, u64 mask, u64 pages) {
  u64 top = ((mask ? mask : DMA_BIT_MASK(32)) >> PAGE_SHIFT) - 16;
  if (!space->next || space->next > top)
    space->next = top - space->number * STAGGER % (top / 2);
  if (space->next <= pages + 1)
    return 0;
  space->next -= pages + 1;
  return space->next << PAGE_SHIFT;
}

/* The caller holds the lock. */
static bool insert(struct space *space, u64 dma, u64 phys, u64 size,
                   u64 mapping, void *allocated) {
  struct window *window = kzalloc(sizeof(*window), GFP_ATOMIC);
  if (!window)
    return false;
  *window = (struct window){.dma = dma,
                            .phys = phys,
                            .size = size,
                            .mapping = mapping,
                            .allocated = allocated};
  list_add(&window->link, &space->windows);
  return true;
}

static void end_mapping(struct space *space, u64 dma) {
  struct window *window, *next;
  LIST_HEAD(ended);
  unsigned long flags;
  spin_lock_irqsave(&lock, flags);
  window = find(space, dma);
  if (window) {
    u64 mapping = window->mapping;
    list_for_each_entry_safe(window, next, &space->windows,
                             link) if (window->mapping == mapping)
        list_move(&window->link, &ended);
  }
  spin_unlock_irqrestore(&lock, flags);
  list_for_each_entry_safe(window, next, &ended, link) {
    if (window->allocated)
      free_pages_exact(window->allocated, window->size);
    kfree(window);
  }
}

void corpus_space_clear(struct space *space) {
  while (!list_empty(&space->windows))
    end_mapping(space,
                list_first_entry(&space->windows, struct window, link)->dma);
}

static dma_addr_t map(struct device *dev, u64 mask, u64 phys, u64 size,
                      void *allocated) {
  struct space *space = corpus_space_of(dev);
  dma_addr_t dma = DMA_MAPPING_ERROR;
  unsigned long flags;
  u64 first;
  if (!space || !size)
    return dma;
  spin_lock_irqsave(&lock, flags);
  first = allocate(space, mask, pages_of(phys, size));
  if (first) {
    first += offset_in_page(phys);
    if (insert(space, first, phys, size, first, allocated))
      dma = first;
  }
  spin_unlock_irqrestore(&lock, flags);
  return dma;
}

static void unmap(struct device *dev, u64 dma) {
  struct space *space = corpus_space_of(dev);
  if (space)
    end_mapping(space, dma);
}

static dma_addr_t map_page(struct device *dev, struct page *page,
                           unsigned long offset, size_t size,
                           enum dma_data_direction dir, unsigned long attrs) {
  return fails() ? DMA_MAPPING_ERROR
                 : map(dev, *dev->dma_mask, page_to_phys(page) + offset, size,
                       NULL);
}

static void unmap_page(struct device *dev, dma_addr_t dma, size_t size,
                       enum dma_data_direction dir, unsigned long attrs) {
  unmap(dev, dma);
}

static dma_addr_t map_resource(struct device *dev, phys_addr_t phys,
                               size_t size, enum dma_data_direction dir,
                               unsigned long attrs) {
  return fails() ? DMA_MAPPING_ERROR
                 : map(dev, *dev->dma_mask, phys, size, NULL);
}

static bool joins(struct scatterlist *before, struct scatterlist *next, u64 sum,
                  u64 most) {
  return merge_sg && offset_in_page(before->offset + before->length) == 0 &&
         offset_in_page(next->offset) == 0 && sum + next->length <= most;
}

/* Entries from `sg` on that make one segment: how many, of which size. */
static int segment_of(struct scatterlist *sg, int left, u64 most, u64 *size) {
  int count = 1;
  *size = sg->length;
  for (; count < left && joins(sg, sg_next(sg), *size, most); ++count) {
    sg = sg_next(sg);
    *size += sg->length;
  }
  return count;
}

static dma_addr_t map_segment(struct device *dev, struct scatterlist *sg,
                              int count, u64 size) {
  struct space *space = corpus_space_of(dev);
  unsigned long flags;
  u64 dma, at;
  bool complete = true;
  if (!space)
    return DMA_MAPPING_ERROR;
  spin_lock_irqsave(&lock, flags);
  dma = allocate(space, *dev->dma_mask, pages_of(sg->offset, size));
  if (dma)
    dma += offset_in_page(sg->offset);
  for (at = dma; dma && complete && count--; sg = sg_next(sg)) {
    complete = insert(space, at, sg_phys(sg), sg->length, dma, NULL);
    at += sg->length;
  }
  spin_unlock_irqrestore(&lock, flags);
  if (dma && complete)
    return dma;
  end_mapping(space, dma);
  return DMA_MAPPING_ERROR;
}

static void unmap_sg(struct device *dev, struct scatterlist *sg, int entries,
                     enum dma_data_direction dir, unsigned long attrs) {
  for (; sg && entries-- > 0; sg = sg_next(sg))
    if (sg_dma_len(sg))
      unmap(dev, sg_dma_address(sg));
}

static int map_sg(struct device *dev, struct scatterlist *list, int entries,
                  enum dma_data_direction dir, unsigned long attrs) {
  u64 most = dma_get_max_seg_size(dev), size;
  struct scatterlist *sg = list, *out = list;
  int done, segments = 0, count;
  if (fails())
    return -ENOMEM;
  for (done = 0; done < entries; done += count, ++segments) {
    dma_addr_t dma;
    count = segment_of(sg, entries - done, most, &size);
    dma = map_segment(dev, sg, count, size);
    if (dma == DMA_MAPPING_ERROR) {
      unmap_sg(dev, list, segments, dir, attrs);
      return -ENOMEM;
    }
    sg_dma_address(out) = dma;
    sg_dma_len(out) = size;
    out = sg_next(out);
    for (size = count; size--;)
      sg = sg_next(sg);
  }
  /* What is left over by merging carries nothing. */
  for (done = segments; done < entries; ++done, out = sg_next(out)) {
    sg_dma_address(out) = DMA_MAPPING_ERROR;
    sg_dma_len(out) = 0;
  }
  return segments;
}

static void *alloc(struct device *dev, size_t size, dma_addr_t *handle,
                   gfp_t gfp, unsigned long attrs) {
  void *memory = alloc_pages_exact(PAGE_ALIGN(size), gfp | __GFP_ZERO);
  if (!memory)
    return NULL;
  *handle = map(dev, dev->coherent_dma_mask, virt_to_phys(memory),
                PAGE_ALIGN(size), memory);
  if (*handle != DMA_MAPPING_ERROR)
    return memory;
  free_pages_exact(memory, PAGE_ALIGN(size));
  return NULL;
}

static void release(struct device *dev, size_t size, void *memory,
                    dma_addr_t handle, unsigned long attrs) {
  unmap(dev, handle);
}

static struct page *alloc_some_pages(struct device *dev, size_t size,
                                     dma_addr_t *handle,
                                     enum dma_data_direction dir, gfp_t gfp) {
  void *memory = alloc(dev, size, handle, gfp, 0);
  return memory ? virt_to_page(memory) : NULL;
}

static void free_some_pages(struct device *dev, size_t size, struct page *page,
                            dma_addr_t handle, enum dma_data_direction dir) {
  unmap(dev, handle);
}

const struct dma_map_ops corpus_bus_operations = {
    .alloc = alloc,
    .free = release,
    .alloc_pages = alloc_some_pages,
    .free_pages = free_some_pages,
    .map_page = map_page,
    .unmap_page = unmap_page,
    .map_sg = map_sg,
    .unmap_sg = unmap_sg,
    .map_resource = map_resource,
    .unmap_resource = unmap_page,
};

/* Bytes from `dma` on that lie one behind the other at *phys; 0: none. */
static u64 reach(struct space *space, u64 dma, u64 *phys) {
  struct window *window = find(space, dma);
  u64 size = PAGE_SIZE - offset_in_page(dma);
  *phys = dma;
  if (window) {
    *phys = window->phys + (dma - window->dma);
    size = window->size - (dma - window->dma);
  } else if (!space->passthrough) {
    return 0;
  }
  return pfn_valid(PHYS_PFN(*phys)) ? size : 0;
}

int corpus_space_access(struct space *space, u64 address, char *bytes,
                        size_t size, bool is_write) {
  unsigned long flags;
  u64 done, step, phys;
  int moving, error = 0;
  spin_lock_irqsave(&lock, flags);
  for (moving = 0; moving < 2 && !error; ++moving) {
    for (done = 0; done < size && !error; done += step) {
      step = reach(space, (address + done) & space->wires, &phys);
      step = min_t(u64, step, size - done);
      if (!step)
        error = -EFAULT;
      else if (moving && is_write)
        memcpy(phys_to_virt(phys), bytes + done, step);
      else if (moving)
        memcpy(bytes + done, phys_to_virt(phys), step);
    }
  }
  spin_unlock_irqrestore(&lock, flags);
  return error;
}
