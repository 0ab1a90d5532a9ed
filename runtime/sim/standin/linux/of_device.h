/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Of linux/of.h.
 */
#ifndef DMASAN_STANDIN_LINUX_OF_DEVICE_H
#define DMASAN_STANDIN_LINUX_OF_DEVICE_H

#include <linux/of.h>

#endif
