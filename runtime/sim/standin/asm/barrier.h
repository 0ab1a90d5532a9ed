/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Barriers are functions here, so that the compiler plugin sees them called.
 */
#ifndef DMASAN_STANDIN_ASM_BARRIER_H
#define DMASAN_STANDIN_ASM_BARRIER_H

#include <linux/compiler.h>

__BEGIN_DECLS

static inline void mb(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
static inline void rmb(void) { __atomic_thread_fence(__ATOMIC_ACQUIRE); }
static inline void wmb(void) { __atomic_thread_fence(__ATOMIC_RELEASE); }
static inline void dma_mb(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
static inline void dma_rmb(void) { __atomic_thread_fence(__ATOMIC_ACQUIRE); }
static inline void dma_wmb(void) { __atomic_thread_fence(__ATOMIC_RELEASE); }
static inline void smp_mb(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
static inline void smp_rmb(void) { __atomic_thread_fence(__ATOMIC_ACQUIRE); }
static inline void smp_wmb(void) { __atomic_thread_fence(__ATOMIC_RELEASE); }

__END_DECLS

#endif
