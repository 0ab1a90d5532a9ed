// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C17-04, Linux aspeed-vhub, <20210331045831.28700-1-rentao.bupt@gmail.com>
// aspeed-vhub (Linux): a request is mapped for the virtual port, a device that
// nobody gave a mask or a configuration.
// EXPECT: mask-unset in map_request at 0
// EXPECT: wrong-device in map_request at 0

#include "case.h"

static __attribute__((__noinline__)) int map_request(struct device *mapper,
                                                     char *data) {
  dma_addr_t dma = dma_map_single(mapper, data, 64, DMA_TO_DEVICE);

  if (!dma_mapping_error(mapper, dma))
    dma_unmap_single(mapper, dma, 64, DMA_TO_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *data = (char *)kzalloc(64, GFP_KERNEL);
  struct device *port = dmasan_sim_child_create(dev, "port");
  int error;

  CHECK(2, port);
#ifdef GOOD
  error = map_request(port->parent, data);
#else
  error = map_request(port, data);
#endif
  kfree(data);
  dmasan_sim_device_destroy(port);
  return error;
}
