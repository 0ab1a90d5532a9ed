/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Waiting for somebody else; whoever waits lets queued work run first.
 */
#ifndef DMASAN_STANDIN_LINUX_COMPLETION_H
#define DMASAN_STANDIN_LINUX_COMPLETION_H

#include <linux/jiffies.h>
#include <linux/types.h>

__BEGIN_DECLS

struct completion {
  unsigned int done;
};

#define COMPLETION_INITIALIZER(work) {0}
#define DECLARE_COMPLETION(work) struct completion work = {0}
#define DECLARE_COMPLETION_ONSTACK(work) DECLARE_COMPLETION(work)

DMASAN_STANDIN_INLINE void init_completion(struct completion *x) {
  x->done = 0;
}
DMASAN_STANDIN_INLINE void reinit_completion(struct completion *x) {
  x->done = 0;
}
void complete(struct completion *x);
void complete_all(struct completion *x);
bool completion_done(struct completion *x);
void wait_for_completion(struct completion *x);
/* Ticks that were left, 0 when time was over. */
unsigned long wait_for_completion_timeout(struct completion *x,
                                          unsigned long timeout);
DMASAN_STANDIN_INLINE long
wait_for_completion_interruptible_timeout(struct completion *x,
                                          unsigned long timeout) {
  return (long)wait_for_completion_timeout(x, timeout);
}
DMASAN_STANDIN_INLINE int
wait_for_completion_interruptible(struct completion *x) {
  wait_for_completion(x);
  return 0;
}

__END_DECLS

#endif
