// SPDX-License-Identifier: GPL-2.0
//
// Redirects functions of a stock kernel: where ftrace can call anything
// directly, straight to redirect_entry.S, else by its IPMODIFY.
//
// Invariants: a hook calls the original behind its entry where it can, so that
// ftrace and other tracers see one call and not two; where it cannot, calls
// from this module go to the original. Functions that call others of the API
// are known, so that nested calls count once.
//
// Threading: redirect() and is_nested() run in any context; what they read was
// written before ftrace knew of it.
//
// Failure: a function that is not there or cannot be traced is left out, and
// that is said.

#include <linux/delay.h>
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/sort.h>
#include <linux/version.h>

#include "interceptors/kernel/redirect.h"
#include "interceptors/kernel/redirect_entry.h"
#include "runtime/port/linux/glue.h"

static struct hook *hooks; /* sorted by their begin */
static size_t hook_count;

DECLARE_BITMAP(dmasan_redirect_pages, kRedirectPages);

bool dmasan_redirect_covers(unsigned long address) {
  size_t low = 0, high = hook_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (address < hooks[middle].begin)
      high = middle;
    else if (address >= hooks[middle].end)
      low = middle + 1;
    else
      return true;
  }
  return false;
}

/* By the address behind a hook's site: where to go on. */
unsigned long dmasan_redirect_factor = 1;
void *dmasan_redirect_targets[1 << DMASAN_REDIRECT_BITS];

static void **target_of(unsigned long site) {
  unsigned long key = site + MCOUNT_INSN_SIZE;
  return &dmasan_redirect_targets[(key * dmasan_redirect_factor) >>
                                  (BITS_PER_LONG - DMASAN_REDIRECT_BITS)];
}

static bool place_targets(void) {
  size_t index;
  memset(dmasan_redirect_targets, 0, sizeof(dmasan_redirect_targets));
  for (index = 0; index < hook_count; ++index) {
    void **target = target_of(hooks[index].site);
    if (!hooks[index].replacement)
      continue;
    if (*target)
      return false;
    *target = hooks[index].replacement;
  }
  return true;
}

/* Looks for a factor that gives each hook a place of its own. One in 12 does
 * with 50 hooks. */
static int hash_sites(void) {
  enum { kMostTries = 1000 };
  unsigned int tries;
  for (tries = 0; tries < kMostTries; ++tries) {
    /* Odd, and as any: Knuth's MMIX generator. */
    dmasan_redirect_factor = (dmasan_redirect_factor * 6364136223846793005ul +
                              1442695040888963407ul) |
                             1;
    if (place_targets())
      return 0;
  }
  return -ENOSPC;
}

static void note_pages(const struct hook *hook) {
  unsigned long page = hook->begin >> PAGE_SHIFT;
  for (; page <= (hook->end - 1) >> PAGE_SHIFT; ++page)
    __set_bit(page % kRedirectPages, dmasan_redirect_pages);
}

/* x86 has the arguments at hand; arm64 of this age saves all registers. */
#ifdef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
enum { kSaveRegisters = 0 };
#define set_instruction_pointer ftrace_instruction_pointer_set
#else
enum { kSaveRegisters = FTRACE_OPS_FL_SAVE_REGS };
static void notrace set_instruction_pointer(struct ftrace_regs *registers,
                                            unsigned long to) {
  instruction_pointer_set(ftrace_get_regs(registers), to);
}
#endif

static void notrace redirect(unsigned long ip, unsigned long parent_ip,
                             struct ftrace_ops *ops,
                             struct ftrace_regs *registers) {
  if (!within_module(parent_ip, THIS_MODULE))
    set_instruction_pointer(registers, (unsigned long)*target_of(ip));
}

static struct ftrace_ops redirect_ops;

/* Later kernels have it by another name. */
#if defined(CONFIG_X86_64) &&                                                  \
    defined(CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS) &&                        \
    LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static bool is_direct;

/* Only one may be called directly, and not all agree with it (BPF, kprobes with
 * a handler behind): then ftrace calls us as it calls them. */
