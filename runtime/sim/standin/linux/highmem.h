/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Every page has a lasting CPU address, so kmap is page_address. The
 * maintenance of second addresses (vmap) is real.
 */
#ifndef DMASAN_STANDIN_LINUX_HIGHMEM_H
#define DMASAN_STANDIN_LINUX_HIGHMEM_H

#include <asm/cacheflush.h>
#include <linux/mm.h>

__BEGIN_DECLS

DMASAN_STANDIN_INLINE void *kmap(struct page *page) {
  return page_address(page);
}
DMASAN_STANDIN_INLINE void kunmap(struct page *page) { (void)page; }
DMASAN_STANDIN_INLINE void *kmap_local_page(struct page *page) {
  return page_address(page);
}
DMASAN_STANDIN_INLINE void *kmap_atomic(struct page *page) {
  return page_address(page);
}
#define kunmap_local(addr) ((void)(addr))
#define kunmap_atomic(addr) ((void)(addr))

__END_DECLS

#endif
