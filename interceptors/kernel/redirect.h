/* SPDX-License-Identifier: GPL-2.0
 *
 * Functions of the kernel whose calls go to functions of this module instead.
 */
#pragma once

#include <linux/bitops.h>
#include <linux/mm.h>

struct hook {
  const char *name;
  void *replacement; /* NULL: only a range whose calls are nested ones */
  void **original;   /* where to note how to call the function, or NULL */
  unsigned long begin, end;
  unsigned long site; /* of its call to ftrace */
  unsigned long __percpu *calls;
};

/* Hooks that may be. */
enum { kMostHooks = 64 };

/* Redirects what this kernel has of the hooks, and sorts it to the front of
 * them; *count is theirs, then the number found. They stay where they are until
 * no_more(). Both may sleep. Returns 0 or an error, which was said. */
int dmasan_redirect(struct hook *hooks, size_t *count);
/* Ends it. Calls that were redirected before may still come in until tasks and
 * readers of RCU were waited for. */
void dmasan_redirect_no_more(void);

/* Pages of the functions of the hooks, modulo: nearly all callers are
 * elsewhere. */
enum { kRedirectPages = 512 };
extern unsigned long dmasan_redirect_pages[];
bool dmasan_redirect_covers(unsigned long address);
/* Whether a call is part of another one of the DMA API: it returns into a
 * function of the hooks. Any context. */
static inline bool dmasan_redirect_is_nested(unsigned long caller) {
  return test_bit((caller >> PAGE_SHIFT) % kRedirectPages,
                  dmasan_redirect_pages) &&
         dmasan_redirect_covers(caller);
}
