/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What a host must provide. The core calls these and nothing else (besides
 * memcpy, memmove, memset and memcmp). Implementations: posix/, linux/ (a
 * kernel module), bare/ (a template for boot loaders and RTOSes).
 *
 * Context: unless said otherwise every function may be called in any context,
 * with core locks held and interrupts off, and must not call back into DMASan.
 */
#ifndef DMASAN_PORT_H
#define DMASAN_PORT_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stddef.h>
#include <stdint.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Zeroed memory, page aligned, NULL when short. Never sleeps. */
void *dmasan_port_alloc(size_t bytes);
void dmasan_port_free(void *memory, size_t bytes);

/* Interrupts (or signals, where they matter) off and back. */
unsigned long dmasan_port_irq_save(void);
void dmasan_port_irq_restore(unsigned long flags);
/* Nonzero where a lock must not be waited for (NMI): the event is dropped and
 * counted. */
int dmasan_port_in_nmi(void);
/* What may not be done now, as far as the host is sure. */
enum dmasan_port_context_bits {
  DMASAN_CONTEXT_IRQS_OFF = 1 << 0,
  DMASAN_CONTEXT_ATOMIC = 1 << 1, /* no sleeping: the bit above, too, or a spin
                                   * lock, an interrupt */
};
unsigned dmasan_port_context(void);
/* One turn of a spin loop. */
void dmasan_port_relax(void);

/* A small number that differs between CPUs or threads as far as possible;
 * spreads free lists. */
unsigned dmasan_port_shard(void);
/* Id of the running thread or task, as the host's users know it. */
uint32_t dmasan_port_thread(void);
/* Nanoseconds, 0 where there is no clock. Monotonic on each CPU, which may be
 * milliseconds apart. */
uint64_t dmasan_port_time_ns(void);

/* Id of the current stack in the core's depot (internStack()), 0: none. It has
 * at most `max` return addresses, innermost first, beginning with pc. A host
 * that knows a stack again need not ask the depot once more: ids stay.
 * frame: frame pointer of the function that pc is in; in a kernel, that of the
 * function that pc returns from; 0: start at the caller and skip everything of
 * DMASan. */
uint32_t dmasan_port_stack(uintptr_t pc, uintptr_t frame, size_t max);

/* Nonzero when shadow exists for the address and may be touched. */
int dmasan_port_has_shadow(uintptr_t addr);
/* The shadow byte of an address for which has_shadow() holds. */
uint8_t *dmasan_port_shadow(uintptr_t addr);

/* What memory this is. All members of `out` are zero on entry. */
struct dmasan_port_origin {
  uint32_t kind;        /* numbering of dmasan::OriginKind */
  uintptr_t begin;      /* of the object, 0 when unknown */
  uint64_t size;        /* of the object, 0 when unknown */
  uint64_t padded_size; /* with the padding, when its allocator keeps others off
                         * its hazard lines; else 0 */
  uint32_t alloc_stack, free_stack; /* ids of the core's depot, or 0 */
  uint32_t exempt_overlap; /* user pages, page cache: many mappings are fine */
  uint32_t unpinned;       /* user memory that may be moved or go away */
  uint32_t
      untranslated; /* vmalloc memory taken for a page: it lies on others */
  uintptr_t alias_dirty; /* first byte that the CPU wrote through a second
                          * address (vmap) and nobody flushed, or 0 */
};
void dmasan_port_origin(uintptr_t addr, uint64_t size,
                        struct dmasan_port_origin *out);

/* CPU address of a struct page or a physical address; 0 when it has none. A
 * host whose pages are numbers may get one that was made of any address. */
uintptr_t dmasan_port_page_address(const void *page);
uintptr_t dmasan_port_phys_to_virt(uint64_t phys);
/* CPU address of the memory that is seen at a second address (vmap), 0 when the
 * address is no such one. */
uintptr_t dmasan_port_alias_memory(uintptr_t addr);
struct dmasan_sg_entry;
size_t dmasan_port_sg_read(const void *object, int is_sg_table, size_t first,
                           size_t count, struct dmasan_sg_entry *out);

/* Names of a device and its driver, NUL terminated, empty when unknown. */
void dmasan_port_device_names(const void *device, char *name, char *driver,
                              size_t capacity);
/* Properties the host knows of a device not announced with device_add. */
struct dmasan_port_device {
  uint64_t mask;          /* 0: not set by anybody */
  uint64_t coherent_mask; /* 0: not set */
  uint32_t max_segment;   /* 0: not declared */
  uint64_t boundary_mask; /* 0: not declared */
  uint32_t declared_coherent;
  uint32_t mask_is_default; /* a bus set it, not the driver */
  uint32_t translated;      /* an IOMMU is before it and may tell of faults */
};
void dmasan_port_device(const void *device, struct dmasan_port_device *out);

/* 0 when syncs of the mapping do nothing on this machine: the device snoops and
 * nothing bounces. */
int dmasan_port_sync_needed(const void *device, uint64_t dma);

/* A finding leaves the core, no core lock held. The host renders or queues
 * it; the pointer dies with the call. */
struct dmasan_finding; /* dmasan::Finding */
void dmasan_port_finding(const struct dmasan_finding *finding);
/* A line about DMASan itself (bad option, memory shortage), NUL terminated. */
void dmasan_port_message(const char *text);

#ifdef __cplusplus
}
#endif
#endif
