// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C13-06, Linux iio, <20250413103443.2420727-14-jic23@kernel.org>
// maxim-thermocouple (Linux): the buffer begins at a line, and the type of the
// thermocouple follows in it.
// EXPECT: cacheline-shared-object in read_sensor at 16

#include "case.h"

struct thermocouple {
  const void *spi, *chip;
  char buffer[16] __attribute__((__aligned__(64)));
#ifdef GOOD
  char tc_type __attribute__((__aligned__(64)));
#else
  char tc_type;
#endif
};

static __attribute__((__noinline__)) int
read_sensor(struct device *dev, struct thermocouple *data) {
#ifdef GOOD
  size_t size = 64; /* padded */
#else
  size_t size = sizeof(data->buffer);
#endif
  dma_addr_t dma = dma_map_single(dev, data->buffer, size, DMA_FROM_DEVICE);

  CHECK(3, !dma_mapping_error(dev, dma));
  dma_unmap_single(dev, dma, size, DMA_FROM_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  struct thermocouple *data =
      (struct thermocouple *)kzalloc(sizeof(*data), GFP_KERNEL);
  int error = read_sensor(dev, data);

  kfree(data);
  return error;
}
