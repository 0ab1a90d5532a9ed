// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C13-09, Linux caam, <20260317102514.3882809-1-horia.geanta@nxp.com>
// caam (Linux): a long key is hashed in place. Its copy is meant to fill whole
// cache lines, but is allocated with the length of the key.
// EXPECT: cacheline-shared-object in hash_digest_key at 300
// KERNEL: unseen, kmalloc's 512 bytes begin and end with a line
// OPTIONS: kmalloc_aligned=0

#include "case.h"

static __attribute__((__noinline__)) int
hash_digest_key(struct device *jrdev, u32 *keylen, u8 *key, u32 digestsize) {
  dma_addr_t key_dma = dma_map_single(jrdev, key, *keylen, DMA_BIDIRECTIONAL);

  if (dma_mapping_error(jrdev, key_dma))
    return -ENOMEM;
  dma_unmap_single(jrdev, key_dma, *keylen, DMA_BIDIRECTIONAL);
  *keylen = digestsize;
  return 0;
}

static __attribute__((__noinline__)) int
ahash_setkey(struct device *jrdev, const u8 *key, u32 keylen) {
  size_t aligned_len = ALIGN(keylen, (u32)dma_get_cache_alignment());
  u8 *hashed_key;
  int ret;

  if (aligned_len < keylen)
    return -EOVERFLOW;
#ifdef GOOD
  hashed_key = (u8 *)kmalloc(aligned_len, GFP_KERNEL);
  if (hashed_key)
    memcpy(hashed_key, key, keylen);
#else
  hashed_key = (u8 *)kmemdup(key, keylen, GFP_KERNEL);
#endif
  if (!hashed_key)
    return -ENOMEM;
  ret = hash_digest_key(jrdev, &keylen, hashed_key, 32);
  kfree(hashed_key);
  return ret;
}

static int driver(struct device *dev) {
  static u8 key[300];

  return ahash_setkey(dev, key, sizeof(key));
}
