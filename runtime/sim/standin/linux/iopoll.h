/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Polling a register until a condition holds or time is over.
 */
#ifndef DMASAN_STANDIN_LINUX_IOPOLL_H
#define DMASAN_STANDIN_LINUX_IOPOLL_H

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/jiffies.h>

#define read_poll_timeout(op, val, cond, sleep_us, timeout_us, before,         \
                          args...)                                             \
  ({                                                                           \
    unsigned long _end = jiffies + usecs_to_jiffies(timeout_us);               \
    if (before)                                                                \
      usleep_range(sleep_us, sleep_us);                                        \
    for (;;) {                                                                 \
      (val) = op(args);                                                        \
      if ((cond) || ((timeout_us) && time_after(jiffies, _end)))               \
        break;                                                                 \
      usleep_range(sleep_us, sleep_us);                                        \
    }                                                                          \
    (cond) ? 0 : -ETIMEDOUT;                                                   \
  })
#define readx_poll_timeout(op, addr, val, cond, sleep_us, timeout_us)          \
  read_poll_timeout(op, val, cond, sleep_us, timeout_us, false, addr)
#define readx_poll_timeout_atomic readx_poll_timeout
#define readl_poll_timeout(addr, val, cond, delay_us, timeout_us)              \
  readx_poll_timeout(readl, addr, val, cond, delay_us, timeout_us)
#define readl_poll_timeout_atomic readl_poll_timeout
#define readl_relaxed_poll_timeout(addr, val, cond, delay_us, timeout_us)      \
  readx_poll_timeout(readl_relaxed, addr, val, cond, delay_us, timeout_us)
#define readw_poll_timeout(addr, val, cond, delay_us, timeout_us)              \
  readx_poll_timeout(readw, addr, val, cond, delay_us, timeout_us)
#define readb_poll_timeout(addr, val, cond, delay_us, timeout_us)              \
  readx_poll_timeout(readb, addr, val, cond, delay_us, timeout_us)

#endif
