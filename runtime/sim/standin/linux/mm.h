/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Pages, their CPU addresses and their (made-up) physical addresses. Memory of
 * the process that is not the simulator's RAM has physical addresses, too.
 */
#ifndef DMASAN_STANDIN_LINUX_MM_H
#define DMASAN_STANDIN_LINUX_MM_H

#include <asm/page.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm_types.h>

__BEGIN_DECLS

void *page_address(const struct page *page);
struct page *virt_to_page(const void *addr);
phys_addr_t page_to_phys(const struct page *page);
struct page *phys_to_page(phys_addr_t phys);
phys_addr_t virt_to_phys(const volatile void *addr);
void *phys_to_virt(phys_addr_t phys);
bool virt_addr_valid(const void *addr);
bool is_vmalloc_addr(const void *addr);
struct page *vmalloc_to_page(const void *addr);
struct page *nth_page(struct page *page, unsigned long n);
void get_page(struct page *page);
void put_page(struct page *page);
int page_count(const struct page *page);

#define __pa(addr) virt_to_phys((const void *)(addr))
#define __va(phys) phys_to_virt(phys)
#define virt_to_head_page(addr) virt_to_page(addr)
#define page_to_pfn(page) ((unsigned long)(page_to_phys(page) >> PAGE_SHIFT))
#define pfn_to_page(pfn) phys_to_page((phys_addr_t)(pfn) << PAGE_SHIFT)
#define page_to_virt(page) page_address(page)
#define PageHighMem(page) false

DMASAN_STANDIN_INLINE int get_order(unsigned long size) {
  return size <= PAGE_SIZE ? 0 : ilog2((size - 1) >> PAGE_SHIFT) + 1;
}

/* Memory of a user process (dmasan_sim_user_alloc) keeps its place while its
 * pages are pinned. How many were, or -EFAULT. */
#define FOLL_WRITE 0x01u
#define FOLL_LONGTERM 0x10000u
int pin_user_pages_fast(unsigned long start, int nr_pages,
                        unsigned int gup_flags, struct page **pages);
void unpin_user_page(struct page *page);
void unpin_user_pages(struct page **pages, unsigned long npages);
void unpin_user_pages_dirty_lock(struct page **pages, unsigned long npages,
                                 bool make_dirty);

/* Shows memory at addresses of the process (test) that the area has. */
int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
                    unsigned long pfn, unsigned long size, pgprot_t prot);
/* Takes it away; the addresses fault afterwards. */
void zap_vma_ptes(struct vm_area_struct *vma, unsigned long address,
                  unsigned long size);

void *kvmalloc(size_t size, gfp_t gfp);
void *kvzalloc(size_t size, gfp_t gfp);
void kvfree(const void *addr);

__END_DECLS

#endif
