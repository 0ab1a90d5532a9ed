/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Barriers are functions here, so that the compiler plugin sees them called.
 */
#ifndef DMASAN_STANDIN_ASM_BARRIER_H
#define DMASAN_STANDIN_ASM_BARRIER_H

#include <linux/compiler.h>

__BEGIN_DECLS

DMASAN_STANDIN_INLINE void mb(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
DMASAN_STANDIN_INLINE void rmb(void) {
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
}
DMASAN_STANDIN_INLINE void wmb(void) {
  __atomic_thread_fence(__ATOMIC_RELEASE);
}
DMASAN_STANDIN_INLINE void dma_mb(void) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
DMASAN_STANDIN_INLINE void dma_rmb(void) {
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
}
DMASAN_STANDIN_INLINE void dma_wmb(void) {
  __atomic_thread_fence(__ATOMIC_RELEASE);
}
DMASAN_STANDIN_INLINE void smp_mb(void) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
DMASAN_STANDIN_INLINE void smp_rmb(void) {
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
}
DMASAN_STANDIN_INLINE void smp_wmb(void) {
  __atomic_thread_fence(__ATOMIC_RELEASE);
}

__END_DECLS

#endif
