// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C02-02, Linux qla2xxx, <20250617161115.39888-2-fourier.thomas@gmail.com>
// qla2xxx (Linux): the address of a mapping is compared with 0; the error
// value is all ones.
// EXPECT: mapping-error-unchecked in get_port_database at 0

#include "case.h"

static __attribute__((__noinline__)) int get_port_database(struct device *dev,
                                                           char *pdb) {
  dma_addr_t pdb_dma = dma_map_single(dev, pdb, 256, DMA_FROM_DEVICE);

#ifdef GOOD
  if (dma_mapping_error(dev, pdb_dma))
    return 3;
#else
  if (!pdb_dma)
    return 3;
#endif
  dma_unmap_single(dev, pdb_dma, 256, DMA_FROM_DEVICE);
  return 0;
}

static int driver(struct device *dev) {
  char *pdb = (char *)kzalloc(256, GFP_KERNEL);
  int error = get_port_database(dev, pdb);

  kfree(pdb);
  return error;
}
