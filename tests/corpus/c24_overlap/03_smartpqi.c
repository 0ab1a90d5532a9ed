// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RECORD: C24-03, Linux smartpqi, <20230316140912.1038404-4-desnesn@redhat.com>
// smartpqi (Linux): building a request maps the buffer of its response; one
// caller has an end of its own, without the unmap that the others have.
// EXPECT: overlapping-mappings in pqi_map_single at 0
// EXPECT: mapping-leak in pqi_map_single at 0

#include "case.h"

struct pqi_sg_descriptor {
  u64 address;
  u32 length;
};

struct pqi_raid_path_request {
  struct pqi_sg_descriptor sg_descriptors[1];
};

static __attribute__((__noinline__)) int
pqi_map_single(struct device *dev, struct pqi_sg_descriptor *sg_descriptor,
               void *buffer, size_t buffer_length,
               enum dma_data_direction data_direction) {
  dma_addr_t bus_address =
      dma_map_single(dev, buffer, buffer_length, data_direction);

  if (dma_mapping_error(dev, bus_address))
    return -ENOMEM;
  sg_descriptor->address = bus_address;
  sg_descriptor->length = (u32)buffer_length;
  return 0;
}

static void pqi_pci_unmap(struct device *dev,
                          struct pqi_sg_descriptor *descriptors,
                          enum dma_data_direction data_direction) {
  dma_unmap_single(dev, descriptors[0].address, descriptors[0].length,
                   data_direction);
}

static int pqi_build_raid_path_request(struct device *dev,
                                       struct pqi_raid_path_request *request,
                                       void *buffer, size_t buffer_length,
                                       enum dma_data_direction *dir) {
  *dir = DMA_FROM_DEVICE;
  return pqi_map_single(dev, request->sg_descriptors, buffer, buffer_length,
                        *dir);
}

static int pqi_send_scsi_raid_request(struct device *dev, void *buffer,
                                      size_t buffer_length) {
  struct pqi_raid_path_request request;
  enum dma_data_direction dir;
  int rc =
      pqi_build_raid_path_request(dev, &request, buffer, buffer_length, &dir);

  if (rc)
    return rc;
  pqi_pci_unmap(dev, request.sg_descriptors, dir);
  return 0;
}

static int pqi_identify_physical_device(struct device *dev, void *buffer,
                                        size_t buffer_length) {
  struct pqi_raid_path_request request;
  enum dma_data_direction dir;
  int rc =
      pqi_build_raid_path_request(dev, &request, buffer, buffer_length, &dir);

  if (rc)
    return rc;
#ifdef GOOD
  pqi_pci_unmap(dev, request.sg_descriptors, dir);
#endif
  return 0;
}

static int driver(struct device *dev) {
  char *buffer = (char *)kzalloc(512, GFP_KERNEL);

  CHECK(2, buffer);
  CHECK(3, pqi_identify_physical_device(dev, buffer, 512) == 0);
  CHECK(4, pqi_send_scsi_raid_request(dev, buffer, 512) == 0);
#ifdef GOOD
  kfree(buffer);
#endif
  return 0;
}
