/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Pages have 4 KiB.
 */
#ifndef DMASAN_STANDIN_ASM_PAGE_H
#define DMASAN_STANDIN_ASM_PAGE_H

#include <linux/types.h>

#define PAGE_SHIFT 12
#ifndef PAGE_SIZE
#define PAGE_SIZE (1ul << PAGE_SHIFT)
#endif
#ifndef PAGE_MASK
#define PAGE_MASK (~(PAGE_SIZE - 1))
#endif
#define PAGE_ALIGN(addr) (((addr) + PAGE_SIZE - 1) & PAGE_MASK)
#define offset_in_page(p) ((unsigned long)(p) & ~PAGE_MASK)

#endif
