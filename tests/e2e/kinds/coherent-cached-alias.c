// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: user space sees coherent memory uncached: by dma_mmap_coherent(), or
// with the right attributes. Other memory may be shown cached.
// EXPECT: coherent-cached-alias in show_ring at 4096
// RUN: %run_case %s

#include "case.h"

static char user[PAGE_SIZE] __attribute__((__aligned__(4096)));

static __attribute__((__noinline__)) int show_ring(struct vm_area_struct *vma,
                                                   void *memory) {
  unsigned long pfn = (unsigned long)(virt_to_phys(memory) >> PAGE_SHIFT);
#ifdef GOOD
  pgprot_t prot = pgprot_noncached(vma->vm_page_prot);
#else
  pgprot_t prot = vma->vm_page_prot;
#endif

  return remap_pfn_range(vma, vma->vm_start, pfn, PAGE_SIZE, prot);
}

static int driver(struct device *dev) {
  struct vm_area_struct vma = {.vm_start = (unsigned long)user,
                               .vm_end = (unsigned long)user + PAGE_SIZE,
                               .vm_page_prot = PAGE_SHARED};
  unsigned long plain = get_zeroed_page(GFP_KERNEL);
  dma_addr_t dma;
  char *ring = (char *)dma_alloc_coherent(dev, 2 * PAGE_SIZE, &dma, GFP_KERNEL);

  CHECK(2, ring && plain);
  CHECK(3, remap_pfn_range(
               &vma, vma.vm_start,
               (unsigned long)(virt_to_phys((void *)plain) >> PAGE_SHIFT),
               PAGE_SIZE, vma.vm_page_prot) == 0);
  CHECK(4, dma_mmap_coherent(dev, &vma, ring, dma, PAGE_SIZE) == 0);
  CHECK(5, show_ring(&vma, ring + PAGE_SIZE) == 0);
  ring[PAGE_SIZE] = 7;
  CHECK(6, ((volatile char *)user)[0] == 7);
  dma_free_coherent(dev, 2 * PAGE_SIZE, ring, dma);
  free_page(plain);
  return 0;
}
