// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C29-02, Linux qcom_geni_serial, <20230307164405.14218-4-johan+linaro@kernel.org>
// qcom_geni_serial (Linux): transmission is started with an empty ring, and no
// bytes are mapped (and unmapped, where an IOMMU grants them an address).
// EXPECT: zero-size in qcom_geni_serial_start_tx_dma at 0

#include "case.h"

struct qcom_geni_serial_port {
  struct device *se;
  char *xmit;
  size_t head, tail;
  dma_addr_t tx_dma_addr;
  size_t tx_remaining;
};

static __attribute__((__noinline__)) int
qcom_geni_serial_start_tx_dma(struct qcom_geni_serial_port *port) {
  size_t xmit_size = port->head - port->tail;

#ifdef GOOD
  if (!xmit_size)
    return 0;
#endif
  port->tx_dma_addr = dma_map_single(port->se, port->xmit + port->tail,
                                     xmit_size, DMA_TO_DEVICE);
  if (dma_mapping_error(port->se, port->tx_dma_addr))
    return -ENOMEM;
  port->tx_remaining = xmit_size;
  return 0;
}

static __attribute__((__noinline__)) void
qcom_geni_serial_handle_tx_dma(struct qcom_geni_serial_port *port) {
#ifdef GOOD
  if (!port->tx_dma_addr)
    return;
#endif
  dma_unmap_single(port->se, port->tx_dma_addr, port->tx_remaining,
                   DMA_TO_DEVICE);
  port->tx_dma_addr = 0;
}

static int driver(struct device *dev) {
  struct qcom_geni_serial_port port = {.se = dev};

  port.xmit = (char *)kzalloc(4096, GFP_KERNEL);
  CHECK(2, port.xmit);
  if (!qcom_geni_serial_start_tx_dma(&port))
    qcom_geni_serial_handle_tx_dma(&port);
  kfree(port.xmit);
  return 0;
}
