// SPDX-License-Identifier: GPL-2.0
//
// Stacks. To walk one takes hundreds of instructions a frame, and drivers map
// and unmap along few ways. So each CPU keeps trails: the return addresses of a
// walk and where on the stack each lay. A stack that has all of them where they
// were is the same one, and has the same id: where the next lies follows from
// the function that the one before returns to. (Where a function's frame varies
// in size, what it held a moment ago may be taken for its callers.)
//
// What an interrupt or a fault came upon has nothing to do with its handler: a
// stack ends there, and where the stack of the CPU's interrupts does.
//
// Threading: any context. A trail is used with preemption off; an interrupt
// that comes upon its user walks.
// Failure: without memory, or with an unwinder other than ORC, every stack is
// walked.

#include <linux/hash.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched/task_stack.h>
#include <linux/stacktrace.h>
#include <linux/vmalloc.h>
#if defined(CONFIG_X86_64) && defined(CONFIG_UNWINDER_ORC)
#define DMASAN_TRAILS
#include <asm/unwind.h>
#endif

#include "runtime/port/linux/glue.h"

enum { kMostKept = 64 };

static unsigned long irq_begin, irq_end, softirq_begin, softirq_end;

/* What the kernel's filter_irq_stacks() looks for. */
static bool enters_kernel(unsigned long address) {
  return (address >= irq_begin && address < irq_end) ||
         (address >= softirq_begin && address < softirq_end);
}

#ifdef DMASAN_TRAILS

/* Several trails have the same first address at the same place. */
enum { kSetBits = 6, kSetLength = 4, kMostFrames = 32 };

struct trail {
  unsigned long pc, place;
  unsigned int generation;
  unsigned short max;             /* what it was walked with */
  unsigned short count;           /* 0: none */
  uint32_t id;                    /* in the core's depot */
  unsigned short at[kMostFrames]; /* bytes behind the frame */
  unsigned long frames[kMostFrames];
};

struct trails {
  bool used;         /* by somebody on this CPU */
  unsigned int next; /* of its set, to be given up */
  struct trail sets[1 << kSetBits][kSetLength];
};

static struct trails *trails; /* one a CPU */
static unsigned int generation;

/* The stack from the caller of the function that has the frame, into the trail,
 * too, if there is one and it is fit to be recalled. */
static size_t walk(unsigned long frame, uintptr_t *frames, size_t max,
                   struct trail *trail) {
  struct unwind_state state;
  unsigned long *begin;
  bool fit = trail && max <= kMostFrames;
  size_t count = 0;
  unwind_start(&state, current, NULL, (unsigned long *)frame + 1);
  begin = state.stack_info.begin;
  for (; !unwind_done(&state) && count < max; unwind_next_frame(&state)) {
    unsigned long address = unwind_get_return_address(&state);
    unsigned long *word = (unsigned long *)state.sp - 1;
    /* From user space, or from the stack of an interrupt to what it met. */
    if (!address || state.stack_info.begin != begin)
      break;
    /* Neither interrupted nor hidden by a tracer. */
    fit = fit && !state.regs && word > (unsigned long *)frame &&
          word < state.stack_info.end && READ_ONCE_NOCHECK(*word) == address;
    if (fit) {
      trail->at[count] = (unsigned long)word - frame;
      trail->frames[count] = address;
    }
    frames[count++] = address;
    if (enters_kernel(address))
      break;
  }
  if (trail)
    trail->count = fit && !unwind_error(&state) ? count : 0;
  return count;
}

/* Stacks of tasks are alike, those of interrupts belong to a CPU each. */
static unsigned long place_of(unsigned long frame) {
  unsigned long inside = frame - (unsigned long)task_stack_page(current);
  return inside < THREAD_SIZE ? inside : frame;
}

static bool is_trail(const struct trail *trail, unsigned long frame) {
  size_t at;
  for (at = 0; at < trail->count; ++at) {
    const unsigned long *word = (void *)(frame + trail->at[at]);
    if (READ_ONCE_NOCHECK(*word) != trail->frames[at])
      return false;
  }
  return at;
}

/* Its trails, NULL while somebody on this CPU has them. */
static __always_inline struct trails *begin_trails(void) {
  struct trails *mine;
  preempt_disable();
  mine = &trails[smp_processor_id()];
  if (mine->used) {
    preempt_enable();
    return NULL;
  }
  WRITE_ONCE(mine->used, true);
  barrier();
  return mine;
}

static __always_inline void end_trails(struct trails *mine) {
  barrier();
  WRITE_ONCE(mine->used, false);
  preempt_enable();
}

