/* SPDX-License-Identifier: GPL-2.0
 *
 * What the parts of dmasan.ko know of each other. C, kernel only; the C++ core
 * sees runtime/port/port.h and nothing of this, except the render functions
 * below, which it implements.
 */
#ifndef DMASAN_GLUE_H
#define DMASAN_GLUE_H

#include <linux/device.h>
#include <linux/irqreturn.h>
#include <linux/module.h>
#include <linux/types.h>

#include "dmasan/interface.h"
#include "runtime/port/port.h"

/* Symbols that the kernel does not export, 0 when absent. */
unsigned long dmasan_symbol(const char *name);
int dmasan_symbols_init(void);
/* Size of the function or object at `address`, 0 when unknown. */
unsigned long dmasan_symbol_size(unsigned long address);

/* Stacks (stack.c). What is known of them goes with the code of a module. */
void dmasan_stack_init(void);
uint32_t dmasan_keep_stack(const uintptr_t *frames, size_t count); /* C++ */
void dmasan_stack_forget(void);
void dmasan_stack_exit(void);

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
/* DMASan got no memory. What it cannot watch for that is said once, soon, and
 * when the module goes. Any context. */
void dmasan_reports_short(void);

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

/* Faults of an IOMMU, likewise; and who masters the bus under which id. */
extern irqreturn_t (*dmasan_original_dmar_fault)(int irq, void *unit);
extern int (*dmasan_original_arm_smmu_handle_evt)(void *smmu, u64 *event);
irqreturn_t dmasan_watch_dmar_fault(int irq, void *unit);
int dmasan_watch_arm_smmu_handle_evt(void *smmu, u64 *event);
void dmasan_faults_init(void);
void dmasan_faults_exit(void);

/* Instrumented modules. */
int dmasan_modules_init(void);
void dmasan_modules_exit(void);
/* Lets the inline tests of all modules see the shadow, if it is on. */
void dmasan_modules_switch(void);
bool dmasan_is_instrumented(unsigned long address);

/* Frees of ordinary memory. */
void dmasan_frees_init(void);
void dmasan_frees_exit(void);

/* Devices that were there before dmasan.ko was loaded or switched on: their
 * earlier mappings are unknown. */
void dmasan_devices_init(void);
void dmasan_devices_exit(void);
void dmasan_devices_remember(void);
void dmasan_device_remember(const char *name);
bool dmasan_device_predates(const char *name);
void dmasan_device_released(struct device *dev);

/* Whether DMASan watches at all. An event goes to the core between begin() and
 * end() only; with a negative number there is no event and no end(). Any
 * context; events may sleep. switch() sleeps until no event is on its way. */
int dmasan_event_begin(void);
void dmasan_event_end(int begun);
/* One call as an event of its own; `frame` as dmasan_port_stack() wants it. */
void dmasan_event_at(const struct dmasan_call *call, unsigned long site,
                     unsigned long frame);
void dmasan_event(const struct dmasan_call *call, unsigned long site);
void dmasan_switch(bool on);
bool dmasan_is_on(void);
/* From begin() to end() on a pointer that replace() changed lives. */
void dmasan_wait_for_events(void);

/* Control files and what they change. init() may be called when the core is
 * ready to watch, and ends with it watching; exit() when no hook is there. */
int dmasan_control_init(void);
void dmasan_control_stop(void); /* blind for good, no event is under way */
void dmasan_control_exit(void);
/* The folder in debugfs: readers' files, then writers'. */
struct dentry;
void dmasan_debugfs_init(void);
void dmasan_debugfs_exit(void);
void dmasan_control_files(struct dentry *folder);
extern const struct file_operations dmasan_findings_text, dmasan_findings_json;

/* Fault injection: whether this mapping of the device fails. */
bool dmasan_inject_failure(struct device *dev);
void dmasan_failures_files(struct dentry *folder);
int dmasan_failures_init(void);
void dmasan_failures_exit(void);
unsigned long dmasan_failures_injected(void);

/* Findings that were printed are kept, oldest first, until memory for them is
 * used up. */
void dmasan_findings_keep(const char *text, size_t text_size, const char *json,
                          size_t json_size);
void dmasan_findings_free(void);
unsigned long dmasan_findings_not_kept(void);

/* Trace events. Any context. */
void dmasan_trace_finding(const struct dmasan_finding *finding);

/* For statistics. */
size_t dmasan_memory_bytes(void);
unsigned long dmasan_accesses(void);
unsigned long dmasan_findings_lost(void);
unsigned long dmasan_findings_omitted(void);
/* Visits the calls of each redirected function that was called; their sum. */
unsigned long dmasan_hook_calls(void *context,
                                void (*visit)(void *context, const char *name,
                                              unsigned long calls));

/* Implemented in C++ (control.cpp). */
void dmasan_core_init(void);
unsigned int dmasan_parse_options(const char *text, const char *source);
/* One option and its whole value; says what is wrong and returns false. */
bool dmasan_set_option(const char *name, const char *value, const char *source);
/* The value of one option and a line feed; returns the length. */
int dmasan_print_option(const char *name, char *out, size_t capacity);
const char *dmasan_filter_option(void);
const char *dmasan_fail_driver_option(void);
bool dmasan_watches_pages(void);
/* The text stays until dmasan_wait_for_events() after another one is used. */
void dmasan_use_filter(const char *text);
/* Returns how many lines were bad, each said in the log. */
unsigned int dmasan_add_suppressions(const char *text, const char *source);
void dmasan_retire_suppressions(void);
void dmasan_free_suppressions(void);
size_t dmasan_print_suppressions(char *out, size_t capacity);
/* What was reported may be: a module is gone, its addresses may be another's;
 * or a suppression is. */
void dmasan_forget_findings(void);
/* No event may be on its way. All devices that had mappings count as earlier
 * ones from then on. */
void dmasan_forget_state(void);
/* Whether fault injection is on; whether the next mapping of the device, if the
 * filter selects it, which counts it, fails. */
bool dmasan_injects(void);
bool dmasan_fails(const char *filter, const char *device, const char *driver,
                  uint64_t *calls);
size_t dmasan_print_core_statistics(char *out, size_t capacity);
/* A live mapping for a listing, into memory of dmasan_live_bytes; its number,
 * 0 when there is none from `from` on. */
extern const size_t dmasan_live_bytes;
uint32_t dmasan_next_live(uint32_t from, void *out);
size_t dmasan_print_live_head(char *out, size_t capacity);
size_t dmasan_print_live(void *which, bool json, char *out, size_t capacity);

/* Implemented in C++ (render.cpp). */
extern const size_t dmasan_finding_bytes;
void dmasan_report_of(const struct dmasan_finding *finding,
                      struct dmasan_report *out);
bool dmasan_panic_on_finding(void);
unsigned int dmasan_fail_alloc_nth(void);
/* Whether memory is judged that lies beside mapped memory, on its pages. */
bool dmasan_judges_pages(void);
/* "NUMBER of what was not watched", empty when the number is 0; false beyond
 * the last of them. */
bool dmasan_counter_line(size_t index, char *out, size_t capacity);
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
