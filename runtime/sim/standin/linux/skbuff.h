/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Socket buffers: one linear piece, and pages behind it.
 */
#ifndef DMASAN_STANDIN_LINUX_SKBUFF_H
#define DMASAN_STANDIN_LINUX_SKBUFF_H

#include <linux/cache.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

__BEGIN_DECLS

#define MAX_SKB_FRAGS 17
#define NET_SKB_PAD 64
#define NET_IP_ALIGN 2
#define CHECKSUM_NONE 0
#define CHECKSUM_UNNECESSARY 1
#define CHECKSUM_PARTIAL 3
#define SKB_DATA_ALIGN(x) ALIGN(x, SMP_CACHE_BYTES)

struct net_device;

typedef struct {
  struct page *bv_page;
  unsigned int bv_len;
  unsigned int bv_offset;
} skb_frag_t;

/* Behind the data, in the same object: where an overrun of the device goes. */
struct skb_shared_info {
  __u8 nr_frags;
  unsigned short gso_size;
  struct sk_buff *frag_list;
  atomic_t dataref;
  skb_frag_t frags[MAX_SKB_FRAGS];
};

struct sk_buff {
  struct sk_buff *next, *prev;
  struct net_device *dev;
  char cb[48] __attribute__((__aligned__(8)));
  unsigned int len, data_len;
  __be16 protocol;
  __u8 ip_summed;
  unsigned char *head, *data, *tail, *end;
};

struct sk_buff *alloc_skb(unsigned int size, gfp_t priority);
struct sk_buff *__netdev_alloc_skb(struct net_device *dev, unsigned int len,
                                   gfp_t gfp_mask);
/* A buffer of memory that the driver has; the stack's own data takes its end.
 * The memory goes with the buffer. */
struct sk_buff *build_skb(void *data, unsigned int frag_size);
void kfree_skb(struct sk_buff *skb);
void *skb_put(struct sk_buff *skb, unsigned int len);
void *skb_push(struct sk_buff *skb, unsigned int len);
void *skb_pull(struct sk_buff *skb, unsigned int len);

#define napi_build_skb(data, frag_size) build_skb(data, frag_size)
#define netdev_alloc_frag(size) kmalloc(size, GFP_ATOMIC)
#define napi_alloc_frag(size) kmalloc(size, GFP_ATOMIC)
#define skb_free_frag(data) kfree(data)
#define netdev_alloc_skb(dev, len) __netdev_alloc_skb(dev, len, GFP_ATOMIC)
#define dev_alloc_skb(len) netdev_alloc_skb(NULL, len)
#define dev_kfree_skb(skb) kfree_skb(skb)
#define dev_kfree_skb_any(skb) kfree_skb(skb)
#define dev_kfree_skb_irq(skb) kfree_skb(skb)
#define dev_consume_skb_any(skb) kfree_skb(skb)
#define consume_skb(skb) kfree_skb(skb)
#define skb_shinfo(skb) ((struct skb_shared_info *)((skb)->end))

DMASAN_STANDIN_INLINE unsigned int skb_headlen(const struct sk_buff *skb) {
  return skb->len - skb->data_len;
}
DMASAN_STANDIN_INLINE unsigned int skb_headroom(const struct sk_buff *skb) {
  return (unsigned int)(skb->data - skb->head);
}
DMASAN_STANDIN_INLINE int skb_tailroom(const struct sk_buff *skb) {
  return (int)(skb->end - skb->tail);
}
DMASAN_STANDIN_INLINE unsigned char *
skb_tail_pointer(const struct sk_buff *skb) {
  return skb->tail;
}
DMASAN_STANDIN_INLINE void skb_reserve(struct sk_buff *skb, int len) {
  skb->data += len;
  skb->tail += len;
}
DMASAN_STANDIN_INLINE void skb_trim(struct sk_buff *skb, unsigned int len) {
  if (skb->len > len) {
    skb->len = len;
    skb->tail = skb->data + len;
  }
}
DMASAN_STANDIN_INLINE struct sk_buff *
netdev_alloc_skb_ip_align(struct net_device *dev, unsigned int length) {
  struct sk_buff *skb = netdev_alloc_skb(dev, length + NET_IP_ALIGN);

  if (skb)
    skb_reserve(skb, NET_IP_ALIGN);
  return skb;
}
DMASAN_STANDIN_INLINE void skb_copy_from_linear_data(const struct sk_buff *skb,
                                                     void *to,
                                                     unsigned int len) {
  memcpy(to, skb->data, len);
}
DMASAN_STANDIN_INLINE void skb_copy_to_linear_data(struct sk_buff *skb,
                                                   const void *from,
                                                   unsigned int len) {
  memcpy(skb->data, from, len);
}
DMASAN_STANDIN_INLINE struct page *skb_frag_page(const skb_frag_t *frag) {
  return frag->bv_page;
}
DMASAN_STANDIN_INLINE unsigned int skb_frag_size(const skb_frag_t *frag) {
  return frag->bv_len;
}
DMASAN_STANDIN_INLINE unsigned int skb_frag_off(const skb_frag_t *frag) {
  return frag->bv_offset;
}
DMASAN_STANDIN_INLINE void *skb_frag_address(const skb_frag_t *frag) {
  return (char *)page_address(frag->bv_page) + frag->bv_offset;
}
DMASAN_STANDIN_INLINE void skb_add_rx_frag(struct sk_buff *skb, int i,
                                           struct page *page, int off, int size,
                                           unsigned int truesize) {
  skb_frag_t *frag = &skb_shinfo(skb)->frags[i];

  (void)truesize;
  frag->bv_page = page;
  frag->bv_offset = (unsigned int)off;
  frag->bv_len = (unsigned int)size;
  skb_shinfo(skb)->nr_frags = (__u8)(i + 1);
  skb->len += (unsigned int)size;
  skb->data_len += (unsigned int)size;
}

__END_DECLS

#endif
