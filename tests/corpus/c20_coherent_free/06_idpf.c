// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C20-06, Linux idpf, <20250925180212.415093-1-alok.a.tiwari@oracle.com>
// idpf (Linux): a mailbox buffer of dma_alloc_coherent() goes to the free
// function of managed memory when it cannot be posted again.
// EXPECT: unmap-api-mismatch in idpf_recv_mb_msg at 0

#include "case.h"

struct idpf_dma_mem {
  void *va;
  dma_addr_t pa;
  size_t size;
};

static __attribute__((__noinline__)) int
idpf_alloc_dma_mem(struct device *dev, struct idpf_dma_mem *mem, size_t size) {
  mem->size = size;
  mem->va = dma_alloc_coherent(dev, size, &mem->pa, GFP_KERNEL);
  return mem->va ? 0 : -ENOMEM;
}

static int idpf_ctlq_post_rx_buffs(const struct idpf_dma_mem *mem) {
  (void)mem;
  return -EBADR;
}

static __attribute__((__noinline__)) void
idpf_recv_mb_msg(struct device *dev, struct idpf_dma_mem *dma_mem) {
  if (!idpf_ctlq_post_rx_buffs(dma_mem))
    return;
#ifdef GOOD
  dma_free_coherent(dev, dma_mem->size, dma_mem->va, dma_mem->pa);
#else
  dmam_free_coherent(dev, dma_mem->size, dma_mem->va, dma_mem->pa);
#endif
}

static int driver(struct device *dev) {
  struct idpf_dma_mem mem;

  CHECK(2, idpf_alloc_dma_mem(dev, &mem, 4096) == 0);
  idpf_recv_mb_msg(dev, &mem);
  return 0;
}
