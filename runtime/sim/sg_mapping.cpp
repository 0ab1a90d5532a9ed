// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mapped scatterlists. With option sim_merge_sg entries that meet at page
// boundaries get one bus address, as behind an IOMMU: the first entries of the
// list then carry fewer, longer segments, and the rest have dma_length 0.

#include "runtime/sim/failures.h"
#include "runtime/sim/mapping.h"
#include "runtime/sim/memory.h"
#include "runtime/sim/settings.h"

#include <stdlib.h>

using namespace dmasan::sim;

namespace {

Extent extentOf(scatterlist *Sg) {
  return {page_to_phys(entryPage(*Sg)) + Sg->offset, Sg->length};
}

bool joins(const Extent &Before, const Extent &Next, uint64_t Sum,
           uint64_t Most) {
  return settings().MergeSg && offset_in_page(Before.Phys + Before.Size) == 0 &&
         offset_in_page(Next.Phys) == 0 && Sum + Next.Size <= Most;
}

// Takes back the first Count segments of a list that could not be mapped.
void unmapSegments(device *Dev, scatterlist *Sg, unsigned Count,
                   dma_data_direction Dir, unsigned long Attrs) {
  for (; Sg && Count-- > 0; Sg = sg_next(Sg)) {
    unmapAddress(Dev, sg_dma_address(Sg), sg_dma_len(Sg), Dir, Attrs, {});
    Sg->dma_address = DMA_MAPPING_ERROR;
    Sg->dma_length = 0;
  }
}

unsigned mapSegments(device *Dev, scatterlist *Sgl, int Entries,
                     dma_data_direction Dir, unsigned long Attrs) {
  if (Entries <= 0 || !simDevice(Dev))
    return 0;
  auto *Parts = static_cast<Extent *>(calloc(size_t(Entries), sizeof(Extent)));
  uint64_t Most = dma_get_max_seg_size(Dev);
  unsigned Segments = 0;
  scatterlist *Sg = Sgl, *Segment = Sgl;
  for (int I = 0; Parts && Sg && I < Entries;) {
    size_t Count = 0;
    uint64_t Size = 0;
    do {
      Parts[Count] = extentOf(Sg);
      Size += Parts[Count++].Size;
      ++I;
      Sg = sg_next(Sg);
    } while (Sg && I < Entries &&
             joins(Parts[Count - 1], extentOf(Sg), Size, Most));
    uint64_t Address =
        mapExtents(Dev, Parts, Count, Dir, Attrs, How::Streaming);
    if (Address == DMA_MAPPING_ERROR) {
      unmapSegments(Dev, Sgl, Segments, Dir, Attrs);
      free(Parts);
      return 0;
    }
    Segment->dma_address = Address;
    Segment->dma_length = unsigned(Size);
    Segment = sg_next(Segment);
    ++Segments;
  }
  // What is left over by merging carries nothing.
  for (int I = int(Segments); Parts && Segment && I < Entries; ++I) {
    Segment->dma_address = DMA_MAPPING_ERROR;
    Segment->dma_length = 0;
    Segment = sg_next(Segment);
  }
  free(Parts);
  return Segments;
}

} // namespace

extern "C" {

unsigned int dma_map_sg_attrs(device *Dev, scatterlist *Sgl, int Entries,
                              dma_data_direction Dir, unsigned long Attrs) {
  return injectFailure(DMASAN_API_SG, "dma_map_sg", DMASAN_SIM_CALLER)
             ? 0
             : mapSegments(Dev, Sgl, Entries, Dir, Attrs);
}

void dma_unmap_sg_attrs(device *Dev, scatterlist *Sg, int Entries,
                        dma_data_direction Dir, unsigned long Attrs) {
  Caller From = DMASAN_SIM_CALLER;
  for (; Sg && Entries-- > 0; Sg = sg_next(Sg))
    if (Sg->dma_length)
      unmapAddress(Dev, Sg->dma_address, Sg->dma_length, Dir, Attrs, From);
}

int dma_map_sgtable(device *Dev, sg_table *Table, dma_data_direction Dir,
                    unsigned long Attrs) {
  if (injectFailure(DMASAN_API_SG, "dma_map_sgtable", DMASAN_SIM_CALLER))
    return -ENOMEM;
  unsigned Segments =
      mapSegments(Dev, Table->sgl, int(Table->orig_nents), Dir, Attrs);
  if (Segments == 0)
    return -EIO;
  Table->nents = Segments;
  return 0;
}

void dma_sync_sg_for_cpu(device *Dev, scatterlist *Sg, int Entries,
                         dma_data_direction Dir) {
  Caller From = DMASAN_SIM_CALLER;
  for (; Sg && Entries-- > 0; Sg = sg_next(Sg))
    syncForCpu(Dev, Sg->dma_address, Sg->dma_length, Dir, From);
}
void dma_sync_sg_for_device(device *Dev, scatterlist *Sg, int Entries,
                            dma_data_direction Dir) {
  Caller From = DMASAN_SIM_CALLER;
  for (; Sg && Entries-- > 0; Sg = sg_next(Sg))
    syncForDevice(Dev, Sg->dma_address, Sg->dma_length, Dir, From);
}

} // extern "C"
