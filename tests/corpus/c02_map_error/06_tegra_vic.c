// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C02-06, Linux drm/tegra, <6b86f6e530b504a5eee864af10e2ae1570d7b645.1639157090.git.robin.murphy@arm.com>
// tegra vic (Linux): the failure of an allocation is looked for in the handle
// that it leaves as it was; the pointer is never tested, and the firmware is
// copied to address 0.
// EXPECT: map-failure-missed in vic_load_firmware at 0
// OPTIONS: fail_map_at=1:fail_map_api=coherent:halt_on_error=1
// KERNEL: no, it writes to address 0, and the kernel stops

#include "case.h"

struct falcon {
  u32 *virt;
  dma_addr_t iova;
};

static const u32 firmware[16] = {0x10de};

static __attribute__((__noinline__)) void
falcon_copy_firmware_image(struct falcon *falcon) {
  volatile u32 *firmware_vaddr = falcon->virt;

  for (unsigned int i = 0; i < ARRAY_SIZE(firmware); i++)
    firmware_vaddr[i] = firmware[i];
}

static __attribute__((__noinline__)) int
vic_load_firmware(struct device *dev, struct falcon *falcon) {
  dma_addr_t iova;
  void *virt = dma_alloc_coherent(dev, sizeof(firmware), &iova, GFP_KERNEL);

#ifdef GOOD
  if (!virt)
    return -ENOMEM;
#else
  int err = dma_mapping_error(dev, iova);

  if (err < 0)
    return err;
#endif
  falcon->virt = (u32 *)virt;
  falcon->iova = iova;
  falcon_copy_firmware_image(falcon);
  return 0;
}

/* What ran before on this stack left something other than ~0. */
static __attribute__((__noinline__)) void frame_before(void) {
  volatile char locals[512];

  for (unsigned int i = 0; i < sizeof(locals); i++)
    locals[i] = 1;
}

static int driver(struct device *dev) {
  struct falcon falcon;

  frame_before();
  CHECK(2, vic_load_firmware(dev, &falcon) == -ENOMEM);
  return 0;
}
