/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A module is a part of the program. As insmod and rmmod would, the test calls
 * init_module() and cleanup_module().
 */
#ifndef DMASAN_STANDIN_LINUX_MODULE_H
#define DMASAN_STANDIN_LINUX_MODULE_H

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mod_devicetable.h>
#include_next <linux/module.h>

__BEGIN_DECLS
int init_module(void);
void cleanup_module(void);
__END_DECLS

struct module;
#define THIS_MODULE ((struct module *)0)
#ifndef KBUILD_MODNAME
#define KBUILD_MODNAME "module"
#endif
#define MODULE_LICENSE(text) _Static_assert(sizeof(text) > 1, "a licence")
#define MODULE_AUTHOR(text) _Static_assert(sizeof(text) > 1, "an author")
#define MODULE_DESCRIPTION(text) _Static_assert(sizeof(text) > 1, "a text")
#define MODULE_VERSION(text) _Static_assert(sizeof(text) > 1, "a version")
#define MODULE_ALIAS(text) _Static_assert(sizeof(text) > 1, "an alias")
#define MODULE_DEVICE_TABLE(type, name) extern __typeof__(name) name
#define MODULE_PARM_DESC(name, text) _Static_assert(sizeof(text) > 1, "a text")
#define EXPORT_SYMBOL(name) extern __typeof__(name) name
#define EXPORT_SYMBOL_GPL(name) EXPORT_SYMBOL(name)
#define module_param(name, type, perm) extern __typeof__(name) name

#define module_init(function)                                                  \
  int init_module(void) { return function(); }
#define module_exit(function)                                                  \
  void cleanup_module(void) { function(); }
#define module_driver(driver, register_it, unregister_it)                      \
  int init_module(void) { return register_it(&(driver)); }                     \
  void cleanup_module(void) { unregister_it(&(driver)); }

#endif
