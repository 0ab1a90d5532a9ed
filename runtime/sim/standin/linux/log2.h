/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Logarithms are in linux/bitops.h.
 */
#ifndef DMASAN_STANDIN_LINUX_LOG2_H
#define DMASAN_STANDIN_LINUX_LOG2_H

#include <linux/kernel.h>

#define roundup_pow_of_two(n) (1ul << ((n) < 2 ? 0 : ilog2((n) - 1) + 1))
#define rounddown_pow_of_two(n) (1ul << ilog2(n))
#define order_base_2(n) ((n) < 2 ? 0 : ilog2((n) - 1) + 1)

#endif
