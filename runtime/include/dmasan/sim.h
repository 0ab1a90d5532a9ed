/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The device side of the simulated bus. A test plays the hardware with these
 * calls while the driver under test runs against the stand-in kernel headers.
 * The simulator translates addresses per device and keeps memory apart from
 * the CPU's cache: what a wrong driver would lose on a non-coherent board is
 * lost here, too. Thread-safe; a device access is one atomic step per line.
 */
#ifndef DMASAN_SIM_H
#define DMASAN_SIM_H

#include <linux/types.h>
#ifndef __KERNEL__
#include <stddef.h>
#include <stdint.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct device;

struct dmasan_sim_config { /* zero means default */
  uint64_t bus_mask;       /* address lines really wired; default all */
  int coherent;            /* the hardware snoops CPU caches; default no */
  int declared_coherent;   /* what the platform told the OS; default no */
  int passthrough;         /* no IOMMU in between: RAM also answers at its
                            * physical address, mapped or not; default no:
                            * an access to what is not mapped faults */
};

/* A new device; NULL config means defaults. NULL when memory is short. */
struct device *dmasan_sim_device_create(const char *name,
                                        const struct dmasan_sim_config *config);
/* A device made by software, such as the xHCI device that a DWC3 driver
 * creates: it masters the bus through its parent's wires and shares its
 * translations, but inherits nothing of what the OS was told (mask, coherence).
 */
struct device *dmasan_sim_child_create(struct device *parent, const char *name);
/* Unbinds the device: managed memory is freed, leaks are judged. */
void dmasan_sim_device_destroy(struct device *dev);
/* The system hands over (kexec, boot of the next stage) with the device as it
 * is: still-active mappings are findings. */
void dmasan_sim_device_shutdown(struct device *dev);

/* So that a finding names the function that plays the device. */
#ifdef __clang__
#define DMASAN_SIM_NOT_TAIL __attribute__((not_tail_called))
#else
#define DMASAN_SIM_NOT_TAIL
#endif

/* The device reads or writes memory. 0, or -EFAULT and nothing moved. */
DMASAN_SIM_NOT_TAIL
int dmasan_sim_dma_read(struct device *dev, dma_addr_t addr, void *dst,
                        size_t len);
DMASAN_SIM_NOT_TAIL
int dmasan_sim_dma_write(struct device *dev, dma_addr_t addr, const void *src,
                         size_t len);

/* For a device model that moves data by itself: the memory behind a mapped
 * address, as the device sees it, up to the end of its page (*len) and until it
 * is unmapped. NULL where nothing is mapped. What is done there is not
 * announced: only guard bytes (sim_guard) and canaries (sim_canary) tell. */
void *dmasan_sim_dma_window(struct device *dev, dma_addr_t addr, size_t *len);

/* --- Drivers that are bound ------------------------------------------------
 * platform_driver_register() and pci_register_driver() probe the devices of the
 * driver's name (or table) that were created before; unregistering them, or
 * destroying a device, calls remove and judges leaks. */
/* Block `bar` of the device's registers, 64 KiB of zeroes at first: what the
 * driver gets from pci_iomap() or devm_platform_ioremap_resource(). */
void *dmasan_sim_registers(struct device *dev, unsigned int bar);
/* Interrupt `nr` of the device: calls the handlers that were requested for it.
 * How many there were; 0 also while the line is disabled. */
int dmasan_sim_raise_irq(struct device *dev, unsigned int nr);
/* Lets queued work run until there is none; how much there was. */
int dmasan_sim_run_work(void);

/* --- User space ------------------------------------------------------------
 * Memory of a user process, whole pages of zeroes: what an ioctl or a write
 * hands to the driver. Its pages have to be pinned (pin_user_pages_fast) while
 * a device has them. NULL when memory is short. */
void *dmasan_sim_user_alloc(size_t size);
void dmasan_sim_user_free(void *memory);

/* --- Failures on demand ---------------------------------------------------
 * Mapping calls fail when memory or addresses are short, and drivers have code
 * for it that hardly ever runs. The options fail_map_* choose calls from
 * outside; a test that wants to choose by itself says so here. */
enum dmasan_sim_api { /* the values of option fail_map_api */
                      DMASAN_SIM_API_STREAMING, /* single, page, scatterlist,
                                                   resource */
                      DMASAN_SIM_API_ANY,
                      DMASAN_SIM_API_SINGLE,
                      DMASAN_SIM_API_PAGE,
                      DMASAN_SIM_API_SG,
                      DMASAN_SIM_API_RESOURCE,
                      DMASAN_SIM_API_COHERENT,
                      DMASAN_SIM_API_NONCOHERENT, /* and dma_alloc_pages */
                      DMASAN_SIM_API_POOL,
                      DMASAN_SIM_API_COUNT
};

struct dmasan_sim_failures { /* zero: not this way */
  uint64_t every;            /* every n-th selected call fails */
  uint64_t at;               /* the n-th selected call fails, once */
  unsigned percent;          /* that many of a hundred, by chance */
  uint64_t seed;             /* of the chance: equal seeds, equal failures */
  enum dmasan_sim_api api;   /* select the calls of one family */
  const char *function;      /* select calls with a function on their stack
                              * whose name matches this glob; has to stay */
};

/* From now on this rule holds instead of the options', and selected calls are
 * counted from one; NULL: the options' again. */
void dmasan_sim_fail_mappings(const struct dmasan_sim_failures *rule);
/* How many calls failed on demand since the rule was set. */
uint64_t dmasan_sim_failures_injected(void);

#ifdef __cplusplus
}
#endif
#endif
