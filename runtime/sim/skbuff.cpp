// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Socket buffers: the data and, behind it in the same object, what the network
// stack keeps of it.

#include "runtime/sim/announce.h"

#include <linux/skbuff.h>

#include <stdlib.h>

using namespace dmasan::sim;

namespace {

sk_buff *makeBuffer(unsigned char *Head, size_t Room) {
  auto *Skb = static_cast<sk_buff *>(calloc(1, sizeof(sk_buff)));
  if (!Skb)
    return nullptr;
  Skb->head = Skb->data = Skb->tail = Head;
  Skb->end = Head + Room;
  memset(skb_shinfo(Skb), 0, sizeof(skb_shared_info));
  skb_shinfo(Skb)->dataref.counter = 1;
  return Skb;
}

} // namespace

extern "C" {

sk_buff *alloc_skb(unsigned int Size, gfp_t Gfp) {
  size_t Room = SKB_DATA_ALIGN(size_t(Size));
  auto *Head = static_cast<unsigned char *>(
      kmalloc(Room + SKB_DATA_ALIGN(sizeof(skb_shared_info)), Gfp));
  sk_buff *Skb = Head ? makeBuffer(Head, Room) : nullptr;
  if (!Skb)
    kfree(Head);
  return Skb;
}

sk_buff *build_skb(void *Data, unsigned int Size) {
  size_t Behind = SKB_DATA_ALIGN(sizeof(skb_shared_info));
  return Data && Size >= Behind
             ? makeBuffer(static_cast<unsigned char *>(Data), Size - Behind)
             : nullptr;
}

sk_buff *__netdev_alloc_skb(net_device *Dev, unsigned int Size, gfp_t Gfp) {
  sk_buff *Skb = alloc_skb(Size + NET_SKB_PAD, Gfp);
  if (!Skb)
    return nullptr;
  skb_reserve(Skb, NET_SKB_PAD);
  Skb->dev = Dev;
  return Skb;
}

void kfree_skb(sk_buff *Skb) {
  if (!Skb)
    return;
  for (unsigned I = 0; I < skb_shinfo(Skb)->nr_frags; ++I)
    put_page(skb_frag_page(&skb_shinfo(Skb)->frags[I]));
  kfree(Skb->head);
  free(Skb);
}

// As in the kernel, an overrun is the end; whether it is a device's, the
// runtime knows.
void *skb_put(sk_buff *Skb, unsigned int Size) {
  unsigned char *Tail = Skb->tail;
  size_t Room = size_t(Skb->end - Tail);
  if (Size > Room)
    announceBufferOverrun(Skb->end, Size - Room, DMASAN_SIM_CALLER);
  BUG_ON(Size > Room);
  Skb->tail += Size;
  Skb->len += Size;
  return Tail;
}
void *skb_push(sk_buff *Skb, unsigned int Size) {
  BUG_ON(Size > size_t(Skb->data - Skb->head));
  Skb->data -= Size;
  Skb->len += Size;
  return Skb->data;
}
void *skb_pull(sk_buff *Skb, unsigned int Size) {
  if (Size > Skb->len)
    return nullptr;
  Skb->len -= Size;
  return Skb->data += Size;
}

} // extern "C"
