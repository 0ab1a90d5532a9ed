/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Warnings and traps are in linux/kernel.h.
 */
#ifndef DMASAN_STANDIN_LINUX_BUG_H
#define DMASAN_STANDIN_LINUX_BUG_H

#include <linux/kernel.h>

#endif
