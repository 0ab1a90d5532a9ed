/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Counted references.
 */
#ifndef DMASAN_STANDIN_LINUX_KREF_H
#define DMASAN_STANDIN_LINUX_KREF_H

#include <linux/atomic.h>
#include <linux/kernel.h>

__BEGIN_DECLS

struct kref {
  atomic_t refcount;
};

DMASAN_STANDIN_INLINE void kref_init(struct kref *kref) {
  atomic_set(&kref->refcount, 1);
}
DMASAN_STANDIN_INLINE void kref_get(struct kref *kref) {
  atomic_inc(&kref->refcount);
}
DMASAN_STANDIN_INLINE int kref_put(struct kref *kref,
                                   void (*release)(struct kref *kref)) {
  if (!atomic_dec_and_test(&kref->refcount))
    return 0;
  release(kref);
  return 1;
}

__END_DECLS

#endif
