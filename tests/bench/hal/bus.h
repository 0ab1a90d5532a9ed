/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The DMA API of the benchmark programs: as thin as on a machine without an
 * IOMMU, so that what is timed is the driver's own code. bus.yaml tells
 * DMASan what the functions mean; bus.c is never instrumented. One thread.
 */
#ifndef DMASAN_BENCH_BUS_H
#define DMASAN_BENCH_BUS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bus_direction { BUS_BOTH = 0, BUS_TO_DEVICE = 1, BUS_FROM_DEVICE = 2 };

struct bus_device;

/* The driver's side. Addresses on the bus are never CPU addresses. */
struct bus_device *bus_open(void);
int bus_set_width(struct bus_device *dev, uint64_t mask);
uint64_t bus_map(struct bus_device *dev, void *buffer, size_t size,
                 enum bus_direction direction);
int bus_map_failed(struct bus_device *dev, uint64_t address);
void bus_unmap(struct bus_device *dev, uint64_t address, size_t size,
               enum bus_direction direction);
void bus_sync_for_cpu(struct bus_device *dev, uint64_t address, size_t size,
                      enum bus_direction direction);
void bus_sync_for_device(struct bus_device *dev, uint64_t address, size_t size,
                         enum bus_direction direction);
void *bus_alloc_coherent(struct bus_device *dev, size_t size,
                         uint64_t *address);
void bus_free_coherent(struct bus_device *dev, size_t size, void *memory,
                       uint64_t address);

/* The device's side: writes a pattern, or sums every 64th byte. */
void device_fill(uint64_t address, size_t size, uint32_t seed);
uint32_t device_sum(uint64_t address, size_t size);
/* Sets the 32-bit word at `offset` of each of `count` records. */
void device_mark(uint64_t address, size_t stride, size_t offset, size_t count,
                 uint32_t value);

/* Rounds of a run: `full`, or the percentage that the first argument asks. */
static inline unsigned bench_rounds(int argc, char **argv, unsigned full) {
  unsigned percent = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 100;
  unsigned rounds = (unsigned)((uint64_t)full * percent / 100);
  return rounds ? rounds : 1;
}

/* A buffer with its cache lines to itself. Ends the program when short. */
static inline void *bench_buffer(size_t size) {
  void *buffer = aligned_alloc(4096, (size + 4095) & ~(size_t)4095);
  if (!buffer) {
    fputs("out of memory\n", stderr);
    exit(2);
  }
  return memset(buffer, 0, size);
}

static inline uint32_t bench_random(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  return *state ^= *state << 5;
}

#ifdef __cplusplus
}
#endif
#endif
