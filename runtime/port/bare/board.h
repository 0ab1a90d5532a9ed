/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What a board has to give to the bare port, and what it calls. Copy the port,
 * or use it as it is: a boot loader or RTOS with one CPU needs nothing else.
 *
 * The port has no locks: one CPU, and an interrupt handler that comes while the
 * core works is not let in (its events are counted). With more CPUs, replace
 * cpu.cpp.
 */
#ifndef DMASAN_BOARD_H
#define DMASAN_BOARD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- The board provides ----------------------------------------------------
 */

/* Text for people: a serial line. Any context. */
void dmasan_board_write(const char *text, size_t size);
/* Interrupts off and back, as the CPU has them. */
unsigned long dmasan_board_irq_save(void);
void dmasan_board_irq_restore(unsigned long flags);

/* --- The board calls -------------------------------------------------------
 */

/* First of all: the RAM that is checked, and memory for the runtime: one byte
 * of shadow for 64 bytes of RAM, the rest is the runtime's own. `memory` is
 * page aligned, zeroed, outside the checked RAM, and stays. Returns 0, or -1
 * when it is too small. */
int dmasan_bare_start(uintptr_t ram, size_t ram_size, void *memory,
                      size_t memory_size);

#ifdef __cplusplus
}
#endif
#endif
