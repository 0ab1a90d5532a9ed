/* SPDX-License-Identifier: GPL-2.0
 *
 * What the parts of dmasan.ko know of each other. C, kernel only; the C++ core
 * sees runtime/port/port.h and nothing of this, except the render functions
 * below, which it implements.
 */
#ifndef DMASAN_GLUE_H
#define DMASAN_GLUE_H

#include <linux/device.h>
#include <linux/module.h>
#include <linux/types.h>

#include "dmasan/interface.h"
#include "runtime/port/port.h"

/* Symbols that the kernel does not export, 0 when absent. */
unsigned long dmasan_symbol(const char *name);
int dmasan_symbols_init(void);
/* Size of the function or object at `address`, 0 when unknown. */
unsigned long dmasan_symbol_size(unsigned long address);

/* Memory and shadow. free_all gives back what the core never frees. */
int dmasan_memory_init(void);
void dmasan_memory_free_all(void);
uintptr_t dmasan_shadow_base(void);
uintptr_t dmasan_shadow_limit(void);
const uint8_t *dmasan_shadow_bytes(void);

void dmasan_origin_init(void);

/* Findings leave through a thread. flush() and stop() sleep until what is
 * queued has been printed. */
int dmasan_reports_init(void);
void dmasan_reports_flush(void);
void dmasan_reports_stop(void);

/* Hooks of the DMA API. uninstall() returns when nobody is inside. */
int dmasan_hooks_install(void);
void dmasan_hooks_uninstall(void);

/* Around the body of a hook; any context. */
void dmasan_hook_enter(void);
void dmasan_hook_leave(void);

/* Lifetime: functions that take the place of others (hooks.def), and a module
 * whose exit() has run. */
extern int (*dmasan_original_devres_release_all)(struct device *dev);
extern void (*dmasan_original_device_shutdown)(void);
int dmasan_watch_devres_release_all(struct device *dev);
void dmasan_watch_device_shutdown(void);
void dmasan_module_gone(struct module *module);

/* Instrumented modules. */
int dmasan_modules_init(void);
void dmasan_modules_exit(void);
bool dmasan_is_instrumented(unsigned long address);

/* Frees of ordinary memory. */
int dmasan_frees_init(void);
void dmasan_frees_exit(void);

/* Devices whose driver was bound before dmasan.ko was loaded: their earlier
 * mappings are unknown. */
void dmasan_devices_init(void);
bool dmasan_device_predates(const char *name);
void dmasan_device_released(struct device *dev);

/* Implemented in C++ (render.cpp). */
extern const size_t dmasan_finding_bytes;
unsigned int dmasan_parse_options(const char *text, const char *source);
/* The value of one option and a line feed; returns the length. */
int dmasan_print_option(const char *name, char *out, size_t capacity);
/* After a module is gone: its addresses may be another's. */
void dmasan_forget_findings(void);
bool dmasan_panic_on_finding(void);
unsigned int dmasan_fail_map_nth(void);
bool dmasan_finding_needs_history(const void *finding);
bool dmasan_finding_is_error(const void *finding);
const char *dmasan_finding_device(const void *finding);
size_t dmasan_render_text(const void *finding, const char *task, char *out,
                          size_t capacity);
size_t dmasan_render_json(const void *finding, const char *task, char *out,
                          size_t capacity);
/* Splits a return address into names; implemented in C. */
struct dmasan_symbol_parts {
  char function[128];
  char module[64];
  unsigned long offset, size;
};
void dmasan_resolve(unsigned long address, struct dmasan_symbol_parts *out);

#endif
