// SPDX-License-Identifier: GPL-2.0
//
// A probe of dmasan:dmasan_finding. DMASan makes a finding where the mistake
// is, so that what a case does has been told when it returns.

#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "dmasan/interface.h"
#include "listener.h"

static struct tracepoint *point;
static const struct task_struct *listens;
static char heard[256];

static void on_finding(void *data, const struct dmasan_report *report) {
  if (READ_ONCE(listens) != current)
    return;
  if (*heard)
    strlcat(heard, ",", sizeof(heard));
  strlcat(heard, report->kind, sizeof(heard));
}

static void stop(void) {
  if (point)
    tracepoint_probe_unregister(point, on_finding, NULL);
  point = NULL;
  tracepoint_synchronize_unregister();
}

static int module_changed(struct notifier_block *block, unsigned long state,
                          void *data) {
  const struct tp_module *traced = data;
  int index;
  if (strcmp(traced->mod->name, "dmasan"))
    return NOTIFY_OK;
  if (state == MODULE_STATE_GOING)
    stop();
  if (state != MODULE_STATE_COMING)
    return NOTIFY_OK;
  for (index = 0; index < traced->mod->num_tracepoints; ++index) {
    struct tracepoint *found =
        tracepoint_ptr_deref(&traced->mod->tracepoints_ptrs[index]);
    if (!strcmp(found->name, "dmasan_finding") &&
        !tracepoint_probe_register(found, on_finding, NULL))
      point = found;
  }
  return NOTIFY_OK;
}

static struct notifier_block notifier = {.notifier_call = module_changed};

void dmasan_listener_start(void) {
  register_tracepoint_module_notifier(&notifier);
}

void dmasan_listener_stop(void) {
  unregister_tracepoint_module_notifier(&notifier);
  stop();
}

bool dmasan_listener_ready(void) { return point != NULL; }

void dmasan_listener_begin(void) {
  *heard = '\0';
  WRITE_ONCE(listens, current);
}

const char *dmasan_listener_heard(void) {
  WRITE_ONCE(listens, NULL);
  return *heard ? heard : "none";
}
