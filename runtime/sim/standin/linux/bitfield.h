/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Fields of a register, by the mask that they have.
 */
#ifndef DMASAN_STANDIN_LINUX_BITFIELD_H
#define DMASAN_STANDIN_LINUX_BITFIELD_H

#include <linux/bits.h>

#define FIELD_SHIFT_STANDIN(mask) __builtin_ctzll(mask)
#define FIELD_PREP(mask, value)                                                \
  (((__typeof__(mask))(value) << FIELD_SHIFT_STANDIN(mask)) & (mask))
#define FIELD_GET(mask, reg)                                                   \
  ((__typeof__(mask))(((reg) & (mask)) >> FIELD_SHIFT_STANDIN(mask)))
#define FIELD_FIT(mask, value)                                                 \
  (!((((__typeof__(mask))(value)) << FIELD_SHIFT_STANDIN(mask)) & ~(mask)))
#define FIELD_MAX(mask)                                                        \
  ((__typeof__(mask))((mask) >> FIELD_SHIFT_STANDIN(mask)))

#endif
