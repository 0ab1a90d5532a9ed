// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: devices reach memory that was allocated for DMA or registered, by the
// address that spdk_vtophys() gives, and nothing else.
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <spdk/env.h>

static int driver(struct device *dev) {
  struct page *page = alloc_page(GFP_KERNEL);
  uint64_t left = 4096;
  char *buf, *plain, *guest;

  dmasan_sim_spdk_attach(dev);
  CHECK(2, page);
  guest = (char *)page_address(page);
  buf = (char *)spdk_dma_zmalloc(512, 64, NULL);
  plain = (char *)spdk_malloc(512, 0, NULL, SPDK_ENV_SOCKET_ID_ANY, 0);
  CHECK(3, buf && plain);
  CHECK(4, spdk_vtophys(plain, NULL) == SPDK_VTOPHYS_ERROR);
  CHECK(5,
        dmasan_sim_dma_write(dev, spdk_vtophys(buf + 500, &left), "x", 1) == 0);
  CHECK(6, left == 12 && buf[500] == 'x');
  CHECK(7, spdk_vtophys(guest, NULL) == SPDK_VTOPHYS_ERROR);
  CHECK(8, spdk_mem_register(guest, 4096) == 0);
  CHECK(9, spdk_mem_unregister(guest, 2048) == -EINVAL);
  CHECK(10,
        dmasan_sim_dma_write(dev, spdk_vtophys(guest + 8, NULL), "y", 1) == 0);
  CHECK(11, spdk_mem_unregister(guest, 4096) == 0);
  CHECK(12, guest[8] == 'y');
  buf = (char *)spdk_realloc(buf, 1024, 64);
  CHECK(13, buf && buf[500] == 'x');
  CHECK(14, spdk_vtophys(buf, NULL) == SPDK_VTOPHYS_ERROR);
  spdk_free(buf);
  spdk_free(plain);
  spdk_free(NULL);
  __free_page(page);
  return 0;
}
