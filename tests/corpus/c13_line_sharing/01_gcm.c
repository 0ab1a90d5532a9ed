// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C13-01, Linux crypto/gcm + caam, <1559149856-7938-1-git-send-email-iuliana.prodan@nxp.com>
// gcm with caam (Linux): tag and IV of one structure lie on one line; the IV
// is written while the engine writes the tag.
// EXPECT: cacheline-shared-object in crypt at -16
// EXPECT: cacheline-neighbor-write in set_iv at -16

#include "case.h"

struct state {
  char iv[16];
#ifdef GOOD
  char auth_tag[64] __attribute__((__aligned__(64)));
#else
  char auth_tag[16];
#endif
  char counter[32];
};

static __attribute__((__noinline__)) void set_iv(char *iv) { iv[0] = 1; }

static __attribute__((__noinline__)) int crypt(struct device *dev,
                                               struct state *state) {
  struct scatterlist sg;

  sg_init_one(&sg, state->auth_tag, sizeof(state->auth_tag));
  CHECK(3, dma_map_sg(dev, &sg, 1, DMA_BIDIRECTIONAL) == 1);
  set_iv(state->iv);
  dma_unmap_sg(dev, &sg, 1, DMA_BIDIRECTIONAL);
  return 0;
}

static int driver(struct device *dev) {
  struct state *state = (struct state *)kzalloc(sizeof(*state), GFP_KERNEL);
  int error = crypt(dev, state);

  kfree(state);
  return error;
}
