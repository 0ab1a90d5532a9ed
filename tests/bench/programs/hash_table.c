/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Connections in a chained hash table that grows: look-ups, insertions and
 * removals by address pair, nodes from malloc. No DMA at all: what code pays
 * that only happens to be built with the flag. */

#include "../hal/bus.h"

enum { kKeys = 1 << 17, kRounds = 40000000 };

struct node {
  struct node *next;
  uint32_t source, target;
  uint64_t packets;
};

struct table {
  struct node **buckets;
  size_t mask, count;
};

static size_t hash(uint32_t source, uint32_t target) {
  uint64_t value = (uint64_t)source << 32 | target;
  value ^= value >> 31;
  value *= 0x9e3779b97f4a7c15u;
  return (size_t)(value >> 24);
}

static struct node **buckets_new(size_t count) {
  struct node **buckets = (struct node **)calloc(count, sizeof(*buckets));
  if (!buckets)
    exit(2);
  return buckets;
}

static void grow(struct table *t) {
  size_t mask = t->mask * 2 + 1;
  struct node **buckets = buckets_new(mask + 1);
  for (size_t i = 0; i <= t->mask; ++i)
    for (struct node *n = t->buckets[i], *next; n; n = next) {
      struct node **head = &buckets[hash(n->source, n->target) & mask];
      next = n->next;
      n->next = *head;
      *head = n;
    }
  free(t->buckets);
  t->buckets = buckets;
  t->mask = mask;
}

static struct node **find(struct table *t, uint32_t source, uint32_t target) {
  struct node **link = &t->buckets[hash(source, target) & t->mask];
  while (*link && ((*link)->source != source || (*link)->target != target))
    link = &(*link)->next;
  return link;
}

static void insert(struct table *t, struct node **link, uint32_t source,
                   uint32_t target) {
  struct node *n = (struct node *)malloc(sizeof(*n));
  if (!n)
    exit(2);
  n->next = NULL;
  n->source = source;
  n->target = target;
  n->packets = 1;
  *link = n;
  if (++t->count > t->mask)
    grow(t);
}

int main(int argc, char **argv) {
  unsigned rounds = bench_rounds(argc, argv, kRounds);
  struct table t = {buckets_new(16), 15, 0};
  uint32_t random = 7;
  uint64_t sum = 0;
  for (unsigned round = 0; round < rounds; ++round) {
    uint32_t key = bench_random(&random) % kKeys;
    struct node **link = find(&t, key, key * 3);
    struct node *n = *link;
    if (!n) {
      insert(&t, link, key, key * 3);
    } else if (++n->packets % 64 == 0) {
      sum += n->packets ^ n->source;
      *link = n->next;
      --t.count;
      free(n);
    }
  }
  printf("hash_table %zu %016llx\n", t.count, (unsigned long long)sum);
  for (size_t i = 0; i <= t.mask; ++i)
    for (struct node *n = t.buckets[i], *next; n; n = next) {
      next = n->next;
      free(n);
    }
  free(t.buckets);
  return 0;
}
