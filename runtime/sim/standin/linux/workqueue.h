/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Work is queued and runs when somebody waits for it, or when the test calls
 * dmasan_sim_run_work(): a test decides, and every run is the same.
 */
#ifndef DMASAN_STANDIN_LINUX_WORKQUEUE_H
#define DMASAN_STANDIN_LINUX_WORKQUEUE_H

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/types.h>

__BEGIN_DECLS

struct work_struct;
struct workqueue_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
  struct list_head entry;
  work_func_t func;
  bool queued;
};

struct delayed_work {
  struct work_struct work;
};

#define INIT_WORK(_work, _func)                                                \
  do {                                                                         \
    INIT_LIST_HEAD(&(_work)->entry);                                           \
    (_work)->func = (_func);                                                   \
    (_work)->queued = false;                                                   \
  } while (0)
#define INIT_DELAYED_WORK(_work, _func) INIT_WORK(&(_work)->work, _func)
#define to_delayed_work(_work) container_of(_work, struct delayed_work, work)

#define WQ_UNBOUND (1u << 1)
#define WQ_HIGHPRI (1u << 4)
#define WQ_MEM_RECLAIM (1u << 3)

extern struct workqueue_struct *system_wq;
struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
                                         int max_active, ...);
#define alloc_ordered_workqueue(fmt, flags, args...)                           \
  alloc_workqueue(fmt, flags, 1, ##args)
#define create_singlethread_workqueue(name) alloc_workqueue("%s", 0, 1, name)
void destroy_workqueue(struct workqueue_struct *wq);

/* False when it was queued already. */
bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool flush_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
void flush_workqueue(struct workqueue_struct *wq);
#define schedule_work(work) queue_work(system_wq, work)
/* A delay is over when the work is let run. */
#define queue_delayed_work(wq, dwork, delay)                                   \
  ((void)(delay), queue_work(wq, &(dwork)->work))
#define schedule_delayed_work(dwork, delay)                                    \
  queue_delayed_work(system_wq, dwork, delay)
#define cancel_delayed_work_sync(dwork) cancel_work_sync(&(dwork)->work)
#define cancel_delayed_work(dwork) cancel_work_sync(&(dwork)->work)
#define flush_delayed_work(dwork) flush_work(&(dwork)->work)

__END_DECLS

#endif
