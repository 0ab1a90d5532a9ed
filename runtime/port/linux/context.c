// SPDX-License-Identifier: GPL-2.0
//
// Where we are: interrupts, CPU, task, time, and names of addresses.
//
// kallsyms_lookup_name is not exported; a kprobe on it tells its address. One
// that is disabled from the start patches nothing.

#include <linux/irqflags.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/timekeeping.h>

#include "runtime/port/linux/glue.h"

static unsigned long (*lookup_name)(const char *name);
static int (*lookup_size)(unsigned long address, unsigned long *size,
                          unsigned long *offset);

int dmasan_symbols_init(void) {
  struct kprobe probe = {.symbol_name = "kallsyms_lookup_name",
                         .flags = KPROBE_FLAG_DISABLED};
  int error = register_kprobe(&probe);
  if (error) {
    pr_err("dmasan: cannot look up kernel symbols (%d)\n", error);
    return error;
  }
  lookup_name = (void *)probe.addr;
  unregister_kprobe(&probe);
  lookup_size = (void *)lookup_name("kallsyms_lookup_size_offset");
  return 0;
}

unsigned long dmasan_symbol(const char *name) { return lookup_name(name); }

unsigned long dmasan_symbol_size(unsigned long address) {
  unsigned long size, offset;
  return lookup_size && lookup_size(address, &size, &offset) ? size : 0;
}

/* sprint_symbol writes "function+0xoffset/0xsize [module]". */
void dmasan_resolve(unsigned long address, struct dmasan_symbol_parts *out) {
  char text[KSYM_SYMBOL_LEN], *at;
  memset(out, 0, sizeof(*out));
  sprint_symbol(text, address - 1); /* the call, not what follows it */
  at = strrchr(text, '[');
  if (at) {
    strscpy(out->module, at + 1, sizeof(out->module));
    *strchrnul(out->module, ']') = '\0';
    /* A build id may follow the name. */
    *strchrnul(out->module, ' ') = '\0';
  }
  at = strchr(text, '+');
  if (!at)
    return; /* an address without a name */
  *at = '\0';
  strscpy(out->function, text, sizeof(out->function));
  if (sscanf(at + 1, "0x%lx/0x%lx", &out->offset, &out->size) == 2)
    ++out->offset;
}

unsigned long dmasan_port_irq_save(void) {
  unsigned long flags;
  local_irq_save(flags);
  return flags;
}

void dmasan_port_irq_restore(unsigned long flags) { local_irq_restore(flags); }
/* Preemption is only counted where the kernel does so anyway; at an oops and
 * while it starts and stops, the kernel breaks the rules itself. */
unsigned int dmasan_port_context(void) {
  unsigned int off = irqs_disabled() ? DMASAN_CONTEXT_IRQS_OFF : 0;
  if (oops_in_progress || system_state != SYSTEM_RUNNING)
    return 0;
  if (!off && !in_interrupt() &&
      !(IS_ENABLED(CONFIG_PREEMPT_COUNT) && in_atomic()))
    return 0;
  return off | DMASAN_CONTEXT_ATOMIC;
}

int dmasan_port_in_nmi(void) { return in_nmi() != 0; }
void dmasan_port_relax(void) { cpu_relax(); }
unsigned int dmasan_port_shard(void) { return raw_smp_processor_id(); }
uint32_t dmasan_port_thread(void) { return current->pid; }

/* The clock of the log. The other may be a register of a device, far away. */
uint64_t dmasan_port_time_ns(void) {
#ifdef CONFIG_HAVE_UNSTABLE_SCHED_CLOCK
  return local_clock();
#else
  return ktime_get_mono_fast_ns();
#endif
}
