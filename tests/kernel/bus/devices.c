// SPDX-License-Identifier: GPL-2.0
//
// The kernel's twin of the simulated bus (dmasan/sim.h), for cases that run as
// modules: devices, and what they do by themselves. A device is one of the
// guest's pci-testdevs, bound to the driver of this module while it exists, so
// that the kernel's own leak checks see it go. What a device reads or writes is
// an event for dmasan.ko, as on the hosted bus.
//
// Threading: one case at a time; device accesses in any context.
// Failure: no device when all of the guest's are taken.

#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "bus.h"
#include "dmasan/interface.h"
#include "dmasan/sim.h"

/* dmasan.ko fills in what instrumented code has, too: the way in for events. */
struct dmasan_table __dmasan_table __section(".dmasan_table") = {
    .magic = DMASAN_TABLE_MAGIC};
static noinline __used struct dmasan_table *__dmasan_find_table(void) {
  return &__dmasan_table;
}

struct agent {
  struct list_head link;
  struct device *dev;
  struct device *made; /* a child of our own; NULL: dev is a PCI device */
  struct space *space;
  u64 mask; /* a child's */
};

struct gone {
  struct list_head link;
  struct pci_dev *dev;
};

static LIST_HEAD(gone);
static LIST_HEAD(agents);
static DEFINE_SPINLOCK(agents_lock);
static struct pci_dev *wanted; /* the next to be bound */
static atomic_t spaces;

static struct agent *agent_of(struct device *dev) {
  struct agent *agent, *found = NULL;
  unsigned long flags;
  spin_lock_irqsave(&agents_lock, flags);
  list_for_each_entry(agent, &agents, link) if (agent->dev == dev) found =
      agent;
  spin_unlock_irqrestore(&agents_lock, flags);
  return found;
}

struct space *corpus_space_of(struct device *dev) {
  struct agent *agent = agent_of(dev);
  return agent ? agent->space : NULL;
}

static void announce(struct dmasan_call *call, unsigned long caller) {
  void (*enter)(const struct dmasan_call *call, uintptr_t pc) =
      READ_ONCE(__dmasan_table.call);
  if (enter)
    enter(call, caller);
}

static void announce_new(struct agent *agent,
                         const struct dmasan_sim_config *config,
                         unsigned long caller) {
  struct dmasan_call call = {
      .event = DMASAN_EVENT_DEVICE_ADD,
      .flags = DMASAN_CALL_HARDWARE_KNOWN |
               (config->coherent ? DMASAN_CALL_DEVICE_SNOOPS : 0) |
               (config->declared_coherent ? DMASAN_CALL_DEVICE_COHERENT : 0) |
               (agent->made ? DMASAN_CALL_DEVICE_UNCONFIGURED : 0),
      .device = agent->dev,
      .size = ~agent->space->wires ? agent->space->wires : 0,
      .function = "dmasan_sim_device_create"};
  announce(&call, caller);
}

static struct agent *add_agent(struct device *dev, struct space *space) {
  struct agent *agent = kzalloc(sizeof(*agent), GFP_KERNEL);
  unsigned long flags;
  if (!agent)
    return NULL;
  agent->dev = dev;
  agent->space = space;
  ++space->users;
  set_dma_ops(dev, &corpus_bus_operations);
  spin_lock_irqsave(&agents_lock, flags);
  list_add(&agent->link, &agents);
  spin_unlock_irqrestore(&agents_lock, flags);
  return agent;
}

static void remove_agent(struct agent *agent) {
  unsigned long flags;
  spin_lock_irqsave(&agents_lock, flags);
  list_del(&agent->link);
  spin_unlock_irqrestore(&agents_lock, flags);
  set_dma_ops(agent->dev, NULL);
  if (--agent->space->users == 0) {
    corpus_space_clear(agent->space);
    kfree(agent->space);
  }
  kfree(agent);
}

static int probe(struct pci_dev *dev, const struct pci_device_id *id) {
  return dev == wanted ? 0 : -ENODEV;
}

static const struct pci_device_id ids[] = {{PCI_DEVICE(0x1b36, 0x0005)}, {}};
static struct pci_driver bus_driver = {
    .name = "corpus_bus", .id_table = ids, .probe = probe};

/* A pci-testdev that is free, now bound; no mask is set, no limit declared. */
static struct pci_dev *take_device(void) {
  struct pci_dev *dev = NULL;
  while ((dev = pci_get_device(ids[0].vendor, ids[0].device, dev)))
    if (!dev->dev.driver)
      break;
  if (!dev)
    return NULL;
  wanted = dev;
  if (device_attach(&dev->dev) != 1) {
    pci_dev_put(dev);
    return NULL;
  }
  dev->dma_mask = 0;
  dev->dev.coherent_dma_mask = 0;
  dev->dma_parms = (struct device_dma_parameters){0};
  return dev;
}

