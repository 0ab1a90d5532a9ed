/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A CPU address that may be one of registers.
 */
#ifndef DMASAN_STANDIN_LINUX_IOSYS_MAP_H
#define DMASAN_STANDIN_LINUX_IOSYS_MAP_H

#include <linux/io.h>
#include <linux/string.h>
#include <linux/types.h>

__BEGIN_DECLS

struct iosys_map {
  union {
    void __iomem *vaddr_iomem;
    void *vaddr;
  };
  bool is_iomem;
};

#define IOSYS_MAP_INIT_VADDR(address)                                          \
  {                                                                            \
      .vaddr = (address),                                                      \
      .is_iomem = false,                                                       \
  }

DMASAN_STANDIN_INLINE void iosys_map_set_vaddr(struct iosys_map *map,
                                               void *vaddr) {
  map->vaddr = vaddr;
  map->is_iomem = false;
}
DMASAN_STANDIN_INLINE void
iosys_map_set_vaddr_iomem(struct iosys_map *map, void __iomem *vaddr_iomem) {
  map->vaddr_iomem = vaddr_iomem;
  map->is_iomem = true;
}
DMASAN_STANDIN_INLINE bool iosys_map_is_null(const struct iosys_map *map) {
  return !map->vaddr;
}
DMASAN_STANDIN_INLINE bool iosys_map_is_set(const struct iosys_map *map) {
  return !iosys_map_is_null(map);
}
DMASAN_STANDIN_INLINE void iosys_map_clear(struct iosys_map *map) {
  map->vaddr = NULL;
  map->is_iomem = false;
}
DMASAN_STANDIN_INLINE void iosys_map_memcpy_to(struct iosys_map *dst,
                                               size_t dst_offset,
                                               const void *src, size_t len) {
  memcpy((char *)dst->vaddr + dst_offset, src, len);
}
DMASAN_STANDIN_INLINE void iosys_map_memcpy_from(void *dst,
                                                 const struct iosys_map *src,
                                                 size_t src_offset,
                                                 size_t len) {
  memcpy(dst, (const char *)src->vaddr + src_offset, len);
}
DMASAN_STANDIN_INLINE void
iosys_map_memset(struct iosys_map *dst, size_t offset, int value, size_t len) {
  memset((char *)dst->vaddr + offset, value, len);
}

__END_DECLS

#endif
