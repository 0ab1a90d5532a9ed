/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Bit masks.
 */
#ifndef DMASAN_STANDIN_LINUX_BITS_H
#define DMASAN_STANDIN_LINUX_BITS_H

#include <linux/types.h>

#define BITS_PER_BYTE 8
#define BITS_PER_LONG 64
#ifndef BIT
#define BIT(n) (1ul << (n))
#endif
#define BIT_ULL(n) (1ull << (n))
#define GENMASK(high, low) ((~0ul << (low)) & (~0ul >> (63 - (high))))
#define GENMASK_ULL(high, low) ((~0ull << (low)) & (~0ull >> (63 - (high))))

#endif
