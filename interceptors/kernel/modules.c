// SPDX-License-Identifier: GPL-2.0
//
// Connects instrumented modules with the runtime: fills in the table that the
// compiler put into each of them, when they are loaded or when we are.
//
// Threading: `lock` guards the list; readers of it are the hooks, under RCU.
// Code that has read a pointer before it was cleared may still follow it until
// exit() returns.

#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "runtime/port/linux/glue.h"

struct instrumented {
  struct list_head link;
  struct module *module;
  struct dmasan_table *table;
  struct rcu_head rcu;
};

static LIST_HEAD(instrumented);
static DEFINE_SPINLOCK(lock);
/* Accesses that the inline test passed on. */
static DEFINE_PER_CPU(unsigned long, passed_on);

static void table_access(uintptr_t addr, uintptr_t size, unsigned int is_store,
                         uintptr_t pc) {
  int begun = dmasan_event_begin();
  if (begun < 0)
    return;
  this_cpu_inc(passed_on);
  __dmasan_access(addr, size, is_store, pc, 0);
  dmasan_event_end(begun);
}

/* Tests the shadow itself: the range may be all clear. */
static void table_range(uintptr_t addr, uintptr_t size, unsigned int is_store,
                        uintptr_t pc) {
  if (size && __dmasan_range_trapped(
                  addr, size, is_store ? DMASAN_STORE_TRAP : DMASAN_LOAD_TRAP))
    table_access(addr, size, is_store, pc);
}

static void table_call(const struct dmasan_call *call, uintptr_t pc) {
  dmasan_event(call, pc);
}

unsigned long dmasan_accesses(void) {
  unsigned long sum = 0;
  int cpu;
  for_each_possible_cpu(cpu) sum += per_cpu(passed_on, cpu);
  return sum;
}

/* The inline test reads the limit first. */
static void set_limit(struct dmasan_table *table) {
  smp_store_release(&table->limit, dmasan_is_on() ? dmasan_shadow_limit() : 0);
}

void dmasan_modules_switch(void) {
  struct instrumented *entry;
  unsigned long flags;
  spin_lock_irqsave(&lock, flags);
  list_for_each_entry(entry, &instrumented, link) set_limit(entry->table);
  spin_unlock_irqrestore(&lock, flags);
}

static void attach(struct module *module) {
  char name[MODULE_NAME_LEN + 24];
  struct dmasan_table *(*find_table)(void), *table;
  struct instrumented *entry, *other;
  unsigned long flags;
  snprintf(name, sizeof(name), "%s:__dmasan_find_table", module->name);
  find_table = (void *)dmasan_symbol(name);
  if (!find_table)
    return;
  table = find_table();
  if (table->magic != DMASAN_TABLE_MAGIC) {
    pr_warn("dmasan: %s was built for another version of DMASan and is not "
            "checked\n",
            module->name);
    return;
  }
  entry = kzalloc(sizeof(*entry), GFP_ATOMIC);
  if (!entry) {
    pr_warn("dmasan: out of memory, %s is not checked\n", module->name);
    return;
  }
  entry->module = module;
  entry->table = table;
  spin_lock_irqsave(&lock, flags);
  list_for_each_entry(other, &instrumented, link) {
    if (other->module == module) { /* seen by the notifier and by our walk */
      spin_unlock_irqrestore(&lock, flags);
      kfree(entry);
      return;
    }
  }
  table->base = dmasan_shadow_base();
  table->shadow = dmasan_shadow_bytes();
  table->access = table_access;
  table->range = table_range;
  table->call = table_call;
  set_limit(table);
  list_add_rcu(&entry->link, &instrumented);
  spin_unlock_irqrestore(&lock, flags);
  pr_info("dmasan: watching module %s\n", module->name);
}

static void detach(struct module *module) {
  struct instrumented *entry;
  unsigned long flags;
  spin_lock_irqsave(&lock, flags);
  list_for_each_entry(entry, &instrumented, link) {
    if (entry->module != module)
      continue;
    WRITE_ONCE(entry->table->limit, 0);
    /* Ranges and calls look at the pointers only. */
    WRITE_ONCE(entry->table->access, NULL);
    WRITE_ONCE(entry->table->range, NULL);
    WRITE_ONCE(entry->table->call, NULL);
    list_del_rcu(&entry->link);
    kfree_rcu(entry, rcu);
    break;
  }
  spin_unlock_irqrestore(&lock, flags);
}

bool dmasan_is_instrumented(unsigned long address) {
  struct instrumented *entry;
  bool found = false;
  rcu_read_lock();
  list_for_each_entry_rcu(entry, &instrumented,
                          link) if (within_module(address, entry->module))
      found = true;
  rcu_read_unlock();
  return found;
}

static int module_changed(struct notifier_block *block, unsigned long state,
                          void *data) {
  if (state == MODULE_STATE_COMING) {
    attach(data);
  } else if (state == MODULE_STATE_LIVE) {
    dmasan_stack_forget(); /* the code that ran once is freed */
  } else if (state == MODULE_STATE_GOING) {
    detach(data);
    dmasan_module_gone(data);
    dmasan_stack_forget();
    dmasan_reports_flush(); /* while its functions have names */
    dmasan_forget_findings();
  }
  return NOTIFY_OK;
}

static struct notifier_block notifier = {.notifier_call = module_changed};

/* All other modules, from our own place in the kernel's list: its head is the
 * one entry that lies in no module. (Not every kernel tells where it is.) */
static void attach_earlier(void) {
  struct module *(*module_at)(unsigned long address) =
      (void *)dmasan_symbol("__module_address");
  struct module *module = THIS_MODULE;
  if (!module_at) {
    pr_warn("dmasan: modules loaded earlier are not checked\n");
    return;
  }
  preempt_disable(); /* a module leaves the list under RCU-sched */
  list_for_each_entry_continue_rcu(module, &THIS_MODULE->list, list) {
    if (module_at((unsigned long)module) == module &&
        module->state == MODULE_STATE_LIVE)
      attach(module);
  }
  preempt_enable();
}

int dmasan_modules_init(void) {
  int error = register_module_notifier(&notifier);
  if (!error)
    attach_earlier();
  return error;
}

void dmasan_modules_exit(void) {
  struct instrumented *entry, *next;
  unregister_module_notifier(&notifier);
  list_for_each_entry_safe(entry, next, &instrumented, link)
      detach(entry->module);
  /* Nobody is between the inline test and the end of a slow path: tasks have
   * all slept or left (tasks), interrupt handlers have ended (sched). */
  synchronize_rcu_tasks();
  synchronize_rcu();
  rcu_barrier();
  pr_info("dmasan: %lu accesses checked byte by byte\n", dmasan_accesses());
}
