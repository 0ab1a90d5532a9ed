// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C19-09, SPDK nvmf vfio-user, commit 5fd77e32a953
// nvmf vfio-user (SPDK): a region of guest memory is taken from the devices
// before the queue pairs that use it are stopped; the drive still fills the
// guest's buffers.
// EXPECT: device-use-after-unmap in drive_complete at 4096
// KERNEL: no, SPDK's drivers run in user space

#include "case.h"

#include <spdk/env.h>

#define REGION_SIZE 8192u

struct nvmf_vfio_user_qpair {
  bool active, io_outstanding;
  u8 *guest_buffer;
  u64 prp;
};

static __attribute__((__noinline__)) void
drive_complete(struct device *dev, struct nvmf_vfio_user_qpair *qpair) {
  if (!qpair->io_outstanding)
    return;
  dmasan_sim_dma_write(dev, qpair->prp, "sector", 6);
  qpair->io_outstanding = false;
}

static __attribute__((__noinline__)) void
nvmf_vfio_user_sq_poll(struct nvmf_vfio_user_qpair *qpair) {
  if (!qpair->active)
    return;
  qpair->prp = spdk_vtophys(qpair->guest_buffer, NULL);
  qpair->io_outstanding = true;
}

/* Waits for what the drive still has to do. */
static void unmap_qp(struct device *dev, struct nvmf_vfio_user_qpair *qpair) {
  qpair->active = false;
  drive_complete(dev, qpair);
}

static __attribute__((__noinline__)) int
memory_region_remove_cb(struct device *dev, struct nvmf_vfio_user_qpair *qpair,
                        void *vaddr, size_t len) {
#ifdef GOOD
  unmap_qp(dev, qpair);
  return spdk_mem_unregister(vaddr, len);
#else
  int ret = spdk_mem_unregister(vaddr, len);

  unmap_qp(dev, qpair);
  return ret;
#endif
}

static int driver(struct device *dev) {
  struct nvmf_vfio_user_qpair qpair = {.active = true};
  struct page *guest = alloc_pages(GFP_KERNEL, get_order(REGION_SIZE));
  u8 *region;

  CHECK(2, guest);
  region = (u8 *)page_address(guest);
  dmasan_sim_spdk_attach(dev);
  CHECK(3, spdk_mem_register(region, REGION_SIZE) == 0);
  qpair.guest_buffer = region + 4096;
  nvmf_vfio_user_sq_poll(&qpair);
  CHECK(4, memory_region_remove_cb(dev, &qpair, region, REGION_SIZE) == 0);
  __free_pages(guest, get_order(REGION_SIZE));
  return 0;
}