static bool attach_directly(void) {
  if (cpu_feature_enabled(X86_FEATURE_IBT))
    return false; /* hooks could not call behind an entry */
  is_direct = !register_ftrace_direct_multi(
      &redirect_ops, (unsigned long)dmasan_redirect_entry);
  if (is_direct)
    redirect_ops.flags |= FTRACE_OPS_FL_PERMANENT;
  else
    redirect_ops.trampoline = 0;
  return is_direct;
}

static int detach(void) {
  if (is_direct)
    return unregister_ftrace_direct_multi(&redirect_ops,
                                          (unsigned long)dmasan_redirect_entry);
  return unregister_ftrace_function(&redirect_ops);
}
#else
static bool attach_directly(void) { return false; }
static int detach(void) { return unregister_ftrace_function(&redirect_ops); }
#endif

static int attach(void) {
  if (attach_directly())
    return 0;
  redirect_ops.func = redirect;
  redirect_ops.flags =
      FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT | kSaveRegisters;
  return register_ftrace_function(&redirect_ops);
}

static int compare(const void *left, const void *right) {
  const struct hook *a = left, *b = right;
  return a->begin < b->begin ? -1 : a->begin > b->begin;
}

/* Notes where the function calls ftrace, and where to call it without. A CPU
 * that wants landing pads has one at its begin only; those of arm64 do. */
static void locate(struct hook *hook) {
  static unsigned long (*ftrace_site)(unsigned long begin);
  unsigned long target = hook->begin;
  if (!ftrace_site)
    ftrace_site = (void *)dmasan_symbol("ftrace_location");
  hook->site = ftrace_site ? ftrace_site(hook->begin) : 0;
#ifdef CONFIG_X86_64
  if (hook->site && !cpu_feature_enabled(X86_FEATURE_IBT))
    target = hook->site + MCOUNT_INSN_SIZE;
#endif
  if (!hook->site)
    hook->site = hook->begin;
  if (hook->original)
    *hook->original = (void *)target;
}

int dmasan_redirect(struct hook *all, size_t *count) {
  size_t index;
  bool first = true; /* the first filter replaces "everything" */
  int error;
  hooks = all;
  for (index = 0; index < *count; ++index) {
    struct hook *hook = &hooks[index];
    hook->begin = dmasan_symbol(hook->name);
    if (!hook->begin) {
      if (hook->replacement)
        pr_warn("dmasan: this kernel has no %s, its calls are not seen\n",
                hook->name);
      continue;
    }
    hook->end = hook->begin + max(dmasan_symbol_size(hook->begin), 16ul);
    locate(hook);
    if (!hook->replacement) {
      hooks[hook_count++] = *hook;
      continue;
    }
    /* By name it would be compared with every function's. */
    error = ftrace_set_filter_ip(&redirect_ops, hook->begin, 0, first);
    if (error) {
      pr_warn("dmasan: cannot trace %s (%d), its calls are not seen\n",
              hook->name, error);
      continue;
    }
    first = false;
    hooks[hook_count++] = *hook;
  }
  *count = hook_count;
  sort(hooks, hook_count, sizeof(hooks[0]), compare, NULL);
  for (index = 0; index < hook_count; ++index)
    note_pages(&hooks[index]);
  error = hash_sites();
  if (!error)
    error = attach();
  if (error) {
    pr_err("dmasan: cannot redirect the DMA API (%d): another live patch or "
           "tracer holds one of its functions\n",
           error);
    ftrace_free_filter(&redirect_ops);
  }
  return error;
}

void dmasan_redirect_no_more(void) {
  if (detach()) {
    /* The kernel has switched ftrace off after an error and leaves the calls
     * of our hooks where they are. They need this module's text. */
    pr_err("dmasan: ftrace is dead and cannot undo the hooks; dmasan stays\n");
    for (;;)
      msleep(MSEC_PER_SEC);
  }
  ftrace_free_filter(&redirect_ops);
}