static struct trail *set_of(struct trails *in, unsigned long pc,
                            unsigned long place) {
  return in->sets[hash_long(pc ^ place << 32, kSetBits)];
}

static uint32_t recall(unsigned long pc, unsigned long frame, size_t max) {
  unsigned int now = READ_ONCE(generation);
  unsigned long place = place_of(frame);
  struct trails *mine = begin_trails();
  const struct trail *set, *trail;
  uint32_t id = 0;
  if (!mine)
    return 0;
  set = set_of(mine, pc, place);
  for (trail = set; !id && trail != set + kSetLength; ++trail)
    if (trail->pc == pc && trail->place == place && trail->max == max &&
        trail->generation == now && is_trail(trail, frame))
      id = trail->id;
  end_trails(mine);
  return id;
}

static void remember(const struct trail *trail) {
  struct trails *mine = begin_trails();
  if (!mine)
    return;
  set_of(mine, trail->pc, trail->place)[mine->next++ % kSetLength] = *trail;
  end_trails(mine);
}

/* 0: it takes another walk. The depot may need memory, which may take a sleep:
 * nobody's trails are held. (A function of its own, as a kernel may clear such
 * arrays whenever it enters.) */
static noinline uint32_t walk_once(unsigned long pc, unsigned long frame,
                                   size_t max) {
  struct trail trail = {.pc = pc,
                        .place = place_of(frame),
                        .generation = READ_ONCE(generation),
                        .max = max};
  uintptr_t frames[kMostKept];
  size_t count = walk(frame, frames, min_t(size_t, max, kMostKept), &trail);
  if (!count || *frames != pc)
    return 0;
  trail.id = dmasan_keep_stack(frames, count);
  if (trail.id && trail.count)
    remember(&trail);
  return trail.id;
}

static uint32_t walk_trail(unsigned long pc, unsigned long frame, size_t max) {
  return trails ? recall(pc, frame, max) ?: walk_once(pc, frame, max) : 0;
}

/* A module may be loaded where another one was. */
void dmasan_stack_forget(void) { WRITE_ONCE(generation, generation + 1); }

static void make_trails(void) {
  trails = vzalloc(array_size(nr_cpu_ids, sizeof(*trails)));
}

void dmasan_stack_exit(void) { vfree(trails); }

#else

struct trail;

static size_t walk(unsigned long frame, uintptr_t *frames, size_t max,
                   struct trail *trail) {
  size_t count = stack_trace_save(frames, max, 0), at;
  for (at = 0; at < count; ++at)
    if (enters_kernel(frames[at]))
      return at + 1;
  return count;
}

static uint32_t walk_trail(unsigned long pc, unsigned long frame, size_t max) {
  return 0;
}

void dmasan_stack_forget(void) {}
static void make_trails(void) {}
void dmasan_stack_exit(void) {}

#endif

/* Frames of this module come first; they are left out. */
static noinline uint32_t walk_all(uintptr_t pc, size_t max) {
  uintptr_t trace[kMostKept + 16], frames[kMostKept];
  size_t count = walk((unsigned long)__builtin_frame_address(0), trace,
                      ARRAY_SIZE(trace), NULL);
  size_t first = 0, at, used = 0;
  max = min_t(size_t, max, kMostKept);
  while (first < count && within_module(trace[first], THIS_MODULE))
    ++first;
  if (pc) {
    for (at = first; at < count; ++at)
      if (trace[at] == pc)
        break;
    if (at < count)
      first = at;
    else if (max)
      frames[used++] = pc;
  }
  while (first < count && used < max)
    frames[used++] = trace[first++];
  return dmasan_keep_stack(frames, used);
}

uint32_t dmasan_port_stack(uintptr_t pc, uintptr_t frame, size_t max) {
  uint32_t id = frame ? walk_trail(pc, frame, max) : 0;
  return id ?: walk_all(pc, max);
}

void dmasan_stack_init(void) {
  irq_begin = dmasan_symbol("__irqentry_text_start");
  irq_end = dmasan_symbol("__irqentry_text_end");
  /* What is between those marks may be a jump to it. */
  softirq_begin = dmasan_symbol("handle_softirqs");
  if (softirq_begin) {
    softirq_end = softirq_begin + dmasan_symbol_size(softirq_begin);
  } else {
    softirq_begin = dmasan_symbol("__softirqentry_text_start");
    softirq_end = dmasan_symbol("__softirqentry_text_end");
  }
  make_trails();
}
