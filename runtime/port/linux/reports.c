// SPDX-License-Identifier: GPL-2.0
//
// Findings wait in a ring for a thread that prints them, so that a report never
// runs inside a driver's call: consoles do DMA, too. After the text comes the
// same finding as JSON, cut into numbered pieces that fit the log's lines:
//
//     dmasan-json 7.0: {"kind":...
//
// Threading: any context but NMI queues, one thread prints.
// Failure: a full ring drops the newest finding and counts it; the count is
// printed.

#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>

#include "runtime/port/linux/glue.h"

enum { kSlots = 128, kText = 16 << 10, kPiece = 700 };

static char *ring; /* kSlots findings */
static char tasks[kSlots][TASK_COMM_LEN];
static unsigned long head, tail;       /* next to write, next to print */
static unsigned long dropped, omitted; /* under lock, too */
static unsigned long printed;          /* follows tail; the printer's */
static DECLARE_WAIT_QUEUE_HEAD(more_printed);
static DEFINE_RAW_SPINLOCK(lock);
static struct task_struct *printer;
static char *text, *json, *finding;

static bool shortage, shortage_told; /* the latter is the printer's */

static void wake(struct irq_work *work) {
  struct task_struct *task = READ_ONCE(printer);
  if (!IS_ERR_OR_NULL(task))
    wake_up_process(task);
}
static DEFINE_IRQ_WORK(wake_work, wake);

void dmasan_port_message(const char *message) {
  pr_err("dmasan: %s\n", message);
}

void dmasan_port_finding(const struct dmasan_finding *what) {
  unsigned long flags;
  bool early = dmasan_finding_needs_history(what) &&
               dmasan_device_predates(dmasan_finding_device(what));
  if (!early)
    dmasan_trace_finding(what);
  raw_spin_lock_irqsave(&lock, flags);
  if (early) {
    ++omitted;
  } else if (head - tail == kSlots) {
    ++dropped;
  } else {
    memcpy(ring + head % kSlots * dmasan_finding_bytes, what,
           dmasan_finding_bytes);
    memcpy(tasks[head % kSlots], current->comm, TASK_COMM_LEN);
    ++head;
  }
  raw_spin_unlock_irqrestore(&lock, flags);
  irq_work_queue(&wake_work);
}

static void print_lines(char *at) {
  while (*at) {
    char *end = strchrnul(at, '\n'), last = *end;
    *end = '\0';
    pr_err("%s\n", at);
    at = last ? end + 1 : end;
  }
}

/* Of the report that was printed, whose lines end with a NUL now. */
static const char *title(void) { return text + strlen(text) + 1; }

static void print_json(unsigned long number, const char *json, size_t size) {
  size_t at = 0, part = 0;
  if (size && json[size - 1] == '\n')
    --size;
  for (; at < size; at += kPiece, ++part)
    pr_err("dmasan-json %lu.%zu%s: %.*s\n", number, part,
           at + kPiece >= size ? "$" : "",
           (int)min_t(size_t, kPiece, size - at), json + at);
}

static bool take(char *task) {
  unsigned long flags;
  bool have;
  raw_spin_lock_irqsave(&lock, flags);
  have = head != tail;
  if (have) {
    memcpy(finding, ring + tail % kSlots * dmasan_finding_bytes,
           dmasan_finding_bytes);
    memcpy(task, tasks[tail % kSlots], TASK_COMM_LEN);
    ++tail;
  }
  raw_spin_unlock_irqrestore(&lock, flags);
  return have;
}

static void print_all(void) {
  static unsigned long number, told;
  char task[TASK_COMM_LEN];
  size_t text_size, json_size;
  while (take(task)) {
    text_size = dmasan_render_text(finding, task, text, kText);
    json_size = dmasan_render_json(finding, task, json, kText);
    dmasan_findings_keep(text, text_size, json, json_size);
    print_lines(text);
    print_json(number, json, json_size);
    ++number;
    WRITE_ONCE(printed, printed + 1);
    wake_up(&more_printed);
    if (dmasan_panic_on_finding() && dmasan_finding_is_error(finding))
      panic("%s\n", title());
  }
  if (READ_ONCE(dropped) != told) {
    told = READ_ONCE(dropped);
    pr_err("dmasan: %lu findings lost, the queue was full\n", told);
  }
}

void dmasan_reports_short(void) {
  if (!READ_ONCE(shortage)) {
    WRITE_ONCE(shortage, true);
    irq_work_queue(&wake_work);
  }
}

static void print_counters(void) {
  char line[80];
  size_t index;
  for (index = 0; dmasan_counter_line(index, line, sizeof(line)); ++index)
    if (*line)
      pr_warn("dmasan: %s\n", line);
}

/* Whoever got no memory counts only now what it does without. */
static void tell_shortage(void) {
  if (shortage_told || !READ_ONCE(shortage))
    return;
  shortage_told = true;
  msleep(100);
  pr_warn("dmasan: out of memory: this is not watched from now on, and what "
          "it would explain is not reported\n");
  print_counters();
}

static bool idle(void) {
  return READ_ONCE(head) == READ_ONCE(tail) &&
         READ_ONCE(shortage) == shortage_told;
}

static int print_loop(void *data) {
  for (;;) {
    set_current_state(TASK_INTERRUPTIBLE);
    if (kthread_should_stop())
      break;
    if (idle())
      schedule();
    __set_current_state(TASK_RUNNING);
    print_all();
    tell_shortage();
  }
  __set_current_state(TASK_RUNNING);
  print_all();
  return 0;
}

static void free_buffers(void) {
  vfree(ring);
  vfree(text);
  vfree(json);
  vfree(finding);
  dmasan_findings_free();
}

unsigned long dmasan_findings_lost(void) { return READ_ONCE(dropped); }
unsigned long dmasan_findings_omitted(void) { return READ_ONCE(omitted); }

int dmasan_reports_init(void) {
  ring = vzalloc(kSlots * dmasan_finding_bytes);
  text = vzalloc(kText);
  json = vzalloc(kText);
  finding = vzalloc(dmasan_finding_bytes);
  if (!ring || !text || !json || !finding)
    goto short_of_memory;
  printer = kthread_run(print_loop, NULL, "dmasan");
  if (IS_ERR(printer))
    goto short_of_memory;
  return 0;
short_of_memory:
  pr_err("dmasan: no memory for reports\n");
  free_buffers();
  return -ENOMEM;
}

void dmasan_reports_flush(void) {
  unsigned long until = READ_ONCE(head);
  wake_up_process(printer);
  wait_event(more_printed, (long)(READ_ONCE(printed) - until) >= 0);
}

void dmasan_reports_stop(void) {
  irq_work_sync(&wake_work);
  kthread_stop(printer);
  print_counters();
  if (omitted)
    pr_info("dmasan: %lu findings left out, explained by mappings made before "
            "dmasan was loaded\n",
            omitted);
  free_buffers();
}
