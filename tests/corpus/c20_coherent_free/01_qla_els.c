// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C20-01, Linux qla2xxx, <20200802110721.677707-1-christophe.jaillet@wanadoo.fr>
// qla2xxx (Linux): allocated with one constant, freed with another.
// EXPECT: coherent-free-mismatch in driver at 0

#include "case.h"

static int driver(struct device *dev) {
  dma_addr_t dma;
  char *map = (char *)dma_alloc_coherent(dev, 4096, &dma, GFP_KERNEL);

  CHECK(2, map);
#ifdef GOOD
  dma_free_coherent(dev, 4096, map, dma);
#else
  dma_free_coherent(dev, 256, map, dma);
#endif
  return 0;
}
