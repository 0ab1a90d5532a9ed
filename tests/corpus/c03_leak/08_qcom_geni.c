// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C03-08, Linux qcom_geni_serial, <20230307164405.14218-3-johan+linaro@kernel.org>
// qcom_geni_serial (Linux): at close the receive handle decides whether the
// transmit mapping is undone.
// EXPECT: mapping-leak in start_tx at 0

#include "case.h"

struct port {
  dma_addr_t tx_dma, rx_dma;
};

static __attribute__((__noinline__)) int
start_tx(struct device *dev, struct port *port, char *text) {
  port->tx_dma = dma_map_single(dev, text, 64, DMA_TO_DEVICE);
  return dma_mapping_error(dev, port->tx_dma);
}

static __attribute__((__noinline__)) void stop_tx(struct device *dev,
                                                  struct port *port) {
#ifdef GOOD
  if (port->tx_dma)
#else
  if (port->rx_dma)
#endif
    dma_unmap_single(dev, port->tx_dma, 64, DMA_TO_DEVICE);
}

static int driver(struct device *dev) {
  char *text = (char *)kzalloc(64, GFP_KERNEL);
  struct port port = {0};

  CHECK(2, start_tx(dev, &port, text) == 0);
  stop_tx(dev, &port);
  return 0;
}
