/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Return values of interrupt handlers, which a test calls itself.
 */
#ifndef DMASAN_STANDIN_LINUX_INTERRUPT_H
#define DMASAN_STANDIN_LINUX_INTERRUPT_H

#include <linux/types.h>

typedef enum irqreturn {
  IRQ_NONE = 0,
  IRQ_HANDLED = 1,
  IRQ_WAKE_THREAD = 2,
} irqreturn_t;

typedef irqreturn_t (*irq_handler_t)(int, void *);

#endif
