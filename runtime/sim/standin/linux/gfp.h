/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The page allocator. Pages lie in the simulator's RAM and have a struct page;
 * allocation never waits, and fails when the RAM is used up.
 */
#ifndef DMASAN_STANDIN_LINUX_GFP_H
#define DMASAN_STANDIN_LINUX_GFP_H

#include <linux/mm_types.h>
#include <linux/types.h>

__BEGIN_DECLS

#define __GFP_DMA 0x01u
#define __GFP_HIGHMEM 0x02u
#define __GFP_DMA32 0x04u
#define __GFP_HIGH 0x20u
#define __GFP_IO 0x40u
#define __GFP_FS 0x80u
#define __GFP_ZERO 0x100u
#define __GFP_DIRECT_RECLAIM 0x400u
#define __GFP_NOWARN 0x2000u
#define __GFP_NORETRY 0x10000u
#define __GFP_COMP 0x40000u

#define GFP_ATOMIC (__GFP_HIGH)
#define GFP_KERNEL (__GFP_DIRECT_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_NOIO (__GFP_DIRECT_RECLAIM)
#define GFP_NOWAIT 0u
#define GFP_USER GFP_KERNEL
#define GFP_DMA __GFP_DMA
#define GFP_DMA32 __GFP_DMA32

struct page *alloc_pages(gfp_t gfp, unsigned int order);
void __free_pages(struct page *page, unsigned int order);
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
unsigned long get_zeroed_page(gfp_t gfp);
void free_pages(unsigned long addr, unsigned int order);

#define alloc_page(gfp) alloc_pages(gfp, 0)
#define __get_free_page(gfp) __get_free_pages(gfp, 0)
#define dev_alloc_page() alloc_pages(GFP_ATOMIC, 0)
#define dev_alloc_pages(order) alloc_pages(GFP_ATOMIC, order)
#define __free_page(page) __free_pages(page, 0)
#define free_page(addr) free_pages(addr, 0)

__END_DECLS

#endif
