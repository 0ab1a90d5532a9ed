/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What another part of the process knows better than the port: a simulated bus
 * with its own devices and allocators registers these. Any member may be NULL.
 *
 * Hooks are asked before anything else, in any context; they take no lock that
 * is held around a call into DMASan, and never call back.
 */
#ifndef DMASAN_PORT_POSIX_HOOKS_H
#define DMASAN_PORT_POSIX_HOOKS_H

#include "runtime/port/port.h"

#ifdef __cplusplus
extern "C" {
#endif

struct dmasan_host_hooks {
  /* Nonzero when the address is this allocator's and `out` was filled. */
  int (*origin)(uintptr_t addr, uint64_t size, struct dmasan_port_origin *out);
  /* Nonzero when the device is known and the names were written. */
  int (*device_names)(const void *device, char *name, char *driver,
                      size_t capacity);
  /* Nonzero when the device is known and `out` was filled. */
  int (*device)(const void *device, struct dmasan_port_device *out);
  /* The memory seen at a second address, 0 when it is none. */
  uintptr_t (*alias_memory)(uintptr_t addr);
  /* CPU address of RAM, 0 for any other physical address. */
  uintptr_t (*phys_to_virt)(uint64_t phys);
  /* 0 when syncs of the mapping do nothing. */
  int (*sync_needed)(const void *device, uint64_t dma);
  /* Of the running thread, as dmasan_port_context. */
  unsigned (*context)(void);
};

/* The structure has to stay. A second call replaces the first. */
void __dmasan_set_host_hooks(const struct dmasan_host_hooks *hooks);

/* Id of the stack whose innermost frame is `pc`, in the core's depot. */
uint32_t __dmasan_intern_stack(uintptr_t pc, uintptr_t frame);

/* Nonzero when a function on the stack of `pc`, inlined ones too, has a name
 * that the glob matches. Symbolizes new addresses; no lock may be held that
 * is held around a call into DMASan. */
int __dmasan_stack_matches(uintptr_t pc, uintptr_t frame, const char *glob);

#ifdef __cplusplus
}
#endif
#endif
