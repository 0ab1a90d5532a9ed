// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Queued work, and waiting for completions. Work runs in whoever lets it run,
// one after the other, in the order in which it was queued; a completion that
// another thread gives is waited for.

#include "dmasan/sim.h"

#include <linux/completion.h>
#include <linux/workqueue.h>

#include <pthread.h>
#include <stdlib.h>

namespace {

pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER; // queue and completions
pthread_cond_t Completed = PTHREAD_COND_INITIALIZER;
list_head Queue = LIST_HEAD_INIT(Queue);

class Guard {
public:
  Guard() { pthread_mutex_lock(&Mutex); }
  ~Guard() { pthread_mutex_unlock(&Mutex); }
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;
};

bool take(work_struct *Work) {
  Guard G;
  if (!Work->queued)
    return false;
  list_del_init(&Work->entry);
  Work->queued = false;
  return true;
}

work_struct *takeFirst() {
  Guard G;
  if (list_empty(&Queue))
    return nullptr;
  work_struct *Work = list_first_entry(&Queue, work_struct, entry);
  list_del_init(&Work->entry);
  Work->queued = false;
  return Work;
}

// The lock is held.
bool consume(completion *Done) {
  if (!Done->done)
    return false;
  if (Done->done != ~0u)
    --Done->done;
  return true;
}

void give(completion *Done, unsigned Count) {
  Guard G;
  if (Done->done != ~0u)
    Done->done = Count == ~0u ? ~0u : Done->done + Count;
  pthread_cond_broadcast(&Completed);
}

bool tryConsume(completion *Done) {
  Guard G;
  return consume(Done);
}

} // namespace

struct workqueue_struct {
  int Unused; // all work is in one queue
};

static workqueue_struct System;

extern "C" {

workqueue_struct *system_wq = &System;

workqueue_struct *alloc_workqueue(const char *, unsigned int, int, ...) {
  return static_cast<workqueue_struct *>(calloc(1, sizeof(workqueue_struct)));
}
void destroy_workqueue(workqueue_struct *Of) {
  flush_workqueue(Of);
  free(Of);
}

bool queue_work(workqueue_struct *, work_struct *Work) {
  Guard G;
  if (Work->queued)
    return false;
  Work->queued = true;
  list_add_tail(&Work->entry, &Queue);
  return true;
}
bool flush_work(work_struct *Work) {
  if (!take(Work))
    return false;
  Work->func(Work);
  return true;
}
bool cancel_work_sync(work_struct *Work) { return take(Work); }
void flush_workqueue(workqueue_struct *) { dmasan_sim_run_work(); }

int dmasan_sim_run_work(void) {
  int Count = 0;
  for (; work_struct *Work = takeFirst(); ++Count)
    Work->func(Work);
  return Count;
}

void complete(completion *Done) { give(Done, 1); }
void complete_all(completion *Done) { give(Done, ~0u); }
bool completion_done(completion *Done) {
  Guard G;
  return Done->done != 0;
}

void wait_for_completion(completion *Done) {
  if (tryConsume(Done))
    return;
  dmasan_sim_run_work();
  Guard G;
  while (!consume(Done))
    pthread_cond_wait(&Completed, &Mutex);
}

unsigned long wait_for_completion_timeout(completion *Done,
                                          unsigned long Ticks) {
  if (tryConsume(Done))
    return Ticks ? Ticks : 1;
  dmasan_sim_run_work();
  timespec End;
  clock_gettime(CLOCK_REALTIME, &End);
  uint64_t Nanoseconds = uint64_t(End.tv_nsec) + uint64_t(Ticks) * 1000000;
  End.tv_sec += time_t(Nanoseconds / 1000000000);
  End.tv_nsec = long(Nanoseconds % 1000000000);
  Guard G;
  while (!consume(Done))
    if (pthread_cond_timedwait(&Completed, &Mutex, &End) != 0)
      return consume(Done) ? 1 : 0;
  return 1;
}

} // extern "C"
