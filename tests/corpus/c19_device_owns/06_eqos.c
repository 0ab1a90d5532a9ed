// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C19-06, barebox eqos, commit 4d824b3235dd
// designware eqos (barebox): the glue driver's halt function does not stop the
// controller, which goes on receiving when Linux runs.
// EXPECT: device-active-at-shutdown in network at 0

#include "case.h"

struct eqos {
  struct device *dev;
  int started;
  char *rx_buffer;
  dma_addr_t rx_dma;
};

static __attribute__((__noinline__)) int eqos_start(struct eqos *eqos) {
  eqos->rx_dma =
      dma_map_single(eqos->dev, eqos->rx_buffer, 2048, DMA_FROM_DEVICE);
  if (dma_mapping_error(eqos->dev, eqos->rx_dma))
    return -EFAULT;
  eqos->started = 1;
  return 0;
}

static __maybe_unused void eqos_stop(struct eqos *eqos) {
  eqos->started = 0;
  dma_unmap_single(eqos->dev, eqos->rx_dma, 2048, DMA_FROM_DEVICE);
}

static __attribute__((__noinline__)) void eqos_glue_halt(struct eqos *eqos) {
#ifdef GOOD
  eqos_stop(eqos);
#else
  (void)eqos;
#endif
}

static __attribute__((__noinline__)) void network(struct eqos *eqos) {
  if (eqos->started)
    dmasan_sim_dma_write(eqos->dev, eqos->rx_dma, "broadcast", 9);
}

static int driver(struct device *dev) {
  struct eqos eqos = {.dev = dev};

  eqos.rx_buffer = (char *)kzalloc(2048, GFP_KERNEL);
  CHECK(2, eqos.rx_buffer);
  CHECK(3, eqos_start(&eqos) == 0);
  network(&eqos);
  eqos_glue_halt(&eqos);
  dmasan_sim_device_shutdown(dev); /* Linux is started */
  network(&eqos);
#ifndef GOOD
  eqos_stop(&eqos);
#endif
  kfree(eqos.rx_buffer);
  return 0;
}
