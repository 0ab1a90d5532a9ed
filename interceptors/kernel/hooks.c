// SPDX-License-Identifier: GPL-2.0
//
// What is done in place of each function of the DMA API: a hook fills a struct
// dmasan_call from its arguments (hooks.def), calls the original and passes
// both on. How it comes to be called: redirect.c.
//
// Threading: any context. uninstall() returns when no CPU and no sleeping task
// is inside a hook, so the module's text may go.
// Failure: a kernel without one of the functions is watched without it.

#include <linux/blk-mq.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>

#include "interceptors/kernel/redirect.h"
#include "runtime/port/linux/dmasan_trace.h"
#include "runtime/port/linux/glue.h"

enum when { Before, After };
enum {
#define DMASAN_EVENT(Id, Name, When, Summary) kWhen_##Id = When,
#include "dmasan/events.def"
};

/* Hooks being executed; a sum over the CPUs, since tasks migrate. */
static DEFINE_PER_CPU(long, inside);

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

/* In each hook, which knows its event. */
static __always_inline void emit(struct dmasan_call *call, unsigned long caller,
                                 unsigned long frame) {
  /* Freeing nothing is nothing. */
  if (call->event == DMASAN_EVENT_FREE && !call->cpu)
    return;
  if (call->event == DMASAN_EVENT_POOL_DESTROY && !call->object)
    return;
  /* Hints for this one call, not properties of the mapping. */
  call->attrs &= ~(DMA_ATTR_NO_WARN | DMA_ATTR_ALLOC_SINGLE_PAGES);
  trace_dmasan_call(call, caller);
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
  bool nested = dmasan_redirect_is_nested(caller);                             \
  dmasan_hook_enter();                                                         \
  if (!nested)                                                                 \
  this_cpu_inc(calls[kIndex_##Name])
#define LEAVE() dmasan_hook_leave()
#define EMIT(Name, Event, Api, ...)                                            \
  do {                                                                         \
    if (nested)                                                                \
      break;                                                                   \
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
    if (!nested && dmasan_inject_failure(dev))                                 \
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
   .original = (void **)&dmasan_original_##Name},
#include "interceptors/kernel/hooks.def"
};
static size_t hook_count; /* found in this kernel, at the front of hooks */

int dmasan_hooks_install(void) {
  static_assert(ARRAY_SIZE(hooks) <= kMostHooks);
  hook_count = ARRAY_SIZE(hooks);
  return dmasan_redirect(hooks, &hook_count);
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
  dmasan_redirect_no_more();
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
