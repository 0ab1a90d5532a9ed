/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What driver and hardware of the example agree on: registers, descriptors,
 * and the driver's calls.
 */
#ifndef NIC_H
#define NIC_H

#include <linux/device.h>
#include <linux/types.h>

#define NIC_RING 8
#define NIC_BUFFER 2048

/* Registers, one 32-bit word each. */
enum nic_register {
  NIC_TX_RING_LOW, /* bus address of the ring */
  NIC_TX_RING_HIGH,
  NIC_RX_RING_LOW,
  NIC_RX_RING_HIGH,
  NIC_TX_TAIL, /* first descriptor that is not ready: the doorbell */
  NIC_RX_TAIL,
  NIC_REGISTERS
};

#define NIC_OWNED_BY_HARDWARE 0x80000000u

struct nic_descriptor {
  __le64 address;
  __le32 length;
  __le32 status;
};

struct nic;

__BEGIN_DECLS
struct nic *nic_open(struct device *dev, void __iomem *registers);
void nic_close(struct nic *nic);
/* Sends a copy of the packet; -ENOBUFS when the ring is full. */
int nic_send(struct nic *nic, const void *packet, size_t length);
/* Length of the received packet, copied to `packet`; 0 when there is none. */
size_t nic_receive(struct nic *nic, void *packet, size_t capacity);
__END_DECLS

#endif
