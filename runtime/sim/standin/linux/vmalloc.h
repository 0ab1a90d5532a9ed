/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Memory that is contiguous for the CPU only, and second addresses of pages.
 */
#ifndef DMASAN_STANDIN_LINUX_VMALLOC_H
#define DMASAN_STANDIN_LINUX_VMALLOC_H

#include <asm/page.h>
#include <linux/mm_types.h>
#include <linux/types.h>

__BEGIN_DECLS

#define VM_MAP 0x4ul

void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void vfree(const void *addr);
void *vmap(struct page **pages, unsigned int count, unsigned long flags,
           pgprot_t prot);
void vunmap(const void *addr);
struct page *vmalloc_to_page(const void *addr);
bool is_vmalloc_addr(const void *addr);

__END_DECLS

#endif
