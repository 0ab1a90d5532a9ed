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
#define usleep_range(low, high) usleep(low)

#endif
