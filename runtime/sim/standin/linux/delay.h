/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Waiting.
 */
#ifndef DMASAN_STANDIN_LINUX_DELAY_H
#define DMASAN_STANDIN_LINUX_DELAY_H

#include <unistd.h>

#define udelay(usecs) usleep(usecs)
#define mdelay(msecs) usleep((msecs) * 1000)
#define msleep(msecs) usleep((msecs) * 1000)
#define ndelay(nsecs) usleep(((nsecs) + 999) / 1000)
#define ssleep(secs) sleep(secs)
#define usleep_range(low, high) usleep(low)

#endif
