/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Time in ticks of a millisecond, from the machine's own clock.
 */
#ifndef DMASAN_STANDIN_LINUX_JIFFIES_H
#define DMASAN_STANDIN_LINUX_JIFFIES_H

#include <linux/types.h>
#include <time.h>

__BEGIN_DECLS

#define HZ 1000

DMASAN_STANDIN_INLINE unsigned long dmasan_sim_jiffies(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (unsigned long)now.tv_sec * HZ + (unsigned long)now.tv_nsec / 1000000;
}
#define jiffies dmasan_sim_jiffies()

DMASAN_STANDIN_INLINE unsigned long msecs_to_jiffies(unsigned int msecs) {
  return msecs;
}
DMASAN_STANDIN_INLINE unsigned long usecs_to_jiffies(unsigned int usecs) {
  return (usecs + 999) / 1000;
}
DMASAN_STANDIN_INLINE unsigned int jiffies_to_msecs(unsigned long ticks) {
  return (unsigned int)ticks;
}

#define time_after(a, b) ((long)((b) - (a)) < 0)
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b) ((long)((a) - (b)) >= 0)
#define time_before_eq(a, b) time_after_eq(b, a)

__END_DECLS

#endif
