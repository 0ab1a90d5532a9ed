/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The worst case for DMASan: a receive path that maps, syncs and unmaps a
 * buffer for every packet of 1500 bytes, on a bus where these calls cost
 * nothing. Measures the calls, not the instrumented code. */

#include "../hal/bus.h"

enum { kBuffers = 64, kSize = 2048, kPacket = 1500, kRounds = 300000 };

int main(int argc, char **argv) {
  unsigned rounds = bench_rounds(argc, argv, kRounds);
  unsigned char *pool = (unsigned char *)bench_buffer((size_t)kBuffers * kSize);
  unsigned char user[kPacket];
  struct bus_device *dev = bus_open();
  uint64_t addresses[kBuffers];
  uint32_t result = 0;
  bus_set_width(dev, ~(uint64_t)0);
  for (unsigned i = 0; i < kBuffers; ++i) {
    addresses[i] =
        bus_map(dev, pool + (size_t)i * kSize, kSize, BUS_FROM_DEVICE);
    if (bus_map_failed(dev, addresses[i]))
      return 2;
  }
  for (unsigned round = 0; round < rounds; ++round) {
    unsigned slot = round % kBuffers;
    unsigned char *buffer = pool + (size_t)slot * kSize;
    device_fill(addresses[slot], kPacket, round + 1);
    bus_sync_for_cpu(dev, addresses[slot], kPacket, BUS_FROM_DEVICE);
    unsigned type = buffer[12];
    bus_unmap(dev, addresses[slot], kSize, BUS_FROM_DEVICE);
    memcpy(user, buffer, kPacket);
    for (unsigned i = 0; i < kPacket; i += 4)
      result = result * 31 + user[i];
    result += type;
    addresses[slot] = bus_map(dev, buffer, kSize, BUS_FROM_DEVICE);
    if (bus_map_failed(dev, addresses[slot]))
      return 2;
  }
  for (unsigned i = 0; i < kBuffers; ++i)
    bus_unmap(dev, addresses[i], kSize, BUS_FROM_DEVICE);
  printf("packets %08x\n", result);
  free(pool);
  return 0;
}
