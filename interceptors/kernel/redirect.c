// SPDX-License-Identifier: GPL-2.0
//
// Redirects functions of a stock kernel with ftrace (IPMODIFY).
//
// Invariants: a call from this module goes to the original, and so does one
// from inside the API itself, so that nested calls count once. A hook calls the
// original behind its entry where it can, so that ftrace and other tracers see
// one call and not two.
// Threading: redirect() runs in any context; what it reads was written before
// ftrace knew of it.
// Failure: a function that is not there or cannot be traced is left out, and
// that is said.

#include <linux/delay.h>
#include <linux/ftrace.h>
#include <linux/hash.h>
#include <linux/module.h>
#include <linux/sort.h>

#include "interceptors/kernel/redirect.h"
#include "runtime/port/linux/glue.h"

static struct hook *hooks; /* sorted by their begin */
static size_t hook_count;

/* Hooks by their site, for every call pays for the search: open addressing. */
enum { kSlotBits = 7, kSlots = 1 << kSlotBits };
static_assert(kSlots >= 2 * kMostHooks);
static const struct hook *by_site[kSlots];

static const struct hook *find_hook(unsigned long address) {
  size_t low = 0, high = hook_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (address < hooks[middle].begin)
      high = middle;
    else if (address >= hooks[middle].end)
      low = middle + 1;
    else
      return &hooks[middle];
  }
  return NULL;
}

static const struct hook *hook_at(unsigned long site) {
  unsigned int slot = hash_long(site, kSlotBits);
  while (by_site[slot] && by_site[slot]->site != site)
    slot = (slot + 1) % kSlots;
  return by_site[slot];
}

static void sort_by_site(void) {
  size_t index;
  for (index = 0; index < hook_count; ++index) {
    unsigned int slot = hash_long(hooks[index].site, kSlotBits);
    while (by_site[slot])
      slot = (slot + 1) % kSlots;
    by_site[slot] = &hooks[index];
  }
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
  const struct hook *hook;
  if (within_module(parent_ip, THIS_MODULE))
    return;
  hook = hook_at(ip);
  if (!hook || !hook->replacement)
    return;
  if (!hook->watch && parent_ip >= hooks[0].begin &&
      parent_ip < hooks[hook_count - 1].end && find_hook(parent_ip))
    return;
  set_instruction_pointer(registers, (unsigned long)hook->replacement);
}

static struct ftrace_ops redirect_ops = {
    .func = redirect,
    .flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT | kSaveRegisters};

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
  if (hook->site && !hook->watch && !cpu_feature_enabled(X86_FEATURE_IBT))
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
  sort_by_site();
  error = register_ftrace_function(&redirect_ops);
  if (error) {
    pr_err("dmasan: cannot redirect the DMA API (%d): another live patch or "
           "tracer holds one of its functions\n",
           error);
    ftrace_free_filter(&redirect_ops);
  }
  return error;
}

void dmasan_redirect_no_more(void) {
  if (unregister_ftrace_function(&redirect_ops)) {
    /* The kernel has switched ftrace off after an error and leaves the calls
     * of our hooks where they are. They need this module's text. */
    pr_err("dmasan: ftrace is dead and cannot undo the hooks; dmasan stays\n");
    for (;;)
      msleep(MSEC_PER_SEC);
  }
  ftrace_free_filter(&redirect_ops);
}
