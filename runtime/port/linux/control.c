// SPDX-License-Identifier: GPL-2.0
//
// On and off, filter and suppressions, while DMASan runs.
//
// Off means blind: no event reaches the core, no shadow byte traps, and what
// was known is forgotten. Devices that are there when it is switched on again
// count as those that were there before the module was loaded: they may have
// mappings that nobody saw.
//
// Locks: `writers` orders those who change something and is never taken on the
// way of an event. An event runs inside the SRCU domain `events`, which also
// holds the filter, the fault injection's driver list and the suppressions that
// it may be looking at.

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/uaccess.h>

#include "runtime/port/linux/glue.h"

enum { kMostText = 64 << 10 };

DEFINE_STATIC_SRCU(events);
static DEFINE_MUTEX(writers);
static bool watching;

static bool enabled = true;
module_param(enabled, bool, 0400);
MODULE_PARM_DESC(enabled, "watch from the beginning; 0: when debugfs says so");

static char *suppressions;
module_param(suppressions, charp, 0400);
MODULE_PARM_DESC(suppressions, "suppressions, kind:pattern,kind:pattern");

/* What the core uses if not the option's own text. */
static char *filter_text;

int dmasan_event_begin(void) {
  int begun;
  if (!READ_ONCE(watching))
    return -1;
  begun = srcu_read_lock(&events);
  if (READ_ONCE(watching))
    return begun;
  srcu_read_unlock(&events, begun);
  return -1;
}

void dmasan_event_end(int begun) { srcu_read_unlock(&events, begun); }

void dmasan_event_at(const struct dmasan_call *call, unsigned long site,
                     unsigned long frame) {
  int begun = dmasan_event_begin();
  if (begun < 0)
    return;
  __dmasan_call_at(call, site, frame);
  dmasan_event_end(begun);
}

void dmasan_event(const struct dmasan_call *call, unsigned long site) {
  dmasan_event_at(call, site, 0);
}

void dmasan_wait_for_events(void) { synchronize_srcu(&events); }
bool dmasan_is_on(void) { return READ_ONCE(watching); }

void dmasan_switch(bool on) {
  mutex_lock(&writers);
  if (on && !watching) {
    /* A device may come between the first walk and the first event. */
    dmasan_devices_remember();
    WRITE_ONCE(watching, true);
    dmasan_devices_remember();
    dmasan_modules_switch();
  } else if (!on && watching) {
    WRITE_ONCE(watching, false);
    dmasan_modules_switch();
    dmasan_wait_for_events();
    dmasan_forget_state();
  }
  mutex_unlock(&writers);
}

static char *text_from_user(const char __user *from, size_t size) {
  return size > kMostText ? ERR_PTR(-E2BIG) : memdup_user_nul(from, size);
}

static ssize_t read_enabled(struct file *file, char __user *to, size_t size,
                            loff_t *at) {
  char text[] = {dmasan_is_on() ? '1' : '0', '\n'};
  return simple_read_from_buffer(to, size, at, text, sizeof(text));
}

static ssize_t write_enabled(struct file *file, const char __user *from,
                             size_t size, loff_t *at) {
  bool on;
  int error = kstrtobool_from_user(from, size, &on);
  if (error)
    return error;
  dmasan_switch(on);
  pr_info("dmasan: switched %s\n", on ? "on" : "off");
  return size;
}

static const struct file_operations enabled_file = {
    .owner = THIS_MODULE, .read = read_enabled, .write = write_enabled};

static int show_filter(struct seq_file *out, void *unused) {
  mutex_lock(&writers);
  seq_printf(out, "%s\n", filter_text ?: dmasan_filter_option());
  mutex_unlock(&writers);
  return 0;
}

static ssize_t write_filter(struct file *file, const char __user *from,
                            size_t size, loff_t *at) {
  char *text = text_from_user(from, size), *old;
  if (IS_ERR(text))
    return PTR_ERR(text);
  strreplace(text, '\n', ' ');
  memmove(text, strim(text), strlen(strim(text)) + 1);
  mutex_lock(&writers);
  old = filter_text;
  filter_text = text;
  dmasan_use_filter(text);
  dmasan_wait_for_events();
  kfree(old);
  mutex_unlock(&writers);
  return size;
}

static int show_suppressions(struct seq_file *out, void *unused) {
  char *room;
  size_t length = seq_get_buf(out, &room);
  size_t used = 0;
  mutex_lock(&writers);
  if (length > 1)
    used = dmasan_print_suppressions(room, length);
  mutex_unlock(&writers);
  seq_commit(out, used);
  return 0;
}

static void clear_suppressions(void) {
  dmasan_retire_suppressions();
  dmasan_wait_for_events();
  /* What they hid is told when it comes again, and no finding that was seen
   * before names one of them any more. */
  dmasan_forget_findings();
  dmasan_wait_for_events();
  dmasan_free_suppressions();
}

static ssize_t write_suppressions(struct file *file, const char __user *from,
                                  size_t size, loff_t *at) {
  char *text = text_from_user(from, size);
  unsigned int bad = 0;
  if (IS_ERR(text))
    return PTR_ERR(text);
  mutex_lock(&writers);
  if (!strcmp(strim(text), "clear"))
    clear_suppressions();
  else
    bad = dmasan_add_suppressions(text, "suppressions");
  mutex_unlock(&writers);
  kfree(text);
  return bad ? -EINVAL : size;
}

static int open_filter(struct inode *node, struct file *file) {
  return single_open(file, show_filter, NULL);
}

static int open_suppressions(struct inode *node, struct file *file) {
  return single_open_size(file, show_suppressions, NULL, kMostText);
}

static const struct file_operations filter_file = {.owner = THIS_MODULE,
                                                   .open = open_filter,
                                                   .read = seq_read,
                                                   .write = write_filter,
                                                   .llseek = seq_lseek,
                                                   .release = single_release};
static const struct file_operations suppressions_file = {
    .owner = THIS_MODULE,
    .open = open_suppressions,
    .read = seq_read,
    .write = write_suppressions,
    .llseek = seq_lseek,
    .release = single_release};

void dmasan_control_files(struct dentry *folder) {
  debugfs_create_file("enabled", 0600, folder, NULL, &enabled_file);
  debugfs_create_file("filter", 0600, folder, NULL, &filter_file);
  debugfs_create_file("suppressions", 0600, folder, NULL, &suppressions_file);
}

int dmasan_control_init(void) {
  int error = dmasan_failures_init();
  if (error)
    return error;
  dmasan_core_init();
  dmasan_use_filter(dmasan_filter_option());
  if (suppressions) {
    char *text = kstrdup(suppressions, GFP_KERNEL);
    if (!text)
      return -ENOMEM;
    strreplace(text, ',', '\n');
    dmasan_add_suppressions(text, "suppressions=");
    kfree(text);
  }
  dmasan_debugfs_init();
  if (enabled)
    dmasan_switch(true);
  return 0;
}

void dmasan_control_stop(void) {
  dmasan_debugfs_exit();
  mutex_lock(&writers);
  WRITE_ONCE(watching, false);
  mutex_unlock(&writers);
  dmasan_wait_for_events();
}

void dmasan_control_exit(void) {
  dmasan_failures_exit();
  kfree(filter_text);
}