struct device *
dmasan_sim_device_create(const char *name,
                         const struct dmasan_sim_config *config) {
  static const struct dmasan_sim_config defaults;
  struct space *space = kzalloc(sizeof(*space), GFP_KERNEL);
  struct pci_dev *pci = space ? take_device() : NULL;
  struct agent *agent;
  if (!config)
    config = &defaults;
  if (!pci) {
    kfree(space);
    return NULL;
  }
  INIT_LIST_HEAD(&space->windows);
  space->wires = config->bus_mask ? config->bus_mask : ~0ull;
  space->passthrough = config->passthrough;
  space->number = atomic_fetch_inc(&spaces);
  agent = add_agent(&pci->dev, space);
  if (!agent) {
    device_release_driver(&pci->dev);
    pci_dev_put(pci);
    kfree(space);
    return NULL;
  }
  announce_new(agent, config, _RET_IP_);
  return agent->dev;
}
EXPORT_SYMBOL_GPL(dmasan_sim_device_create);

static void free_made(struct device *dev) { kfree(dev); }

struct device *dmasan_sim_child_create(struct device *parent,
                                       const char *name) {
  static const struct dmasan_sim_config defaults;
  struct space *space = corpus_space_of(parent);
  struct device *dev = space ? kzalloc(sizeof(*dev), GFP_KERNEL) : NULL;
  struct agent *agent;
  if (!dev)
    return NULL;
  device_initialize(dev);
  dev->parent = parent;
  dev->release = free_made;
  agent = add_agent(dev, space);
  if (!agent || dev_set_name(dev, "%s", name) || device_add(dev)) {
    if (agent)
      remove_agent(agent);
    put_device(dev);
    return NULL;
  }
  agent->made = dev;
  dev->dma_mask = &agent->mask;
  announce_new(agent, &defaults, _RET_IP_);
  return dev;
}
EXPORT_SYMBOL_GPL(dmasan_sim_child_create);

/* The next case gets another struct device: what this one leaked is remembered
 * under its address, which stays taken as long as this module is there. */
static void replace(struct pci_dev *dev) {
  struct pci_bus *bus = dev->bus;
  struct gone *record = kmalloc(sizeof(*record), GFP_KERNEL);
  if (record) {
    record->dev = dev; /* with the reference of take_device() */
    list_add(&record->link, &gone);
  }
  pci_lock_rescan_remove();
  pci_stop_and_remove_bus_device(dev);
  pci_rescan_bus(bus);
  pci_unlock_rescan_remove();
}

void dmasan_sim_device_destroy(struct device *dev) {
  struct agent *agent = agent_of(dev);
  if (!agent)
    return;
  if (agent->made) {
    struct dmasan_call call = {.event = DMASAN_EVENT_DEVICE_REMOVE,
                               .device = dev,
                               .function = "dmasan_sim_device_destroy"};
    announce(&call, _RET_IP_);
    device_del(dev);
    dev->dma_mask = NULL;
    remove_agent(agent);
    put_device(dev);
    return;
  }
  device_release_driver(dev); /* dmasan.ko sees a driver letting go */
  remove_agent(agent);
  replace(to_pci_dev(dev));
}
EXPORT_SYMBOL_GPL(dmasan_sim_device_destroy);

void dmasan_sim_device_shutdown(struct device *dev) {
  struct dmasan_call call = {.event = DMASAN_EVENT_DEVICE_SHUTDOWN,
                             .device = dev,
                             .function = "dmasan_sim_device_shutdown"};
  announce(&call, _RET_IP_);
}
EXPORT_SYMBOL_GPL(dmasan_sim_device_shutdown);

static int access(struct device *dev, u64 address, char *bytes, size_t size,
                  bool is_write, unsigned long caller) {
  struct space *space = corpus_space_of(dev);
  struct dmasan_call call = {
      .event = is_write ? DMASAN_EVENT_DEVICE_WRITE : DMASAN_EVENT_DEVICE_READ,
      .device = dev,
      .dma = address,
      .size = size,
      .function = is_write ? "dmasan_sim_dma_write" : "dmasan_sim_dma_read"};
  if (!space || !bytes)
    return -EFAULT;
  call.result = address & space->wires;
  announce(&call, caller);
  if (address + size < address)
    return -EFAULT; /* DMA_MAPPING_ERROR, say */
  return corpus_space_access(space, address, bytes, size, is_write);
}

int dmasan_sim_dma_read(struct device *dev, dma_addr_t address, void *bytes,
                        size_t size) {
  return access(dev, address, bytes, size, false, _RET_IP_);
}
EXPORT_SYMBOL_GPL(dmasan_sim_dma_read);

int dmasan_sim_dma_write(struct device *dev, dma_addr_t address,
                         const void *bytes, size_t size) {
  return access(dev, address, (char *)bytes, size, true, _RET_IP_);
}
EXPORT_SYMBOL_GPL(dmasan_sim_dma_write);

static int __init load_bus(void) { return pci_register_driver(&bus_driver); }

static void __exit unload_bus(void) {
  struct gone *record, *next;
  pci_unregister_driver(&bus_driver);
  list_for_each_entry_safe(record, next, &gone, link) {
    pci_dev_put(record->dev);
    kfree(record);
  }
}

module_init(load_bus);
module_exit(unload_bus);
MODULE_DESCRIPTION("Devices for the corpus of real bugs");
MODULE_LICENSE("GPL");
