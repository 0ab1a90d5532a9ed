/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Minimum and maximum are in linux/kernel.h.
 */
#ifndef DMASAN_STANDIN_LINUX_MINMAX_H
#define DMASAN_STANDIN_LINUX_MINMAX_H

#include <linux/kernel.h>

#endif
