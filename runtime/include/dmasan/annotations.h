/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What a driver in a kernel may say to DMASan. The functions are empty and need
 * no symbol: dmasan-clang knows them by name, any other compiler drops them.
 */
#ifndef DMASAN_ANNOTATIONS_H
#define DMASAN_ANNOTATIONS_H

/* What is wrong with the mapping of this memory for the device is known and
 * excused, for a reason in words: of the mapping that begins at `memory` now,
 * else of the next one that does. Nothing is reported of it until it is gone;
 * what would have been is counted under the reason in debugfs. */
static inline void dmasan_excuse(const void *device, const void *memory,
                                 const char *reason) {
  (void)device;
  (void)memory;
  (void)reason;
}

#endif
