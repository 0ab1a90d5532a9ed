/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A transmit path: packets are written into coherent slots and described in a
 * coherent ring, the device completes them in batches, and the driver counts
 * what came back by flow. Nothing but short loads and stores. */

#include "../hal/bus.h"

enum {
  kRing = 256,
  kBatch = 32,
  kSlot = 256,
  kFlows = 64,
  kHeader = 54,
  kRounds = 2000000
};

enum status { kFree, kReady, kDone };

struct descriptor {
  uint64_t address;
  uint32_t length;
  uint32_t flags;
  uint32_t status;
  uint32_t reserved[3];
};

struct flow {
  uint64_t packets, bytes;
  uint32_t sequence, last_flags;
};

struct queue {
  struct bus_device *dev;
  struct descriptor *ring;
  unsigned char *slots;
  uint64_t ring_address, slots_address;
  unsigned head, tail;
  struct flow flows[kFlows];
};

static void store16(unsigned char *at, uint32_t value) {
  at[0] = (unsigned char)(value >> 8);
  at[1] = (unsigned char)value;
}

/* Ethernet, IPv4 and TCP headers of the next packet of a flow. */
static uint32_t write_header(unsigned char *packet, unsigned flow,
                             uint32_t sequence, uint32_t length) {
  for (unsigned i = 0; i < 6; ++i) {
    packet[i] = (unsigned char)(0x02 + i);
    packet[6 + i] = (unsigned char)(flow + i);
  }
  store16(packet + 12, 0x0800);
  packet[14] = 0x45;
  packet[15] = 0;
  store16(packet + 16, length - 14);
  store16(packet + 18, sequence);
  store16(packet + 20, 0x4000);
  packet[22] = 64;
  packet[23] = 6;
  store16(packet + 24, 0);
  store16(packet + 26, 0x0a00);
  store16(packet + 28, flow);
  store16(packet + 30, 0x0a01);
  store16(packet + 32, flow ^ 1);
  uint32_t sum = 0;
  for (unsigned i = 14; i < 34; i += 2)
    sum += (uint32_t)packet[i] << 8 | packet[i + 1];
  sum = (sum & 0xffff) + (sum >> 16);
  store16(packet + 24, ~(sum + (sum >> 16)));
  store16(packet + 34, 1024 + flow);
  store16(packet + 36, 80);
  store16(packet + 38, sequence >> 16);
  store16(packet + 40, sequence);
  for (unsigned i = 42; i < kHeader; ++i)
    packet[i] = (unsigned char)(sequence >> (i & 7));
  return sum;
}

static void send(struct queue *q, unsigned flow, uint32_t length) {
  struct descriptor *d = &q->ring[q->head % kRing];
  size_t offset = (size_t)(q->head % kRing) * kSlot;
  struct flow *f = &q->flows[flow];
  uint32_t sum = write_header(q->slots + offset, flow, f->sequence++, length);
  d->address = q->slots_address + offset;
  d->length = length;
  d->flags = flow << 16 | (sum & 0xffff);
  d->status = kReady;
  ++q->head;
}

static void reap(struct queue *q) {
  while (q->tail != q->head) {
    struct descriptor *d = &q->ring[q->tail % kRing];
    if (d->status != kDone)
      return;
    struct flow *f = &q->flows[d->flags >> 16];
    f->packets += 1;
    f->bytes += d->length;
    f->last_flags = d->flags;
    d->status = kFree;
    ++q->tail;
  }
}

int main(int argc, char **argv) {
  static struct queue q;
  unsigned rounds = bench_rounds(argc, argv, kRounds);
  uint32_t random = 1;
  q.dev = bus_open();
  bus_set_width(q.dev, ~(uint64_t)0);
  q.ring = (struct descriptor *)bus_alloc_coherent(
      q.dev, kRing * sizeof(*q.ring), &q.ring_address);
  q.slots = (unsigned char *)bus_alloc_coherent(q.dev, kRing * kSlot,
                                                &q.slots_address);
  for (unsigned round = 0; round < rounds; ++round) {
    unsigned first = q.head % kRing;
    for (unsigned i = 0; i < kBatch; ++i) {
      uint32_t value = bench_random(&random);
      send(&q, value % kFlows, 64 + value % 1400);
    }
    device_mark(q.ring_address + first * sizeof(*q.ring), sizeof(*q.ring),
                offsetof(struct descriptor, status), kBatch, kDone);
    reap(&q);
  }
  uint64_t sum = 0;
  for (unsigned i = 0; i < kFlows; ++i)
    sum = sum * 31 + q.flows[i].bytes + q.flows[i].last_flags;
  printf("ring %u %016llx\n", q.tail, (unsigned long long)sum);
  bus_free_coherent(q.dev, kRing * kSlot, q.slots, q.slots_address);
  bus_free_coherent(q.dev, kRing * sizeof(*q.ring), q.ring, q.ring_address);
  return 0;
}
