/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Blocks from a disk: the device fills a buffer, the driver checks its CRC-32
 * by table, swaps its words into a second buffer and hands that back. */

#include "../hal/bus.h"

enum { kBlock = 128 * 1024, kRounds = 1500 };

static uint32_t crc_table[256];

static void make_table(void) {
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i;
    for (unsigned bit = 0; bit < 8; ++bit)
      value = value & 1 ? value >> 1 ^ 0xedb88320u : value >> 1;
    crc_table[i] = value;
  }
}

static uint32_t crc32(const unsigned char *data, size_t size) {
  uint32_t crc = ~0u;
  for (size_t i = 0; i < size; ++i)
    crc = crc >> 8 ^ crc_table[(crc ^ data[i]) & 0xff];
  return ~crc;
}

/* The sum that IP uses, of 16-bit words. */
static uint32_t word_sum(const uint16_t *words, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; ++i)
    sum += words[i];
  return (uint32_t)(sum + (sum >> 32));
}

static void copy_swapped(uint32_t *to, const uint32_t *from, size_t count) {
  for (size_t i = 0; i < count; ++i)
    to[i] = __builtin_bswap32(from[i]);
}

int main(int argc, char **argv) {
  unsigned rounds = bench_rounds(argc, argv, kRounds);
  unsigned char *in = (unsigned char *)bench_buffer(kBlock);
  unsigned char *out = (unsigned char *)bench_buffer(kBlock);
  struct bus_device *dev = bus_open();
  uint32_t result = 0;
  bus_set_width(dev, ~(uint64_t)0);
  make_table();
  for (unsigned round = 0; round < rounds; ++round) {
    uint64_t address = bus_map(dev, in, kBlock, BUS_FROM_DEVICE);
    if (bus_map_failed(dev, address))
      return 2;
    device_fill(address, kBlock, round + 1);
    bus_unmap(dev, address, kBlock, BUS_FROM_DEVICE);
    result ^= crc32(in, kBlock);
    copy_swapped((uint32_t *)out, (const uint32_t *)in, kBlock / 4);
    result += word_sum((const uint16_t *)out, kBlock / 2);
    address = bus_map(dev, out, kBlock, BUS_TO_DEVICE);
    if (bus_map_failed(dev, address))
      return 2;
    result = result * 31 + device_sum(address, kBlock);
    bus_unmap(dev, address, kBlock, BUS_TO_DEVICE);
  }
  printf("checksum %08x\n", result);
  free(in);
  free(out);
  return 0;
}
