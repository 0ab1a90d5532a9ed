/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Cache maintenance for second addresses of pages: write an alias back before
 * the device reads, drop its lines after the device wrote.
 */
#ifndef DMASAN_STANDIN_ASM_CACHEFLUSH_H
#define DMASAN_STANDIN_ASM_CACHEFLUSH_H

#include <linux/types.h>

__BEGIN_DECLS

void flush_kernel_vmap_range(void *addr, int size);
void invalidate_kernel_vmap_range(void *addr, int size);
DMASAN_STANDIN_INLINE void flush_dcache_page(struct page *page) { (void)page; }

__END_DECLS

#endif
