/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Ethernet frames, as user space knows them.
 */
#ifndef DMASAN_STANDIN_LINUX_IF_ETHER_H
#define DMASAN_STANDIN_LINUX_IF_ETHER_H

#include_next <linux/if_ether.h>
#include <linux/types.h>

#endif
