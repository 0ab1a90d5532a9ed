/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The kernel's basic types, on top of the user-space header of this name. A DMA
 * address has 64 bits, whatever the machine.
 */
#ifndef DMASAN_STANDIN_LINUX_TYPES_H
#define DMASAN_STANDIN_LINUX_TYPES_H

#include <linux/compiler.h>
#include_next <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

typedef u64 dma_addr_t;
typedef u64 phys_addr_t;
typedef phys_addr_t resource_size_t;
typedef unsigned int gfp_t;

typedef struct {
  int counter;
} atomic_t;

typedef struct {
  s64 counter;
} atomic64_t;

typedef u64 ktime_t;

struct list_head {
  struct list_head *next, *prev;
};

#endif
