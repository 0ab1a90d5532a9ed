// SPDX-License-Identifier: GPL-2.0
//
// Faults of an IOMMU: what it refused goes to the core as an access of the
// device, before the kernel's own handler sees it. VT-d is asked by its fault
// registers (specification, 10.4 and 10.5), for the function that would tell is
// inlined; an SMMUv3 by the event that its handler is given (IHI 0070, 7.3).
//
// Threading: VT-d tells in a hard interrupt, so a device is found by its id
// without a lock. A device that goes waits for the interrupts that may use it.
// Failure: an id that nobody or more than one device has (behind a conventional
// bridge) is counted, and said when the module goes. Records that a unit makes
// while the kernel clears others are the kernel's alone.

#include <linux/bitfield.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/rcupdate.h>
#include <linux/xarray.h>

#include "runtime/port/linux/glue.h"

irqreturn_t (*dmasan_original_dmar_fault)(int irq, void *unit);
int (*dmasan_original_arm_smmu_handle_evt)(void *smmu, u64 *event);

/* Id on the bus: device, or kShared. */
static DEFINE_XARRAY(masters);
#define kShared xa_mk_value(1)
static atomic_long_t unknown_faults;

/* Not exported. Whoever is behind a bridge may have the bridge's id. */
static int (*for_each_alias)(struct pci_dev *pci,
                             int (*visit)(struct pci_dev *pci, u16 id,
                                          void *data),
                             void *data);

/* Drivers of several devices may be bound at once. */
static void add_id(struct device *dev, u32 id) {
  void *have = xa_cmpxchg(&masters, id, NULL, dev, GFP_KERNEL);
  if (have && have != dev)
    xa_store(&masters, id, kShared, GFP_KERNEL);
}

static int add_alias(struct pci_dev *pci, u16 id, void *dev) {
  add_id(dev, id);
  return 0;
}

/* The ids that firmware gives a device, if it does. */
static bool add_firmware_ids(struct device *dev) {
#ifdef CONFIG_IOMMU_API /* else the type has no members */
  struct iommu_fwspec *spec = dev_iommu_fwspec_get(dev);
  unsigned int index;
  for (index = 0; spec && index < spec->num_ids; ++index)
    add_id(dev, spec->ids[index]);
  return spec;
#else
  return false;
#endif
}

static int add_device(struct device *dev, void *data) {
  if (dev_is_pci(dev) && pci_is_bridge(to_pci_dev(dev)))
    return 0; /* its id stands for who is behind it */
  if (!add_firmware_ids(dev) && dev_is_pci(dev) && for_each_alias)
    for_each_alias(to_pci_dev(dev), add_alias, dev);
  return 0;
}

/* All that it ever had: firmware may have changed its ids meanwhile. */
static void drop_device(struct device *dev) {
  unsigned long id;
  void *have;
  xa_for_each(&masters, id, have) if (have == dev)
      xa_cmpxchg(&masters, id, dev, NULL, GFP_KERNEL);
}

/* Firmware's ids are known only when a driver is bound. */
static int bus_changed(struct notifier_block *block, unsigned long what,
                       void *data) {
  if (what == BUS_NOTIFY_ADD_DEVICE || what == BUS_NOTIFY_BIND_DRIVER) {
    add_device(data, NULL);
  } else if (what == BUS_NOTIFY_DEL_DEVICE) {
    drop_device(data);
    synchronize_rcu();
  }
  return NOTIFY_OK;
}

static struct watched_bus {
  struct bus_type *bus;
  struct notifier_block notifier;
} buses[] = {{&pci_bus_type, {.notifier_call = bus_changed}},
             {&platform_bus_type, {.notifier_call = bus_changed}}};

static void tell(u32 id, u64 dma, u64 size, bool write, const char *function,
                 const void *handler) {
  struct dmasan_call call = {.event = write ? DMASAN_EVENT_DEVICE_WRITE
                                            : DMASAN_EVENT_DEVICE_READ,
                             .flags = DMASAN_CALL_REFUSED,
                             .dma = dma,
                             .size = size,
                             .function = function};
  rcu_read_lock();
  call.device = xa_load(&masters, id);
  if (call.device && !xa_is_value(call.device))
    dmasan_event(&call, (unsigned long)handler + 1);
  else
    atomic_long_inc(&unknown_faults);
  rcu_read_unlock();
}

