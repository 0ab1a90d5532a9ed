/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The architecture's operations by their names in the arm64_cache, barebox and
 * uboot models. They do nothing here: what is judged is the range that they are
 * given.
 */
#ifndef DMASAN_TESTS_CACHE_OPS_H
#define DMASAN_TESTS_CACHE_OPS_H

#include <stddef.h>

static void __attribute__((__noinline__, unused))
dcache_clean_poc(unsigned long start, unsigned long end) {
  __asm__ volatile("" ::"r"(start), "r"(end) : "memory");
}
static void __attribute__((__noinline__, unused))
dcache_inval_poc(unsigned long start, unsigned long end) {
  __asm__ volatile("" ::"r"(start), "r"(end) : "memory");
}
static void __attribute__((__noinline__, unused))
flush_dcache_range(unsigned long start, unsigned long stop) {
  __asm__ volatile("" ::"r"(start), "r"(stop) : "memory");
}

enum { MAP_UNCACHED, MAP_CACHED };
static void __attribute__((__noinline__, unused))
__arch_remap_range(void *address, size_t size, unsigned long flags) {
  __asm__ volatile("" ::"r"(address), "r"(size), "r"(flags) : "memory");
}
static void __attribute__((__noinline__, unused))
dma_inv_range(void *start, size_t size) {
  __asm__ volatile("" ::"r"(start), "r"(size) : "memory");
}
static void __attribute__((__noinline__, unused))
dma_flush_range(void *start, size_t size) {
  __asm__ volatile("" ::"r"(start), "r"(size) : "memory");
}

#endif
