// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hardware of the example, and a test that plays it: what the driver sends
// comes back. Exit status 0 when every packet arrived with its number.

#include "nic.h"

#include <dmasan/sim.h>
#include <linux/kernel.h>
#include <linux/string.h>

static u32 registers[NIC_REGISTERS];

/* The hardware's own pointers into its rings. */
static u32 tx_head, rx_head;

static dma_addr_t descriptor_address(enum nic_register ring, u32 index) {
  dma_addr_t base = registers[ring] | (u64)registers[ring + 1] << 32;

  return base + index % NIC_RING * sizeof(struct nic_descriptor);
}

/* Takes one packet from the transmit ring; its length, 0 when there is none,
 * or a negative error of the bus. */
static int hardware_transmit(struct device *dev, char *packet) {
  struct nic_descriptor descriptor;
  dma_addr_t where = descriptor_address(NIC_TX_RING_LOW, tx_head);

  if (tx_head == registers[NIC_TX_TAIL])
    return 0;
  if (dmasan_sim_dma_read(dev, where, &descriptor, sizeof(descriptor)) ||
      dmasan_sim_dma_read(dev, descriptor.address, packet, descriptor.length))
    return -EFAULT;
  descriptor.status = 0;
  tx_head++;
  return dmasan_sim_dma_write(dev, where, &descriptor, sizeof(descriptor))
             ? -EFAULT
             : (int)descriptor.length;
}

/* A packet arrives from the wire. */
static int hardware_receive(struct device *dev, const char *packet,
                            u32 length) {
  struct nic_descriptor descriptor;
  dma_addr_t where = descriptor_address(NIC_RX_RING_LOW, rx_head);

  if (rx_head == registers[NIC_RX_TAIL])
    return -ENOBUFS;
  if (dmasan_sim_dma_read(dev, where, &descriptor, sizeof(descriptor)) ||
      dmasan_sim_dma_write(dev, descriptor.address, packet, length))
    return -EFAULT;
  descriptor.length = length;
  descriptor.status = 0;
  rx_head++;
  return dmasan_sim_dma_write(dev, where, &descriptor, sizeof(descriptor));
}

int main(void) {
  struct device *dev = dmasan_sim_device_create("nic0", NULL);
  struct nic *nic = dev ? nic_open(dev, registers) : NULL;
  char wire[NIC_BUFFER], packet[NIC_BUFFER], back[NIC_BUFFER];
  int wrong = 0;

  if (!nic)
    return 2;
  for (int i = 0; i < 3 * NIC_RING; i++) {
    int length;

    memset(packet, 'a' + i, sizeof(packet));
    if (nic_send(nic, packet, 100))
      return 3;
    length = hardware_transmit(dev, wire);
    if (length != 101 || hardware_receive(dev, wire, 101))
      return 4;
    if (nic_receive(nic, back, sizeof(back)) != 101)
      return 5;
    wrong += back[0] != (char)i || memcmp(back + 1, packet, 100) != 0;
  }
  nic_close(nic);
  dmasan_sim_device_destroy(dev);
  printf("%d of %d packets arrived damaged\n", wrong, 3 * NIC_RING);
  return wrong ? 6 : 0;
}
