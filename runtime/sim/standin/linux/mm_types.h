/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * struct page. The simulator has one for each page of its RAM, and makes one
 * for any other page of the process when it is asked for.
 */
#ifndef DMASAN_STANDIN_LINUX_MM_TYPES_H
#define DMASAN_STANDIN_LINUX_MM_TYPES_H

#include <linux/types.h>

__BEGIN_DECLS

struct page {
  unsigned long flags;   /* the simulator's */
  struct list_head lru;  /* free lists; the owner's while allocated */
  void *virtual_address; /* where the CPU sees the page */
  unsigned long private_data;
  atomic_t _refcount;
  unsigned int order; /* of the block that begins here */
};

typedef unsigned long pgprot_t; /* 0: cached */
#define PAGE_KERNEL 0ul
#define PAGE_SHARED 0ul
#define pgprot_noncached(prot) ((prot) | 1ul)
#define pgprot_writecombine(prot) ((prot) | 2ul)

/* A range of addresses that user space is to see memory at. */
struct vm_area_struct {
  unsigned long vm_start, vm_end;
  unsigned long vm_pgoff;
  pgprot_t vm_page_prot;
};

__END_DECLS

#endif
