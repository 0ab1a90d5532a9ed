// SPDX-License-Identifier: GPL-2.0
//
// dmasan.ko: loads the core into a stock kernel and takes it out again.
//
// Order: what hooks need is there before the first hook, and goes only after
// the last one has returned. Nothing of DMASan is left after unload. Before the
// first source of events goes, nobody looks any more: a driver that was seen
// mapping and is not heard asking whether it failed would be accused.

#include <linux/module.h>

#include "runtime/port/linux/glue.h"

static int __init dmasan_load(void) {
  int error = dmasan_symbols_init();
  if (error)
    return error;
  error = dmasan_memory_init();
  if (error)
    return error;
  dmasan_stack_init();
  dmasan_parse_options("", "dmasan.ko");
  dmasan_origin_init();
  error = dmasan_reports_init();
  if (error)
    goto no_reports;
  error = dmasan_hooks_install();
  if (error)
    goto no_hooks;
  dmasan_frees_init();
  dmasan_devices_init();
  dmasan_faults_init();
  error = dmasan_modules_init();
  if (error)
    goto no_modules;
  error = dmasan_control_init();
  if (error)
    goto no_control;
  pr_info("dmasan: loaded, %lu MiB of memory have a shadow\n",
          dmasan_shadow_limit() >> 20);
  return 0;

no_control:
  dmasan_control_exit();
  dmasan_modules_exit();
no_modules:
  dmasan_devices_exit();
  dmasan_frees_exit();
  dmasan_hooks_uninstall();
  dmasan_faults_exit();
no_hooks:
  dmasan_reports_stop();
no_reports:
  dmasan_stack_exit();
  dmasan_memory_free_all();
  return error;
}

static void __exit dmasan_unload(void) {
  dmasan_control_stop();
  dmasan_modules_exit();
  dmasan_devices_exit();
  dmasan_frees_exit();
  dmasan_hooks_uninstall();
  dmasan_faults_exit();
  dmasan_control_exit();
  dmasan_reports_stop();
  dmasan_stack_exit();
  dmasan_memory_free_all();
  pr_info("dmasan: unloaded\n");
}

module_init(dmasan_load);
module_exit(dmasan_unload);
MODULE_DESCRIPTION("DMASan, a sanitizer for DMA");
MODULE_LICENSE("GPL");
