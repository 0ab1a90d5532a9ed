// SPDX-License-Identifier: GPL-2.0
//
// Findings that were printed, kept as they were: their functions may have no
// names any more when somebody reads them.
//
// Locks: `lock` guards the list. The printing thread and readers take it, hooks
// never do. Failure: beyond kMost bytes, or without memory, a finding is only
// counted.

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "runtime/port/linux/glue.h"

enum { kMost = 4 << 20 };

struct kept {
  struct list_head link;
  size_t text_size, json_size;
  char bytes[]; /* text, then JSON */
};

static LIST_HEAD(findings);
static DEFINE_MUTEX(lock);
static size_t used;
static unsigned long not_kept;

void dmasan_findings_keep(const char *text, size_t text_size, const char *json,
                          size_t json_size) {
  size_t size = sizeof(struct kept) + text_size + json_size;
  struct kept *kept = NULL;
  mutex_lock(&lock);
  if (used + size <= kMost)
    kept = kvmalloc(size, GFP_KERNEL);
  if (kept) {
    kept->text_size = text_size;
    kept->json_size = json_size;
    memcpy(kept->bytes, text, text_size);
    memcpy(kept->bytes + text_size, json, json_size);
    list_add_tail(&kept->link, &findings);
    used += size;
  } else {
    ++not_kept;
  }
  mutex_unlock(&lock);
}

void dmasan_findings_free(void) {
  struct kept *kept, *next;
  list_for_each_entry_safe(kept, next, &findings, link) kvfree(kept);
  INIT_LIST_HEAD(&findings);
}

unsigned long dmasan_findings_not_kept(void) { return READ_ONCE(not_kept); }

static void *start(struct seq_file *out, loff_t *at) {
  mutex_lock(&lock);
  return seq_list_start(&findings, *at);
}

static void *next(struct seq_file *out, void *item, loff_t *at) {
  return seq_list_next(item, &findings, at);
}

static void stop(struct seq_file *out, void *item) { mutex_unlock(&lock); }

static int show_text(struct seq_file *out, void *item) {
  struct kept *kept = list_entry(item, struct kept, link);
  seq_write(out, kept->bytes, kept->text_size);
  return 0;
}

static int show_json(struct seq_file *out, void *item) {
  struct kept *kept = list_entry(item, struct kept, link);
  seq_write(out, kept->bytes + kept->text_size, kept->json_size);
  return 0;
}

static const struct seq_operations text_steps = {
    .start = start, .next = next, .stop = stop, .show = show_text};
static const struct seq_operations json_steps = {
    .start = start, .next = next, .stop = stop, .show = show_json};

/* Whoever opens the file finds in it what was found before. */
static int open_text(struct inode *node, struct file *file) {
  dmasan_reports_flush();
  return seq_open(file, &text_steps);
}
static int open_json(struct inode *node, struct file *file) {
  dmasan_reports_flush();
  return seq_open(file, &json_steps);
}

const struct file_operations dmasan_findings_text = {.owner = THIS_MODULE,
                                                     .open = open_text,
                                                     .read = seq_read,
                                                     .llseek = seq_lseek,
                                                     .release = seq_release};
const struct file_operations dmasan_findings_json = {.owner = THIS_MODULE,
                                                     .open = open_json,
                                                     .read = seq_read,
                                                     .llseek = seq_lseek,
                                                     .release = seq_release};
