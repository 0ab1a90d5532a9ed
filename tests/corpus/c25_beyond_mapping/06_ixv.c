// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C25-06, FreeBSD ixv, review D44772
// ixv (FreeBSD): the buffers of the stack have 2048 bytes for this MTU, and the
// card is told 4096.
// EXPECT: device-out-of-bounds in card_receive at 2048

#include "case.h"

#define MCLBYTES 2048
#define MJUMPAGESIZE 4096
#define IXGBE_SRRCTL_BSIZEPKT_SHIFT 10

struct ixv_softc {
  struct device *dev;
  u32 max_frame_size, rx_mbuf_sz, srrctl;
};

static __attribute__((__noinline__)) void
ixv_initialize_receive_units(struct ixv_softc *sc) {
#ifdef GOOD
  u32 bufsz = sc->rx_mbuf_sz;
#else
  u32 bufsz = sc->max_frame_size > 1518 ? MJUMPAGESIZE : MCLBYTES;
#endif

  sc->srrctl = bufsz >> IXGBE_SRRCTL_BSIZEPKT_SHIFT;
}

static void ixv_init(struct ixv_softc *sc, u32 mtu) {
  sc->max_frame_size = mtu + 18;
  sc->rx_mbuf_sz = sc->max_frame_size <= MCLBYTES ? MCLBYTES : MJUMPAGESIZE;
  ixv_initialize_receive_units(sc);
}

/* The host's other functions send frames of any size. */
static __attribute__((__noinline__)) void card_receive(struct ixv_softc *sc,
                                                       dma_addr_t buffer) {
  static const char frame[MJUMPAGESIZE];

  dmasan_sim_dma_write(sc->dev, buffer, frame,
                       sc->srrctl << IXGBE_SRRCTL_BSIZEPKT_SHIFT);
}

static int driver(struct device *dev) {
  struct ixv_softc sc = {.dev = dev};
  dma_addr_t dma;
  char *mbuf;

  ixv_init(&sc, 2000);
  CHECK(2, sc.rx_mbuf_sz == MCLBYTES);
  mbuf = (char *)kzalloc(sc.rx_mbuf_sz, GFP_KERNEL);
  CHECK(3, mbuf);
  dma = dma_map_single(dev, mbuf, sc.rx_mbuf_sz, DMA_FROM_DEVICE);
  CHECK(4, !dma_mapping_error(dev, dma));
  card_receive(&sc, dma);
  dma_unmap_single(dev, dma, sc.rx_mbuf_sz, DMA_FROM_DEVICE);
  kfree(mbuf);
  return 0;
}
