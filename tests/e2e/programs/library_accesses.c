// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: what functions of the C library read and write for a driver counts,
// to the byte where a string ends, and buffers of the CPU's own do not.
// EXPECT: cpu-write-device-owned in file_to_buffer at 64
// EXPECT: cpu-read-device-owned in parse at 0
// EXPECT: cpu-write-device-owned in label at 128
// EXPECT: cpu-read-device-owned in send at 200
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <fcntl.h>
#include <unistd.h>

static __attribute__((noinline)) long file_to_buffer(int file, char *to) {
  return read(file, to, 16);
}

static __attribute__((noinline)) unsigned long parse(const char *text) {
  return strlen(text);
}

static __attribute__((noinline)) void label(char *to, const char *from) {
  strcpy(to, from);
}

/* Not the library's; instrumented as all of the driver. */
static __attribute__((noinline)) long send(int port, const char *data,
                                           unsigned long size, int flags) {
  return READ_ONCE(data[0]) + port + (long)size + flags;
}

static int driver(struct device *dev) {
  int file = open("/dev/zero", O_RDONLY);
  char *buffer = (char *)kzalloc(256, GFP_KERNEL), own[64] = "a name";
  dma_addr_t dma;

  CHECK(2, file >= 0 && buffer);
  memset(buffer, 'x', 255);
  dma = dma_map_single(dev, buffer, 256, DMA_FROM_DEVICE);
  CHECK(3, !dma_mapping_error(dev, dma));
#ifdef GOOD
  dma_sync_single_for_cpu(dev, dma, 256, DMA_FROM_DEVICE);
#endif
  CHECK(4, file_to_buffer(file, buffer + 64) == 16);
  (void)parse(buffer);
  label(buffer + 128, own);
  (void)send(1, buffer + 200, 1, 0);
  CHECK(5, file_to_buffer(file, own) == 16 && parse(own) == 0);
#ifdef GOOD
  dma_sync_single_for_device(dev, dma, 256, DMA_FROM_DEVICE);
#endif
  dma_unmap_single(dev, dma, 256, DMA_FROM_DEVICE);
  kfree(buffer);
  close(file);
  return 0;
}
