/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Architecture independent name of asm/cacheflush.h.
 */
#ifndef DMASAN_STANDIN_LINUX_CACHEFLUSH_H
#define DMASAN_STANDIN_LINUX_CACHEFLUSH_H

#include <asm/cacheflush.h>

#endif
