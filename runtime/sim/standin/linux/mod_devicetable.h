/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What drivers say of the devices that they know.
 */
#ifndef DMASAN_STANDIN_LINUX_MOD_DEVICETABLE_H
#define DMASAN_STANDIN_LINUX_MOD_DEVICETABLE_H

#include <linux/types.h>

typedef unsigned long kernel_ulong_t;

#define PLATFORM_NAME_SIZE 20
#define PCI_ANY_ID (~0)

/* C++ has this word for itself. */
#ifdef __cplusplus
#define DMASAN_STANDIN_CLASS class_code
#else
#define DMASAN_STANDIN_CLASS class
#endif

struct of_device_id {
  char name[32];
  char type[32];
  char compatible[128];
  const void *data;
};

struct platform_device_id {
  char name[PLATFORM_NAME_SIZE];
  kernel_ulong_t driver_data;
};

struct pci_device_id {
  __u32 vendor, device;
  __u32 subvendor, subdevice;
  __u32 DMASAN_STANDIN_CLASS, class_mask;
  kernel_ulong_t driver_data;
};

#endif
