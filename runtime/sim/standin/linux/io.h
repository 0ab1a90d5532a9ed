/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Register access. A register is a memory cell that the test's hardware model
 * looks at; writes are ordered after everything before them, relaxed ones are
 * not.
 */
#ifndef DMASAN_STANDIN_LINUX_IO_H
#define DMASAN_STANDIN_LINUX_IO_H

#include <asm/barrier.h>
#include <linux/types.h>

__BEGIN_DECLS

DMASAN_STANDIN_INLINE u8 readb_relaxed(const volatile void __iomem *addr) {
  return *(const volatile u8 *)addr;
}
DMASAN_STANDIN_INLINE u8 readb(const volatile void __iomem *addr) {
  u8 value = readb_relaxed(addr);
  rmb();
  return value;
}
DMASAN_STANDIN_INLINE void writeb_relaxed(u8 value,
                                          volatile void __iomem *addr) {
  *(volatile u8 *)addr = value;
}
DMASAN_STANDIN_INLINE void writeb(u8 value, volatile void __iomem *addr) {
  wmb();
  *(volatile u8 *)addr = value;
}
DMASAN_STANDIN_INLINE u16 readw_relaxed(const volatile void __iomem *addr) {
  return *(const volatile u16 *)addr;
}
DMASAN_STANDIN_INLINE u16 readw(const volatile void __iomem *addr) {
  u16 value = readw_relaxed(addr);
  rmb();
  return value;
}
DMASAN_STANDIN_INLINE void writew_relaxed(u16 value,
                                          volatile void __iomem *addr) {
  *(volatile u16 *)addr = value;
}
DMASAN_STANDIN_INLINE void writew(u16 value, volatile void __iomem *addr) {
  wmb();
  *(volatile u16 *)addr = value;
}
DMASAN_STANDIN_INLINE u32 readl_relaxed(const volatile void __iomem *addr) {
  return *(const volatile u32 *)addr;
}
DMASAN_STANDIN_INLINE u32 readl(const volatile void __iomem *addr) {
  u32 value = readl_relaxed(addr);
  rmb();
  return value;
}
DMASAN_STANDIN_INLINE void writel_relaxed(u32 value,
                                          volatile void __iomem *addr) {
  *(volatile u32 *)addr = value;
}
DMASAN_STANDIN_INLINE void writel(u32 value, volatile void __iomem *addr) {
  wmb();
  *(volatile u32 *)addr = value;
}
DMASAN_STANDIN_INLINE u64 readq_relaxed(const volatile void __iomem *addr) {
  return *(const volatile u64 *)addr;
}
DMASAN_STANDIN_INLINE u64 readq(const volatile void __iomem *addr) {
  u64 value = readq_relaxed(addr);
  rmb();
  return value;
}
DMASAN_STANDIN_INLINE void writeq_relaxed(u64 value,
                                          volatile void __iomem *addr) {
  *(volatile u64 *)addr = value;
}
DMASAN_STANDIN_INLINE void writeq(u64 value, volatile void __iomem *addr) {
  wmb();
  *(volatile u64 *)addr = value;
}
/* The CPU's own byte order, and as little order among accesses. */
DMASAN_STANDIN_INLINE u8 __raw_readb(const volatile void __iomem *addr) {
  return *(const volatile u8 *)addr;
}
DMASAN_STANDIN_INLINE u16 __raw_readw(const volatile void __iomem *addr) {
  return *(const volatile u16 *)addr;
}
DMASAN_STANDIN_INLINE u32 __raw_readl(const volatile void __iomem *addr) {
  return *(const volatile u32 *)addr;
}
DMASAN_STANDIN_INLINE u64 __raw_readq(const volatile void __iomem *addr) {
  return *(const volatile u64 *)addr;
}
DMASAN_STANDIN_INLINE void __raw_writeb(u8 value, volatile void __iomem *addr) {
  *(volatile u8 *)addr = value;
}
DMASAN_STANDIN_INLINE void __raw_writew(u16 value,
                                        volatile void __iomem *addr) {
  *(volatile u16 *)addr = value;
}
DMASAN_STANDIN_INLINE void __raw_writel(u32 value,
                                        volatile void __iomem *addr) {
  *(volatile u32 *)addr = value;
}
DMASAN_STANDIN_INLINE void __raw_writeq(u64 value,
                                        volatile void __iomem *addr) {
  *(volatile u64 *)addr = value;
}

#define ioread8(addr) readb(addr)
#define iowrite8(value, addr) writeb(value, addr)
#define ioread16(addr) readw(addr)
#define iowrite16(value, addr) writew(value, addr)
#define ioread32(addr) readl(addr)
#define iowrite32(value, addr) writel(value, addr)
#define ioread64(addr) readq(addr)
#define iowrite64(value, addr) writeq(value, addr)

#define iowrite32be(value, addr) writel(__builtin_bswap32(value), addr)
#define ioread32be(addr) __builtin_bswap32(readl(addr))

/* Registers that dmasan_sim_registers() made, by their physical address. */
void __iomem *ioremap(phys_addr_t phys, size_t size);
DMASAN_STANDIN_INLINE void iounmap(volatile void __iomem *addr) { (void)addr; }
struct device;
void __iomem *devm_ioremap(struct device *dev, resource_size_t offset,
                           resource_size_t size);

void memcpy_toio(volatile void __iomem *dst, const void *src, size_t count);
void memcpy_fromio(void *dst, const volatile void __iomem *src, size_t count);
void memset_io(volatile void __iomem *dst, int value, size_t count);

__END_DECLS

#endif
