// SPDX-License-Identifier: GPL-2.0
//
// Redirects the DMA API of a stock kernel with ftrace (IPMODIFY). A hook fills
// a struct dmasan_call from its arguments (hooks.def) and passes the call on to
// the original.
//
// Invariants: a call from this module goes to the original, and so does one
// from inside the API itself, so that nested calls count once. A hook calls the
// original behind its entry where it can, so that ftrace and other tracers see
// one call and not two.
// Threading: any context. uninstall() returns when no CPU and no sleeping task
// is inside a hook, so the module's text may go.
// Failure: a kernel without one of the functions is watched without it.

#include <linux/blk-mq.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/ftrace.h>
#include <linux/hash.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sort.h>

#include "runtime/port/linux/glue.h"

enum when { Before, After };
enum {
#define DMASAN_EVENT(Id, Name, When, Summary) kWhen_##Id = When,
#include "dmasan/events.def"
};

/* Hooks being executed; a sum over the CPUs, since tasks migrate. */
static DEFINE_PER_CPU(long, inside);

struct hook {
  const char *name;
  void *replacement; /* NULL: only a range whose calls are nested ones */
  void **original;   /* where to note how to call the function, or NULL */
  bool watch;        /* not of the DMA API: no call of it is a nested one */
  unsigned long begin, end;
  unsigned long site; /* of its call to ftrace */
  unsigned long __percpu *calls;
};

enum hook_index {
#define DMASAN_HOOK(Return, Name, ...) kIndex_##Name,
#define DMASAN_INNER(Name) kIndex_##Name,
#define DMASAN_WATCH(Name) kIndex_##Name,
#include "interceptors/kernel/hooks.def"
  kHookCount
};
static DEFINE_PER_CPU(unsigned long[kHookCount], calls);

/* How the hooks call the original. */
#define DMASAN_HOOK(Return, Name, ...) static typeof(&Name) original_##Name;
#include "interceptors/kernel/hooks.def"

void dmasan_hook_enter(void) { this_cpu_inc(inside); }
void dmasan_hook_leave(void) { this_cpu_dec(inside); }

/* A driver may change its limits at any time, by inline functions. */
static void emit_limits(const struct dmasan_call *map, unsigned long caller,
                        unsigned long frame) {
  const struct device *dev = map->device;
  struct dmasan_call call = {.event = DMASAN_EVENT_SET_SEG_LIMITS,
                             .device = dev,
                             .function = map->function};
  if (!dev || !dev->dma_parms)
    return;
  call.size = dev->dma_parms->max_segment_size;
  call.dma = dev->dma_parms->segment_boundary_mask;
  dmasan_event_at(&call, caller, frame);
}

static void emit(struct dmasan_call *call, unsigned long caller,
                 unsigned long frame) {
  /* Freeing nothing is nothing. */
  if (call->event == DMASAN_EVENT_FREE && !call->cpu)
    return;
  if (call->event == DMASAN_EVENT_POOL_DESTROY && !call->object)
    return;
  /* Hints for this one call, not properties of the mapping. */
  call->attrs &= ~(DMA_ATTR_NO_WARN | DMA_ATTR_ALLOC_SINGLE_PAGES);
  dmasan_trace_call(call, caller);
  if (call->event == DMASAN_EVENT_MAP_SG)
    emit_limits(call, caller, frame);
  if (call->event == DMASAN_EVENT_MAP && dmasan_is_instrumented(caller))
    call->flags |= DMASAN_CALL_ERROR_VISIBLE;
  dmasan_event_at(call, caller, frame);
}

/* The flags of an allocation, as far as anybody asks for them. */
static uint64_t may_sleep(gfp_t flags) {
  return gfpflags_allow_blocking(flags) ? DMASAN_GFP_MAY_SLEEP : 0;
}

