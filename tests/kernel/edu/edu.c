// SPDX-License-Identifier: GPL-2.0
//
// Drives QEMU's "edu" device, whose DMA engine moves bytes between its own
// buffer and any DMA address, rightly and wrongly: one function a case. The
// case is a word that is written to the parameter `run`; the function returns
// when the device has done.
//
// On one CPU: then a fault, whose interrupt is pending before the device says
// that it has done, is handled before the driver goes on.

#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/string.h>

/* QEMU docs/specs/edu.txt */
enum {
  kSource = 0x80,
  kTarget = 0x88,
  kCount = 0x90,
  kCommand = 0x98,
  kStart = 1,
  kToMemory = 2,
  kInside = 0x40000, /* its buffer, as its DMA engine knows it */
  kMaskBits = 28,
  kMost = 2048 /* bytes at once; its check is wrong by one for 4096 */
};

static void __iomem *registers;
static struct device *edu;

static noinline void start(bool to_memory, dma_addr_t dma, size_t size) {
  writeq(to_memory ? kInside : dma, registers + kSource);
  writeq(to_memory ? dma : kInside, registers + kTarget);
  writeq(size, registers + kCount);
  writeq(kStart | (to_memory ? kToMemory : 0), registers + kCommand);
}

/* The last sleep is for a thread that handles the fault. */
static noinline void wait(void) {
  bool busy;
  do {
    busy = readq(registers + kCommand) & kStart;
    usleep_range(1000, 2000);
  } while (busy);
}

static __always_inline dma_addr_t map(void *buffer, size_t size,
                                      enum dma_data_direction direction) {
  dma_addr_t dma = dma_map_single(edu, buffer, size, direction);
  if (dma_mapping_error(edu, dma))
    pr_err("edu: cannot map\n");
  return dma;
}

static noinline void case_right(char *buffer) {
  dma_addr_t dma;
  bool same = true;
  size_t at;
  for (at = 0; at < kMost; ++at)
    buffer[at] = (char)(at * 7);
  dma = map(buffer, kMost, DMA_TO_DEVICE);
  start(false, dma, kMost);
  wait();
  dma_unmap_single(edu, dma, kMost, DMA_TO_DEVICE);
  memset(buffer, 0, kMost);
  dma = map(buffer, kMost, DMA_FROM_DEVICE);
  start(true, dma, kMost);
  wait();
  dma_unmap_single(edu, dma, kMost, DMA_FROM_DEVICE);
  for (at = 0; at < kMost; ++at)
    same &= buffer[at] == (char)(at * 7);
  pr_info("edu: data is %s\n", same ? "right" : "wrong");
}

/* The device waits 100 ms before it begins. */
static noinline void case_after_unmap(char *buffer) {
  dma_addr_t dma = map(buffer + 128, 256, DMA_FROM_DEVICE);
  start(true, dma, 256);
  dma_unmap_single(edu, dma, 256, DMA_FROM_DEVICE);
  wait();
}

/* Three pages: an IOVA is aligned to a power of two, so nothing follows. */
static noinline void case_beyond(char *buffer) {
  dma_addr_t dma = map(buffer, 3 * PAGE_SIZE, DMA_FROM_DEVICE);
  start(true, dma + 3 * PAGE_SIZE - 64, 128);
  wait();
  dma_unmap_single(edu, dma, 3 * PAGE_SIZE, DMA_FROM_DEVICE);
}

static noinline void case_write_to_device(char *buffer) {
  dma_addr_t dma = map(buffer, 512, DMA_TO_DEVICE);
  start(true, dma, 512);
  wait();
  dma_unmap_single(edu, dma, 512, DMA_TO_DEVICE);
}

/* Linux forbids reading to no device that may write (VT-d since 6.1, Arm). */
static noinline void case_read_from_device(char *buffer) {
  dma_addr_t dma = map(buffer, 512, DMA_FROM_DEVICE);
  start(false, dma, 512);
  wait();
  dma_unmap_single(edu, dma, 512, DMA_FROM_DEVICE);
}

/* The first page is never given out. */
static noinline void case_unmapped(char *buffer) {
  start(false, 64, 64);
  wait();
}

static const struct {
  const char *name;
  void (*run)(char *buffer);
} cases[] = {
#define EDU_CASE(Name, Sees, Kind) {#Name, case_##Name},
#include "cases.def"
#undef EDU_CASE
};

static int run(const char *name, const struct kernel_param *parameter) {
  unsigned long buffer;
  size_t at;
  if (!edu)
    return -ENODEV;
  for (at = 0; at < ARRAY_SIZE(cases); ++at) {
    if (!sysfs_streq(name, cases[at].name))
      continue;
    buffer = __get_free_pages(GFP_KERNEL, 2);
    if (!buffer)
      return -ENOMEM;
    cases[at].run((char *)buffer);
    free_pages(buffer, 2);
    return 0;
  }
  return -EINVAL;
}
static const struct kernel_param_ops run_ops = {.set = run};
module_param_cb(run, &run_ops, NULL, 0200);

static int probe(struct pci_dev *pci, const struct pci_device_id *id) {
  int error = pcim_enable_device(pci);
  if (!error)
    error = dma_set_mask_and_coherent(&pci->dev, DMA_BIT_MASK(kMaskBits));
  if (!error)
    error = pcim_iomap_regions(pci, 1, "edu");
  if (error)
    return error;
  pci_set_master(pci);
  registers = pcim_iomap_table(pci)[0];
  edu = &pci->dev;
  return 0;
}

static void remove(struct pci_dev *pci) { edu = NULL; }

static const struct pci_device_id ids[] = {{PCI_DEVICE(0x1234, 0x11e8)}, {}};
MODULE_DEVICE_TABLE(pci, ids);
static struct pci_driver edu_driver = {
    .name = "edu", .id_table = ids, .probe = probe, .remove = remove};
module_pci_driver(edu_driver);
MODULE_DESCRIPTION("drives QEMU's edu device, rightly and wrongly");
MODULE_LICENSE("GPL");
