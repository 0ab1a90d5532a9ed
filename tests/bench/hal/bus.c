/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The benchmark's bus and its device: built without any sanitizer, the same
 * object in every variant. */

#include "bus.h"

enum { kBusOffset = 0x100000 };

struct bus_device {
  uint64_t mask;
};

static unsigned char *memory_at(uint64_t address) {
  return (unsigned char *)(uintptr_t)(address - kBusOffset);
}

struct bus_device *bus_open(void) {
  static struct bus_device only;
  return &only;
}

int bus_set_width(struct bus_device *dev, uint64_t mask) {
  dev->mask = mask;
  return 0;
}

uint64_t bus_map(struct bus_device *dev, void *buffer, size_t size,
                 enum bus_direction direction) {
  (void)size, (void)direction;
  return ((uint64_t)(uintptr_t)buffer + kBusOffset) & dev->mask;
}

int bus_map_failed(struct bus_device *dev, uint64_t address) {
  (void)dev;
  return address == ~(uint64_t)0;
}

void bus_unmap(struct bus_device *dev, uint64_t address, size_t size,
               enum bus_direction direction) {
  (void)dev, (void)address, (void)size, (void)direction;
}

void bus_sync_for_cpu(struct bus_device *dev, uint64_t address, size_t size,
                      enum bus_direction direction) {
  (void)dev, (void)address, (void)size, (void)direction;
}

void bus_sync_for_device(struct bus_device *dev, uint64_t address, size_t size,
                         enum bus_direction direction) {
  (void)dev, (void)address, (void)size, (void)direction;
}

void *bus_alloc_coherent(struct bus_device *dev, size_t size,
                         uint64_t *address) {
  void *memory = bench_buffer(size);
  *address = bus_map(dev, memory, size, BUS_BOTH);
  return memory;
}

void bus_free_coherent(struct bus_device *dev, size_t size, void *memory,
                       uint64_t address) {
  (void)dev, (void)size, (void)address;
  free(memory);
}

void device_fill(uint64_t address, size_t size, uint32_t seed) {
  unsigned char *memory = memory_at(address);
  memset(memory, (int)(seed & 0xff), size);
  for (size_t i = 0; i < size; i += 64)
    memory[i] = (unsigned char)bench_random(&seed);
}

uint32_t device_sum(uint64_t address, size_t size) {
  const unsigned char *memory = memory_at(address);
  uint32_t sum = 0;
  for (size_t i = 0; i < size; i += 64)
    sum = sum * 31 + memory[i];
  return sum;
}

void device_mark(uint64_t address, size_t stride, size_t offset, size_t count,
                 uint32_t value) {
  unsigned char *memory = memory_at(address);
  for (size_t i = 0; i < count; ++i)
    memcpy(memory + i * stride + offset, &value, sizeof(value));
}
