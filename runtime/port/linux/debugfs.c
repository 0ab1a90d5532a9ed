// SPDX-License-Identifier: GPL-2.0
//
// /sys/kernel/debug/dmasan: what is mapped, found and counted.
//
// Locks: a reader holds the seq_file's own mutex, and inside the core those of
// one mapping and of its pages, one at a time and never while it copies to the
// user; hooks take the latter two and no other. So a reader may stop anywhere,
// for any time, and holds up nobody.
//
// Failure: without debugfs there are no files, and nothing else is amiss.

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "runtime/port/linux/glue.h"

enum { kLine = 2048, kStatistics = 8 << 10 };
/* Position behind the last mapping: the end of the JSON array. */
static const loff_t kEnd = 1ll << 40;

struct listing {
  bool json;
  uint32_t first; /* mapping before which there is no comma */
  uint32_t now;
  char line[kLine];
  char live[]; /* dmasan_live_bytes */
};

static void *find_from(struct seq_file *out, loff_t *at) {
  struct listing *listing = out->private;
  listing->now = *at < kEnd ? dmasan_next_live(*at, listing->live) : 0;
  if (listing->now) {
    *at = listing->now;
    return listing;
  }
  if (!listing->json || *at > kEnd)
    return NULL;
  *at = kEnd;
  return listing;
}

static void *start(struct seq_file *out, loff_t *at) {
  struct listing *listing = out->private;
  if (*at)
    return find_from(out, at);
  listing->first = 0;
  return SEQ_START_TOKEN;
}

static void *next(struct seq_file *out, void *item, loff_t *at) {
  ++*at;
  return find_from(out, at);
}

static void stop(struct seq_file *out, void *item) {}

static int show(struct seq_file *out, void *item) {
  struct listing *listing = out->private;
  size_t length;
  if (item == SEQ_START_TOKEN) {
    if (listing->json) {
      seq_puts(out, "[");
      return 0;
    }
    length = dmasan_print_live_head(listing->line, kLine);
  } else if (!listing->now) {
    seq_puts(out, "\n]\n");
    return 0;
  } else {
    if (listing->json) {
      if (!listing->first)
        listing->first = listing->now;
      seq_puts(out, listing->first == listing->now ? "\n" : ",\n");
    }
    length =
        dmasan_print_live(listing->live, listing->json, listing->line, kLine);
  }
  seq_write(out, listing->line, length);
  return 0;
}

static const struct seq_operations listing_steps = {
    .start = start, .next = next, .stop = stop, .show = show};

static int open_mappings(struct inode *node, struct file *file) {
  struct listing *listing = __seq_open_private(
      file, &listing_steps, sizeof(*listing) + dmasan_live_bytes);
  if (!listing)
    return -ENOMEM;
  listing->json = node->i_private != NULL;
  return 0;
}

static const struct file_operations mappings_file = {.owner = THIS_MODULE,
                                                     .open = open_mappings,
                                                     .read = seq_read,
                                                     .llseek = seq_lseek,
                                                     .release =
                                                         seq_release_private};

static void show_calls(void *out, const char *name, unsigned long calls) {
  seq_printf(out, "calls of %s: %lu\n", name, calls);
}

static int statistics_show(struct seq_file *out, void *unused) {
  char *text = kmalloc(kStatistics, GFP_KERNEL);
  if (!text)
    return -ENOMEM;
  seq_printf(out, "watching: %d\n", dmasan_is_on());
  seq_printf(out, "calls: %lu\n", dmasan_hook_calls(out, show_calls));
  seq_printf(out, "accesses that took the slow path: %lu\n", dmasan_accesses());
  seq_printf(out, "bytes of memory: %zu\n", dmasan_memory_bytes());
  seq_printf(out, "bytes of shadow: %lu\n",
             dmasan_shadow_limit() >> DMASAN_SHADOW_SCALE);
  seq_printf(out, "mappings that were made to fail: %lu\n",
             dmasan_failures_injected());
  seq_printf(out, "findings lost (queue full): %lu\n", dmasan_findings_lost());
  seq_printf(out,
             "findings counted but left out (what was mapped before is not "
             "known): %lu\n",
             dmasan_findings_omitted());
  seq_printf(out, "findings printed but not kept (no more room): %lu\n",
             dmasan_findings_not_kept());
  dmasan_print_core_statistics(text, kStatistics);
  seq_puts(out, text);
  kfree(text);
  return 0;
}
DEFINE_SHOW_ATTRIBUTE(statistics);

static struct dentry *folder;

void dmasan_debugfs_init(void) {
  static char json;
  folder = debugfs_create_dir("dmasan", NULL);
  debugfs_create_file("mappings", 0400, folder, NULL, &mappings_file);
  debugfs_create_file("mappings.json", 0400, folder, &json, &mappings_file);
  debugfs_create_file("findings", 0400, folder, NULL, &dmasan_findings_text);
  debugfs_create_file("findings.json", 0400, folder, NULL,
                      &dmasan_findings_json);
  debugfs_create_file("statistics", 0400, folder, NULL, &statistics_fops);
  dmasan_control_files(folder);
  dmasan_failures_files(folder);
}

void dmasan_debugfs_exit(void) { debugfs_remove(folder); }
