/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * LZ77 with a hash of four bytes, as a driver for compressed swap would have
 * it in software: text is compressed into a buffer that is mapped for the
 * device, taken back, expanded and compared. */

#include "../hal/bus.h"

enum {
  kText = 256 * 1024,
  kPacked = kText + kText / 64 + 16,
  kHashBits = 13,
  kMinMatch = 4,
  kMaxMatch = 130,
  kWindow = 65535,
  kMaxLiterals = 128,
  kRounds = 350
};

static uint32_t load32(const unsigned char *at) {
  uint32_t value;
  memcpy(&value, at, sizeof(value));
  return value;
}

static unsigned char *put_literals(unsigned char *out,
                                   const unsigned char *from, size_t count) {
  while (count) {
    size_t run = count < kMaxLiterals ? count : kMaxLiterals;
    *out++ = (unsigned char)(run - 1);
    for (size_t i = 0; i < run; ++i)
      *out++ = *from++;
    count -= run;
  }
  return out;
}

/* A byte below 128 begins that many literals and one; any other a match of
 * that length, with its distance in two bytes. */
static size_t pack(const unsigned char *text, size_t size, unsigned char *out) {
  static uint32_t last[1u << kHashBits]; /* position + 1 */
  unsigned char *start = out;
  size_t at = 0, literals = 0;
  memset(last, 0, sizeof(last));
  while (at + kMinMatch <= size) {
    uint32_t hash = load32(text + at) * 2654435761u >> (32 - kHashBits);
    size_t before = last[hash];
    last[hash] = (uint32_t)at + 1;
    if (!before || at - --before > kWindow ||
        load32(text + before) != load32(text + at)) {
      ++at;
      continue;
    }
    size_t length = kMinMatch;
    while (length < kMaxMatch && at + length < size &&
           text[before + length] == text[at + length])
      ++length;
    out = put_literals(out, text + literals, at - literals);
    *out++ = (unsigned char)(length - kMinMatch + 128);
    *out++ = (unsigned char)(at - before);
    *out++ = (unsigned char)((at - before) >> 8);
    at += length;
    literals = at;
  }
  out = put_literals(out, text + literals, size - literals);
  return (size_t)(out - start);
}

static size_t unpack(const unsigned char *in, size_t size, unsigned char *out) {
  const unsigned char *end = in + size;
  unsigned char *start = out;
  while (in < end) {
    unsigned token = *in++;
    if (token < 128) {
      for (unsigned i = 0; i <= token; ++i)
        *out++ = *in++;
      continue;
    }
    size_t distance = in[0] | (size_t)in[1] << 8;
    in += 2;
    for (unsigned i = 0; i < token - 128 + kMinMatch; ++i, ++out)
      *out = out[-(ptrdiff_t)distance];
  }
  return (size_t)(out - start);
}

/* Words of a small vocabulary, the common ones often. */
static void write_text(unsigned char *text, size_t size, uint32_t seed) {
  size_t at = 0;
  while (at < size) {
    uint32_t value = bench_random(&seed);
    uint32_t word = (value & 0xff) * (value >> 8 & 0xff) >> 6;
    for (unsigned i = 0; i < 3 + word % 7 && at < size; ++i)
      text[at++] = (unsigned char)('a' + (word * 7 + i * i * 5) % 26);
    if (at < size)
      text[at++] = ' ';
  }
}

int main(int argc, char **argv) {
  unsigned rounds = bench_rounds(argc, argv, kRounds);
  unsigned char *text = (unsigned char *)bench_buffer(kText);
  unsigned char *packed = (unsigned char *)bench_buffer(kPacked);
  unsigned char *back = (unsigned char *)bench_buffer(kText);
  struct bus_device *dev = bus_open();
  uint32_t result = 0;
  bus_set_width(dev, ~(uint64_t)0);
  for (unsigned round = 0; round < rounds; ++round) {
    write_text(text, kText, round + 1);
    size_t size = pack(text, kText, packed);
    uint64_t address = bus_map(dev, packed, size, BUS_TO_DEVICE);
    if (bus_map_failed(dev, address))
      return 2;
    result = result * 31 + device_sum(address, size) + (uint32_t)size;
    bus_unmap(dev, address, size, BUS_TO_DEVICE);
    if (unpack(packed, size, back) != kText || memcmp(text, back, kText) != 0) {
      fputs("compress: the text came back changed\n", stderr);
      return 3;
    }
  }
  printf("compress %08x\n", result);
  free(text);
  free(packed);
  free(back);
  return 0;
}
