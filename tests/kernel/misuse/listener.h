/* SPDX-License-Identifier: GPL-2.0
 *
 * Hears by trace event what DMASan finds, with no symbol between the modules.
 */
#ifndef DMASAN_MISUSE_LISTENER_H
#define DMASAN_MISUSE_LISTENER_H

#include <linux/types.h>

void dmasan_listener_start(void);
void dmasan_listener_stop(void);
/* Whether dmasan.ko is there. */
bool dmasan_listener_ready(void);
/* Kinds that this task was told of since begin(), separated by commas; "none"
 * when there was none. */
void dmasan_listener_begin(void);
const char *dmasan_listener_heard(void);

#endif
