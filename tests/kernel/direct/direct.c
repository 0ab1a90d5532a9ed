// SPDX-License-Identifier: GPL-2.0
//
// Has ftrace call it directly from a function that DMASan redirects, as a
// program of BPF does: there is room for one such call in a function.

#include <linux/dma-mapping.h>
#include <linux/ftrace.h>
#include <linux/module.h>

/* Goes on in the function. */
void returns(void);
asm(".pushsection .text\n"
    ".type returns, @function\n"
    "returns:\n" ASM_RET ".size returns, . - returns\n"
    ".popsection\n");

/* Agrees to whoever changes where the function goes on. */
static int agree(struct ftrace_ops *own, enum ftrace_ops_cmd command) {
  return 0;
}

static struct ftrace_ops ops = {.ops_func = agree};

static int __init direct_init(void) {
  int error = ftrace_set_filter_ip(&ops, (unsigned long)dma_map_resource, 0, 1);
  return error ?: register_ftrace_direct_multi(&ops, (unsigned long)returns);
}

static void __exit direct_exit(void) {
  unregister_ftrace_direct_multi(&ops, (unsigned long)returns);
}

module_init(direct_init);
module_exit(direct_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Takes a function's one direct call");
