/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Architecture's name of linux/cache.h.
 */
#ifndef DMASAN_STANDIN_ASM_CACHE_H
#define DMASAN_STANDIN_ASM_CACHE_H

#include <linux/cache.h>

#endif
