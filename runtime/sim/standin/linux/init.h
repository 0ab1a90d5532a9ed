/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Section annotations of initialisation code.
 */
#ifndef DMASAN_STANDIN_LINUX_INIT_H
#define DMASAN_STANDIN_LINUX_INIT_H

#include <linux/compiler.h>

#define __initdata
#define __exitdata
#define __initconst

#endif
