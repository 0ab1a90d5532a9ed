// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C15-11, SPDK blobstore, commit e58504725066
// blobstore (SPDK): the pages of a blob's metadata begin in memory for DMA and
// are enlarged with spdk_realloc(), whose memory nobody promised to be such;
// the drive reads the next page into it.
// EXPECT: mapping-error-used in drive_read at 0
// KERNEL: no, SPDK's drivers run in user space

#include "case.h"

#include <spdk/env.h>

#define SPDK_BS_PAGE_SIZE 0x1000u

struct spdk_blob_load_ctx {
  u8 *pages;
  u32 num_pages;
};

static __attribute__((__noinline__)) int
blob_load_add_page(struct spdk_blob_load_ctx *ctx) {
  size_t size = (size_t)(ctx->num_pages + 1) * SPDK_BS_PAGE_SIZE;
#ifdef GOOD
  u8 *tmp_pages = (u8 *)spdk_zmalloc(size, 0, NULL, SPDK_ENV_SOCKET_ID_ANY,
                                     SPDK_MALLOC_DMA);

  if (tmp_pages) {
    memcpy(tmp_pages, ctx->pages, ctx->num_pages * SPDK_BS_PAGE_SIZE);
    spdk_free(ctx->pages);
  }
#else
  u8 *tmp_pages = (u8 *)spdk_realloc(ctx->pages, size, 0);
#endif
  if (!tmp_pages)
    return -ENOMEM;
  ctx->pages = tmp_pages;
  ctx->num_pages++;
  return 0;
}

static __attribute__((__noinline__)) void drive_read(struct device *dev,
                                                     void *payload) {
  static const char page[SPDK_BS_PAGE_SIZE] = "SPDKBLOB";

  dmasan_sim_dma_write(dev, spdk_vtophys(payload, NULL), page, sizeof(page));
}

static int driver(struct device *dev) {
  struct spdk_blob_load_ctx ctx = {.num_pages = 1};

  dmasan_sim_spdk_attach(dev);
  ctx.pages = (u8 *)spdk_zmalloc(SPDK_BS_PAGE_SIZE, 0, NULL,
                                 SPDK_ENV_SOCKET_ID_ANY, SPDK_MALLOC_DMA);
  CHECK(2, ctx.pages);
  drive_read(dev, ctx.pages);
  CHECK(3, ctx.pages[0] == 'S');
  CHECK(4, blob_load_add_page(&ctx) == 0);
  CHECK(5, ctx.pages[0] == 'S');
  drive_read(dev, ctx.pages + SPDK_BS_PAGE_SIZE);
#ifdef GOOD
  CHECK(6, ctx.pages[SPDK_BS_PAGE_SIZE] == 'S');
#endif
  spdk_free(ctx.pages);
  return 0;
}
