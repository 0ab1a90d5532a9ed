/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Architecture's name of linux/io.h.
 */
#ifndef DMASAN_STANDIN_ASM_IO_H
#define DMASAN_STANDIN_ASM_IO_H

#include <linux/io.h>

#endif
