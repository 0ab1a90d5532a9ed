// SPDX-License-Identifier: GPL-2.0
//
// Fault injection: which mapping fails, and the files that set it. Numbers are
// options of the core, read without a lock; the count of calls begins anew with
// each write.
//
// Locks: `writers` orders writers; who reads the list of drivers is inside an
// event, as control.c has it.

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "runtime/port/linux/glue.h"

static DEFINE_MUTEX(writers);
static char *drivers; /* as option filter; "": all */
static uint64_t calls;
static atomic_long_t injected;

bool dmasan_inject_failure(struct device *dev) {
  bool fails;
  int begun;
  if (!dev || !dmasan_injects())
    return false;
  begun = dmasan_event_begin();
  if (begun < 0)
    return false;
  fails = dmasan_fails(READ_ONCE(drivers), dev_name(dev) ?: "",
                       dev_driver_string(dev), &calls);
  dmasan_event_end(begun);
  if (fails)
    atomic_long_inc(&injected);
  return fails;
}

unsigned long dmasan_failures_injected(void) {
  return atomic_long_read(&injected);
}

static int show_number(struct seq_file *out, void *unused) {
  char text[16];
  dmasan_print_option(out->private, text, sizeof(text));
  seq_puts(out, text);
  return 0;
}

static int open_number(struct inode *node, struct file *file) {
  return single_open(file, show_number, node->i_private);
}

static ssize_t write_number(struct file *file, const char __user *from,
                            size_t size, loff_t *at) {
  const char *name = file_inode(file)->i_private;
  char text[32];
  bool good;
  if (size >= sizeof(text))
    return -EINVAL;
  if (copy_from_user(text, from, size))
    return -EFAULT;
  text[size] = '\0';
  mutex_lock(&writers);
  good = dmasan_set_option(name, text, "debugfs");
  WRITE_ONCE(calls, 0);
  mutex_unlock(&writers);
  return good ? size : -EINVAL;
}

static const struct file_operations number_file = {.owner = THIS_MODULE,
                                                   .open = open_number,
                                                   .read = seq_read,
                                                   .write = write_number,
                                                   .llseek = seq_lseek,
                                                   .release = single_release};

static int show_drivers(struct seq_file *out, void *unused) {
  mutex_lock(&writers);
  seq_printf(out, "%s\n", drivers);
  mutex_unlock(&writers);
  return 0;
}

static int open_drivers(struct inode *node, struct file *file) {
  return single_open(file, show_drivers, NULL);
}

static ssize_t write_drivers(struct file *file, const char __user *from,
                             size_t size, loff_t *at) {
  char *text = size > PAGE_SIZE ? ERR_PTR(-E2BIG) : memdup_user_nul(from, size);
  char *old;
  if (IS_ERR(text))
    return PTR_ERR(text);
  strreplace(text, '\n', ' ');
  mutex_lock(&writers);
  old = drivers;
  WRITE_ONCE(drivers, text);
  WRITE_ONCE(calls, 0);
  dmasan_wait_for_events();
  kfree(old);
  mutex_unlock(&writers);
  return size;
}

static const struct file_operations drivers_file = {.owner = THIS_MODULE,
                                                    .open = open_drivers,
                                                    .read = seq_read,
                                                    .write = write_drivers,
                                                    .llseek = seq_lseek,
                                                    .release = single_release};

int dmasan_failures_init(void) {
  drivers = kstrdup(dmasan_fail_driver_option(), GFP_KERNEL);
  return drivers ? 0 : -ENOMEM;
}

void dmasan_failures_files(struct dentry *folder) {
  static char *numbers[] = {"fail_map_nth", "fail_map_percent",
                            "fail_map_seed"};
  size_t index;
  for (index = 0; index < ARRAY_SIZE(numbers); ++index)
    debugfs_create_file(numbers[index], 0600, folder, numbers[index],
                        &number_file);
  debugfs_create_file("fail_driver", 0600, folder, NULL, &drivers_file);
}

void dmasan_failures_exit(void) { kfree(drivers); }
