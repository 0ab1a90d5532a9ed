/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Interrupt handlers run when a test raises the line: dmasan_sim_raise_irq().
 */
#ifndef DMASAN_STANDIN_LINUX_INTERRUPT_H
#define DMASAN_STANDIN_LINUX_INTERRUPT_H

#include <linux/device.h>
#include <linux/irqflags.h>
#include <linux/types.h>

__BEGIN_DECLS

typedef enum irqreturn {
  IRQ_NONE = 0,
  IRQ_HANDLED = 1,
  IRQ_WAKE_THREAD = 2,
} irqreturn_t;
#define IRQ_RETVAL(x) ((x) ? IRQ_HANDLED : IRQ_NONE)

typedef irqreturn_t (*irq_handler_t)(int, void *);

#define IRQF_TRIGGER_RISING 0x00000001ul
#define IRQF_TRIGGER_HIGH 0x00000004ul
#define IRQF_SHARED 0x00000080ul
#define IRQF_ONESHOT 0x00002000ul

int request_threaded_irq(unsigned int irq, irq_handler_t handler,
                         irq_handler_t thread_fn, unsigned long flags,
                         const char *name, void *dev);
const void *free_irq(unsigned int irq, void *dev_id);
int devm_request_threaded_irq(struct device *dev, unsigned int irq,
                              irq_handler_t handler, irq_handler_t thread_fn,
                              unsigned long irqflags, const char *devname,
                              void *dev_id);
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);
DMASAN_STANDIN_INLINE int request_irq(unsigned int irq, irq_handler_t handler,
                                      unsigned long flags, const char *name,
                                      void *dev) {
  return request_threaded_irq(irq, handler, NULL, flags, name, dev);
}
DMASAN_STANDIN_INLINE int devm_request_irq(struct device *dev, unsigned int irq,
                                           irq_handler_t handler,
                                           unsigned long irqflags,
                                           const char *devname, void *dev_id) {
  return devm_request_threaded_irq(dev, irq, handler, NULL, irqflags, devname,
                                   dev_id);
}
void disable_irq(unsigned int irq);
void enable_irq(unsigned int irq);
#define disable_irq_nosync(irq) disable_irq(irq)
/* Handlers run in the thread that raises the line: there is none to wait for.
 */
#define synchronize_irq(irq) ((void)(irq))

__END_DECLS

#endif
