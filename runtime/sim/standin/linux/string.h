/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The C library's string functions serve.
 */
#ifndef DMASAN_STANDIN_LINUX_STRING_H
#define DMASAN_STANDIN_LINUX_STRING_H

#include_next <linux/string.h>
#include <linux/types.h>

#endif