enum {
  kCapability = 0x08,
  kFaultStatus = 0x34,
  kPending = 1 << 1,
  kRecordBytes = 16,
  kVtdPage = 4096
};
#define kVtdReason GENMASK_ULL(39, 32) /* of the upper half of a record */
#define kVtdRead BIT_ULL(62)
#define kVtdRecorded BIT_ULL(63)

/* Interrupt remapping has these reasons; their records hold no address. */
static bool is_interrupt(u64 reason) { return reason >= 0x20 && reason < 0x30; }

static void read_records(void __iomem *registers) {
  u64 capability = readq(registers + kCapability);
  unsigned int count = FIELD_GET(GENMASK_ULL(47, 40), capability) + 1;
  unsigned int first = FIELD_GET(GENMASK_ULL(33, 24), capability) * 16, at;
  u32 status = readl(registers + kFaultStatus);
  if (!(status & kPending))
    return;
  for (at = 0; at < count; ++at) {
    unsigned int which = (FIELD_GET(GENMASK(15, 8), status) + at) % count;
    void __iomem *record = registers + first + which * kRecordBytes;
    u64 upper = readq(record + 8);
    if (!(upper & kVtdRecorded))
      return;
    if (!is_interrupt(FIELD_GET(kVtdReason, upper)))
      tell(upper & 0xffff, readq(record) & ~(u64)(kVtdPage - 1), kVtdPage,
           !(upper & kVtdRead), "dmar_fault", dmasan_original_dmar_fault);
  }
}

/* A unit's description begins with the address of its registers. */
noinline irqreturn_t dmasan_watch_dmar_fault(int irq, void *unit) {
  void __iomem *registers = *(void __iomem **)unit;
  irqreturn_t result;
  dmasan_hook_enter();
  if (is_ioremap_addr((void __force *)registers))
    read_records(registers);
  result = dmasan_original_dmar_fault(irq, unit);
  dmasan_hook_leave();
  return result;
}

enum { /* translation, address size, access flag, permission */
       kSmmuFirstFault = 0x10,
       kSmmuLastFault = 0x13
};
#define kSmmuRead BIT_ULL(35)  /* of the second word of an event */
#define kSmmuStall BIT_ULL(31) /* ... whose access may yet be allowed */

noinline int dmasan_watch_arm_smmu_handle_evt(void *smmu, u64 *event) {
  u64 what = event[0] & 0xff;
  int result;
  dmasan_hook_enter();
  if (what >= kSmmuFirstFault && what <= kSmmuLastFault &&
      !(event[1] & kSmmuStall))
    tell(event[0] >> 32, event[2], 1, !(event[1] & kSmmuRead),
         "arm_smmu_handle_evt", dmasan_original_arm_smmu_handle_evt);
  result = dmasan_original_arm_smmu_handle_evt(smmu, event);
  dmasan_hook_leave();
  return result;
}

void dmasan_faults_init(void) {
  size_t index;
  for_each_alias = (void *)dmasan_symbol("pci_for_each_dma_alias");
  for (index = 0; index < ARRAY_SIZE(buses); ++index) {
    bus_register_notifier(buses[index].bus, &buses[index].notifier);
    bus_for_each_dev(buses[index].bus, NULL, NULL, add_device);
  }
}

/* No hook is there any more. */
void dmasan_faults_exit(void) {
  size_t index;
  long unknown = atomic_long_read(&unknown_faults);
  for (index = 0; index < ARRAY_SIZE(buses); ++index)
    bus_unregister_notifier(buses[index].bus, &buses[index].notifier);
  xa_destroy(&masters);
  if (unknown)
    pr_warn("dmasan: %ld faults of an IOMMU by devices that their id does not "
            "tell\n",
            unknown);
}