#define ENTER(Name)                                                            \
  unsigned long caller = (unsigned long)__builtin_return_address(0);           \
  dmasan_hook_enter();                                                         \
  this_cpu_inc(calls[kIndex_##Name])
#define LEAVE() dmasan_hook_leave()
#define EMIT(Name, Event, Api, ...)                                            \
  do {                                                                         \
    struct dmasan_call call = {.event = DMASAN_EVENT_##Event,                  \
                               .api = DMASAN_API_##Api,                        \
                               .function = #Name,                              \
                               __VA_ARGS__};                                   \
    emit(&call, caller, (unsigned long)__builtin_frame_address(0));            \
  } while (0)

#define DMASAN_HOOK_MAP(Return, Name, Prototype, Arguments, Event, Api,        \
                        Failure, ...)                                          \
  static noinline Return hook_##Name Prototype {                               \
    Return result;                                                             \
    ENTER(Name);                                                               \
    static_assert((int)kWhen_##Event == After);                                \
    if (dmasan_inject_failure(dev))                                            \
      result = (Failure);                                                      \
    else                                                                       \
      result = original_##Name Arguments;                                      \
    EMIT(Name, Event, Api, .result = (uint64_t)result, __VA_ARGS__);           \
    LEAVE();                                                                   \
    return result;                                                             \
  }
#define DMASAN_HOOK(Return, Name, Prototype, Arguments, Event, Api, ...)       \
  static noinline Return hook_##Name Prototype {                               \
    Return result;                                                             \
    ENTER(Name);                                                               \
    static_assert((int)kWhen_##Event == After);                                \
    result = original_##Name Arguments;                                        \
    EMIT(Name, Event, Api, .result = (uint64_t)result, __VA_ARGS__);           \
    LEAVE();                                                                   \
    return result;                                                             \
  }
#define DMASAN_HOOK_VOID(Name, Prototype, Arguments, Event, Api, ...)          \
  static noinline void hook_##Name Prototype {                                 \
    ENTER(Name);                                                               \
    if ((int)kWhen_##Event == Before)                                          \
      EMIT(Name, Event, Api, __VA_ARGS__);                                     \
    original_##Name Arguments;                                                 \
    if ((int)kWhen_##Event == After)                                           \
      EMIT(Name, Event, Api, __VA_ARGS__);                                     \
    LEAVE();                                                                   \
  }
#include "interceptors/kernel/hooks.def"

static struct hook hooks[] = {
#define DMASAN_HOOK(Return, Name, ...)                                         \
  {.name = #Name,                                                              \
   .replacement = hook_##Name,                                                 \
   .original = (void **)&original_##Name,                                      \
   .calls = &calls[kIndex_##Name]},
#define DMASAN_INNER(Name) {.name = #Name, .calls = &calls[kIndex_##Name]},
#define DMASAN_WATCH(Name)                                                     \
  {.name = #Name,                                                              \
   .replacement = dmasan_watch_##Name,                                         \
   .watch = true,                                                              \
   .original = (void **)&dmasan_original_##Name},
#include "interceptors/kernel/hooks.def"
};
static size_t hook_count; /* found in this kernel, at the front of hooks */

/* Hooks by their site, for every call pays for the search: open addressing. */
enum { kSlotBits = 7, kSlots = 1 << kSlotBits };
static_assert(kSlots >= 2 * kHookCount);
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

int dmasan_hooks_install(void) {
  size_t index;
  bool first = true; /* the first filter replaces "everything" */
  int error;
  for (index = 0; index < ARRAY_SIZE(hooks); ++index) {
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

unsigned long dmasan_hook_calls(void *context,
                                void (*visit)(void *context, const char *name,
                                              unsigned long calls)) {
  unsigned long sum = 0;
  size_t index;
  int cpu;
  for (index = 0; index < hook_count; ++index) {
    unsigned long total = 0;
    if (!hooks[index].calls)
      continue;
    for_each_possible_cpu(cpu) total += *per_cpu_ptr(hooks[index].calls, cpu);
    if (total)
      visit(context, hooks[index].name, total);
    sum += total;
  }
  return sum;
}

static void say_calls(void *context, const char *name, unsigned long calls) {
  pr_info("dmasan: %lu calls of %s\n", calls, name);
}

void dmasan_hooks_uninstall(void) {
  long sum;
  int cpu;
  if (unregister_ftrace_function(&redirect_ops)) {
    /* The kernel has switched ftrace off after an error and leaves the calls
     * of our hooks where they are. They need this module's text. */
    pr_err("dmasan: ftrace is dead and cannot undo the hooks; dmasan stays\n");
    for (;;)
      msleep(MSEC_PER_SEC);
  }
  ftrace_free_filter(&redirect_ops);
  do {
    /* Whoever was redirected has counted itself after this. */
    synchronize_rcu_tasks();
    synchronize_rcu();
    sum = 0;
    for_each_possible_cpu(cpu) sum += per_cpu(inside, cpu);
  } while (sum);
  synchronize_rcu_tasks(); /* from LEAVE to the return instruction */
  dmasan_hook_calls(NULL, say_calls);
}
