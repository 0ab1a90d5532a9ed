/* SPDX-License-Identifier: GPL-2.0
 *
 * Where redirected functions of x86-64 call to, in place of ftrace: goes on in
 * their hook, as if their caller had called that.
 *
 * Invariants: no register of an argument is touched; the stack is as the caller
 * left it, so that it can be unwound at each instruction.
 * Threading: any context; the table is written before anything calls this.
 */
#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>
#include <linux/linkage.h>

#include "interceptors/kernel/redirect_entry.h"

SYM_FUNC_START(dmasan_redirect_entry)
  movq (%rsp), %r11 /* behind the site; multiplied, the place of its hook */
  imulq dmasan_redirect_factor(%rip), %r11
  shrq $(64 - DMASAN_REDIRECT_BITS), %r11
  movq dmasan_redirect_targets(,%r11,8), %r11
  addq $8, %rsp
  UNWIND_HINT_FUNC
  JMP_NOSPEC r11
SYM_FUNC_END(dmasan_redirect_entry)
