// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A small network driver in the Linux DMA API: two descriptor rings in coherent
// memory, streaming mappings for the packets. Built with -DNIC_BUG it numbers
// each packet after it was mapped, and the device sends the old bytes.

#include "nic.h"

#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/string.h>

struct nic_slot {
  char *data;
  dma_addr_t dma;
  size_t length;
};

struct nic_ring {
  struct nic_descriptor *descriptors;
  dma_addr_t dma;
  struct nic_slot slots[NIC_RING];
  unsigned int next;  /* to be filled */
  unsigned int clean; /* oldest that is in use */
};

struct nic {
  struct device *dev;
  u32 __iomem *registers;
  struct nic_ring tx, rx;
  u8 sequence;
};

static int ring_init(struct nic *nic, struct nic_ring *ring,
                     enum nic_register base) {
  ring->descriptors = (struct nic_descriptor *)dma_alloc_coherent(
      nic->dev, sizeof(*ring->descriptors) * NIC_RING, &ring->dma, GFP_KERNEL);
  if (!ring->descriptors)
    return -ENOMEM;
  writel(lower_32_bits(ring->dma), nic->registers + base);
  writel(upper_32_bits(ring->dma), nic->registers + base + 1);
  return 0;
}

static void ring_free(struct nic *nic, struct nic_ring *ring) {
  if (ring->descriptors)
    dma_free_coherent(nic->dev, sizeof(*ring->descriptors) * NIC_RING,
                      ring->descriptors, ring->dma);
}

/* Gives a mapped buffer to the hardware. */
static void ring_publish(struct nic_ring *ring, unsigned int index,
                         size_t length) {
  struct nic_descriptor *descriptor = &ring->descriptors[index];

  descriptor->address = cpu_to_le64(ring->slots[index].dma);
  descriptor->length = cpu_to_le32((u32)length);
  dma_wmb(); /* the rest before the ownership bit */
  descriptor->status = cpu_to_le32(NIC_OWNED_BY_HARDWARE);
}

static int rx_refill(struct nic *nic, unsigned int index) {
  struct nic_slot *slot = &nic->rx.slots[index];

  slot->data = (char *)kmalloc(NIC_BUFFER, GFP_KERNEL);
  if (!slot->data)
    return -ENOMEM;
  slot->dma = dma_map_single(nic->dev, slot->data, NIC_BUFFER, DMA_FROM_DEVICE);
  if (dma_mapping_error(nic->dev, slot->dma)) {
    kfree(slot->data);
    slot->data = NULL;
    return -ENOMEM;
  }
  ring_publish(&nic->rx, index, NIC_BUFFER);
  return 0;
}

static void tx_clean(struct nic *nic) {
  struct nic_ring *tx = &nic->tx;

  while (tx->clean != tx->next) {
    unsigned int index = tx->clean % NIC_RING;
    struct nic_slot *slot = &tx->slots[index];

    if (le32_to_cpu(READ_ONCE(tx->descriptors[index].status)) &
        NIC_OWNED_BY_HARDWARE)
      break;
    dma_unmap_single(nic->dev, slot->dma, slot->length, DMA_TO_DEVICE);
    kfree(slot->data);
    slot->data = NULL;
    tx->clean++;
  }
}

struct nic *nic_open(struct device *dev, void __iomem *registers) {
  struct nic *nic;

  if (dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)))
    return NULL;
  nic = (struct nic *)kzalloc(sizeof(*nic), GFP_KERNEL);
  if (!nic)
    return NULL;
  nic->dev = dev;
  nic->registers = (u32 __iomem *)registers;
  if (ring_init(nic, &nic->tx, NIC_TX_RING_LOW) ||
      ring_init(nic, &nic->rx, NIC_RX_RING_LOW))
    goto fail;
  for (unsigned int i = 0; i < NIC_RING; i++)
    if (rx_refill(nic, i))
      goto fail;
  writel(NIC_RING, nic->registers + NIC_RX_TAIL);
  return nic;
fail:
  nic_close(nic);
  return NULL;
}

int nic_send(struct nic *nic, const void *packet, size_t length) {
  struct nic_ring *tx = &nic->tx;
  unsigned int index = tx->next % NIC_RING;
  struct nic_slot *slot = &tx->slots[index];

  tx_clean(nic);
  if (slot->data || length + 1 > NIC_BUFFER)
    return -ENOBUFS;
  slot->data = (char *)kmalloc(length + 1, GFP_ATOMIC);
  if (!slot->data)
    return -ENOMEM;
  memcpy(slot->data + 1, packet, length);
#ifndef NIC_BUG
  slot->data[0] = (char)nic->sequence++;
#endif
  slot->length = length + 1;
  slot->dma = dma_map_single(nic->dev, slot->data, slot->length, DMA_TO_DEVICE);
  if (dma_mapping_error(nic->dev, slot->dma)) {
    kfree(slot->data);
    slot->data = NULL;
    return -ENOMEM;
  }
#ifdef NIC_BUG
  slot->data[0] = (char)nic->sequence++; /* the device owns it already */
#endif
  ring_publish(tx, index, slot->length);
  tx->next++;
  writel(tx->next, nic->registers + NIC_TX_TAIL);
  return 0;
}

size_t nic_receive(struct nic *nic, void *packet, size_t capacity) {
  struct nic_ring *rx = &nic->rx;
  unsigned int index = rx->clean % NIC_RING;
  struct nic_slot *slot = &rx->slots[index];
  size_t length;

  if (!slot->data || (le32_to_cpu(READ_ONCE(rx->descriptors[index].status)) &
                      NIC_OWNED_BY_HARDWARE))
    return 0;
  dma_rmb(); /* the ownership bit before the rest */
  length = le32_to_cpu(rx->descriptors[index].length);
  if (length > capacity)
    length = capacity;
  dma_sync_single_for_cpu(nic->dev, slot->dma, NIC_BUFFER, DMA_FROM_DEVICE);
  memcpy(packet, slot->data, length);
  dma_sync_single_for_device(nic->dev, slot->dma, NIC_BUFFER, DMA_FROM_DEVICE);
  ring_publish(rx, index, NIC_BUFFER);
  rx->clean++;
  writel(rx->clean + NIC_RING, nic->registers + NIC_RX_TAIL);
  return length;
}

void nic_close(struct nic *nic) {
  for (unsigned int i = 0; i < NIC_RING; i++) {
    struct nic_slot *tx = &nic->tx.slots[i], *rx = &nic->rx.slots[i];

    if (tx->data)
      dma_unmap_single(nic->dev, tx->dma, tx->length, DMA_TO_DEVICE);
    if (rx->data)
      dma_unmap_single(nic->dev, rx->dma, NIC_BUFFER, DMA_FROM_DEVICE);
    kfree(tx->data);
    kfree(rx->data);
  }
  ring_free(nic, &nic->tx);
  ring_free(nic, &nic->rx);
  kfree(nic);
}
