/* SPDX-License-Identifier: GPL-2.0
 *
 * What redirect.c gives its entry in assembly: a hash of sites without
 * collisions, for the entry looks at one place only.
 */
#pragma once

#define DMASAN_REDIRECT_BITS 9

#ifndef __ASSEMBLY__
void dmasan_redirect_entry(void);
extern unsigned long dmasan_redirect_factor;
extern void *dmasan_redirect_targets[1 << DMASAN_REDIRECT_BITS];
#endif
