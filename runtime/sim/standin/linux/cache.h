/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The cache line that code is compiled for. The line that is tested for is the
 * option cache_line, which dma_get_cache_alignment() tells.
 */
#ifndef DMASAN_STANDIN_LINUX_CACHE_H
#define DMASAN_STANDIN_LINUX_CACHE_H

#include <linux/types.h>

#define L1_CACHE_SHIFT 6
#define L1_CACHE_BYTES (1 << L1_CACHE_SHIFT)
#define SMP_CACHE_BYTES L1_CACHE_BYTES
#define ARCH_DMA_MINALIGN L1_CACHE_BYTES
#define ARCH_KMALLOC_MINALIGN L1_CACHE_BYTES
#define L1_CACHE_ALIGN(x) (((x) + L1_CACHE_BYTES - 1) & ~(L1_CACHE_BYTES - 1ul))
#define ____cacheline_aligned __attribute__((__aligned__(L1_CACHE_BYTES)))
#define ____cacheline_aligned_in_smp ____cacheline_aligned
#define __cacheline_aligned ____cacheline_aligned

#endif
