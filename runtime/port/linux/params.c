// SPDX-License-Identifier: GPL-2.0
//
// Every option that a kernel has as a module parameter of the same name, and
// all of them in one as options=. A bad value is said in the kernel log and
// left out; the module loads with the rest. check_leaks is no option but a
// button, for the time when a driver should have nothing mapped.
//
// Context: the module loader, before the module's own code, so nothing but the
// options may be touched.

#include <linux/moduleparam.h>

#include "runtime/port/linux/glue.h"

static int write_option(const char *value, const struct kernel_param *param) {
  /* A flag may stand alone. */
  dmasan_set_option(param->arg, value ? value : "1", "module parameter");
  return 0;
}

static int read_option(char *out, const struct kernel_param *param) {
  return dmasan_print_option(param->arg, out, PAGE_SIZE);
}

static const struct kernel_param_ops option_ops = {
    .flags = KERNEL_PARAM_OPS_FL_NOARG,
    .set = write_option,
    .get = read_option,
};

static int set_options(const char *value, const struct kernel_param *param) {
  dmasan_parse_options(value, "options");
  return 0;
}

static const struct kernel_param_ops options_ops = {.set = set_options};

module_param_cb(options, &options_ops, NULL, 0);
MODULE_PARM_DESC(options, "run-time options, name=value:name=value");

static int check_leaks(const char *value, const struct kernel_param *param) {
  int begun = dmasan_event_begin();
  if (begun < 0)
    return -ENODATA; /* switched off: nothing is known */
  dmasan_check_leaks(NULL);
  dmasan_event_end(begun);
  return 0;
}

static const struct kernel_param_ops check_leaks_ops = {.set = check_leaks};

module_param_cb(check_leaks, &check_leaks_ops, NULL, 0200);
MODULE_PARM_DESC(check_leaks, "written: reports what is mapped now as leaks");

#define PARAM_Hosted(Name, Help)
#define PARAM_Kernel(Name, Help) PARAM_Everywhere(Name, Help)
#define PARAM_Everywhere(Name, Help)                                           \
  module_param_cb(Name, &option_ops, #Name, 0444);                             \
  MODULE_PARM_DESC(Name, Help);

#define DMASAN_OPTION_BOOL(Name, Default, Hosts, Help) PARAM_##Hosts(Name, Help)
#define DMASAN_OPTION_INT(Name, Default, Min, Max, Hosts, Help)                \
  PARAM_##Hosts(Name, Help)
#define DMASAN_OPTION_ENUM(Name, Default, Values, Hosts, Help)                 \
  PARAM_##Hosts(Name, Help)
#define DMASAN_OPTION_STRING(Name, Default, Hosts, Help)                       \
  PARAM_##Hosts(Name, Help)
#include "runtime/engine/options.def"
