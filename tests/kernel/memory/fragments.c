// SPDX-License-Identifier: GPL-2.0
//
// Page fragments and socket buffers, whose memory goes with its last user.

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "cases.h"

enum { kOneLine = 64, kSize = 1024, kOdd = 1000 };

static dma_addr_t map(void *at, size_t size, enum dma_data_direction dir) {
  dma_addr_t dma = dma_map_single(dev, at, size, dir);
  WARN_ON(dma_mapping_error(dev, dma));
  return dma;
}

noinline void case_fragments_of_one_page(void) {
  char *first = netdev_alloc_frag(kSize), *second = netdev_alloc_frag(kSize);
  dma_addr_t dma;
  if (!first || !second)
    return;
  dma = map(first, kSize, DMA_FROM_DEVICE);
  WRITE_ONCE(second[0], 1);
  WRITE_ONCE(second[kSize - 1], 1);
  skb_free_frag(second);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
  skb_free_frag(first);
}

static void drain(struct page_frag_cache *cache) {
  if (cache->va)
    __page_frag_cache_drain(virt_to_head_page(cache->va), cache->pagecnt_bias);
}

noinline void case_fragments_on_one_line(void) {
  struct page_frag_cache cache = {};
  char *first = page_frag_alloc(&cache, kOdd, GFP_KERNEL);
  char *second = page_frag_alloc(&cache, kOdd, GFP_KERNEL);
  if (first && second) {
    dma_addr_t one = map(first, kOdd, DMA_FROM_DEVICE);
    dma_addr_t two = map(second, kOdd, DMA_FROM_DEVICE);
    dma_unmap_single(dev, two, kOdd, DMA_FROM_DEVICE);
    dma_unmap_single(dev, one, kOdd, DMA_FROM_DEVICE);
    page_frag_free(second);
    page_frag_free(first);
  }
  drain(&cache);
}

noinline void case_fragments_freed_while_mapped(void) {
  struct page_frag_cache cache = {};
  char *fragment = page_frag_alloc(&cache, kSize, GFP_KERNEL);
  dma_addr_t dma;
  if (!fragment)
    return;
  dma = map(fragment, kSize, DMA_FROM_DEVICE);
  drain(&cache);
  page_frag_free(fragment);
  dma_unmap_single(dev, dma, kSize, DMA_FROM_DEVICE);
}

/* What a poll function does, in its context. */
static struct sk_buff *make_packet(void) {
  static struct napi_struct poller;
  struct sk_buff *skb;
  local_bh_disable();
  skb = napi_alloc_skb(&poller, kOneLine);
  local_bh_enable();
  if (skb)
    skb_put_zero(skb, kOneLine);
  return skb;
}

noinline void case_packet_freed_by_clone(void) {
  struct sk_buff *skb = make_packet();
  struct sk_buff *clone = skb ? skb_clone(skb, GFP_KERNEL) : NULL;
  dma_addr_t dma;
  if (!clone)
    return;
  dma = map(skb->data, skb->len, DMA_TO_DEVICE);
  kfree_skb(skb);
  dma_unmap_single(dev, dma, clone->len, DMA_TO_DEVICE);
  kfree_skb(clone);
}

/* Memory of its own: from a fragment, as above, others might live there. */
noinline void case_packet_freed_while_mapped(void) {
  struct sk_buff *skb = alloc_skb(kOneLine, GFP_KERNEL);
  struct sk_buff *clone = skb ? skb_clone(skb, GFP_KERNEL) : NULL;
  dma_addr_t dma;
  if (!clone)
    return;
  dma = map(skb->data, kOneLine, DMA_TO_DEVICE);
  kfree_skb(skb);
  kfree_skb(clone);
  dma_unmap_single(dev, dma, kOneLine, DMA_TO_DEVICE);
}

static struct sk_buff *make_packet_with_page(void) {
  struct sk_buff *skb = make_packet();
  struct page *page = skb ? alloc_page(GFP_KERNEL) : NULL;
  if (page)
    skb_add_rx_frag(skb, 0, page, 0, PAGE_SIZE, PAGE_SIZE);
  return page ? skb : NULL;
}

static dma_addr_t map_first(struct sk_buff *skb) {
  dma_addr_t dma = skb_frag_dma_map(dev, &skb_shinfo(skb)->frags[0], 0,
                                    PAGE_SIZE, DMA_TO_DEVICE);
  WARN_ON(dma_mapping_error(dev, dma));
  return dma;
}

noinline void case_packet_page_unmapped(void) {
  struct sk_buff *skb = make_packet_with_page();
  if (!skb)
    return;
  dma_unmap_page(dev, map_first(skb), PAGE_SIZE, DMA_TO_DEVICE);
  kfree_skb(skb);
}

noinline void case_packet_page_freed_while_mapped(void) {
  struct sk_buff *skb = make_packet_with_page();
  dma_addr_t dma;
  if (!skb)
    return;
  dma = map_first(skb);
  kfree_skb(skb);
  dma_unmap_page(dev, dma, PAGE_SIZE, DMA_TO_DEVICE);
}
