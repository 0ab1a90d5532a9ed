// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C23-04, Linux usbfs, commit a0e710a7def4
// usbfs (Linux): the kernel has its buffer uncached, and user space gets the
// pages cached, by remap_pfn_range().
// EXPECT: coherent-cached-alias in usbdev_mmap at 0
// KERNEL: no, it needs a USB host controller

#include "case.h"

#include <linux/usb.h>

struct usb_memory {
  void *mem;
  dma_addr_t dma_handle;
  size_t size;
};

static __attribute__((__noinline__)) int usbdev_mmap(struct usb_device *udev,
                                                     struct vm_area_struct *vma,
                                                     struct usb_memory *usbm) {
  size_t size = vma->vm_end - vma->vm_start;

  usbm->size = size;
  usbm->mem = usb_alloc_coherent(udev, size, GFP_USER | __GFP_NOWARN,
                                 &usbm->dma_handle);
  if (!usbm->mem)
    return -ENOMEM;
#ifdef GOOD
  return dma_mmap_coherent(udev->bus->sysdev, vma, usbm->mem, usbm->dma_handle,
                           size);
#else
  return remap_pfn_range(vma, vma->vm_start,
                         (unsigned long)(virt_to_phys(usbm->mem) >> PAGE_SHIFT),
                         size, vma->vm_page_prot);
#endif
}

static char user_memory[8192] __attribute__((__aligned__(4096)));

static int driver(struct device *dev) {
  struct usb_bus bus = {.sysdev = dev};
  struct usb_device udev = {.bus = &bus};
  struct vm_area_struct vma = {.vm_start = (unsigned long)user_memory,
                               .vm_end = (unsigned long)user_memory + 8192,
                               .vm_page_prot = PAGE_SHARED};
  struct usb_memory usbm;

  CHECK(2, usbdev_mmap(&udev, &vma, &usbm) == 0);
  ((volatile char *)usbm.mem)[4096] = 'k';
  CHECK(3, *(volatile char *)&user_memory[4096] == 'k');
  usb_free_coherent(&udev, usbm.size, usbm.mem, usbm.dma_handle);
  return 0;
}
