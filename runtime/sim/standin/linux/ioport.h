/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Resources: registers that a test can see (dmasan_sim_registers).
 */
#ifndef DMASAN_STANDIN_LINUX_IOPORT_H
#define DMASAN_STANDIN_LINUX_IOPORT_H

#include <linux/types.h>

__BEGIN_DECLS

struct resource {
  resource_size_t start;
  resource_size_t end;
  const char *name;
  unsigned long flags;
};

#define IORESOURCE_IO 0x00000100ul
#define IORESOURCE_MEM 0x00000200ul
#define IORESOURCE_IRQ 0x00000400ul

DMASAN_STANDIN_INLINE resource_size_t
resource_size(const struct resource *res) {
  return res->end - res->start + 1;
}

__END_DECLS

#endif
