// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The right call for a mapping, written as C with the values of this run.

#include "reports/advice.h"

#include "dmasan/interface.h"

namespace dmasan {

namespace {

constexpr const char *kApiNames[] = {
#define DMASAN_API(Id, Name, Summary) Name,
#include "dmasan/events.def"
};

constexpr const char *kDirectionNames[] = {"DMA_BIDIRECTIONAL", "DMA_TO_DEVICE",
                                           "DMA_FROM_DEVICE", "DMA_NONE"};
static_assert(DMASAN_BIDIRECTIONAL == 0 && DMASAN_TO_DEVICE == 1 &&
              DMASAN_FROM_DEVICE == 2 && DMASAN_NO_DIRECTION == 3);

void arguments(TextBuffer &Out, uint64_t Dma, uint64_t Size,
               uint64_t Direction) {
  Out << "(dev, ";
  Out.hex(Dma) << ", ";
  Out.decimal(Size) << ", ";
  writeDirection(Out, Direction);
  Out << ')';
}

void writeUnmap(TextBuffer &Out, const MappingInfo &M) {
  switch (M.Api) {
  case DMASAN_API_SG:
    Out << "dma_unmap_sg(dev, sgl, ";
    Out.decimal(M.Count ? M.Count : 1) << ", ";
    writeDirection(Out, M.Direction);
    Out << ')';
    return;
  case DMASAN_API_NONCONTIGUOUS:
    Out << "dma_free_noncontiguous(dev, size, sgt, ";
    writeDirection(Out, M.Direction);
    Out << ')';
    return;
  case DMASAN_API_COHERENT:
  case DMASAN_API_MANAGED:
    Out << (M.Api == DMASAN_API_MANAGED ? "dmam" : "dma")
        << "_free_coherent(dev, ";
    Out.decimal(M.Cpu.Size) << ", ";
    Out.hex(M.Cpu.Begin) << ", ";
    Out.hex(M.Dma) << ')';
    return;
  case DMASAN_API_NONCOHERENT:
  case DMASAN_API_PAGES:
    Out << "dma_free_" << kApiNames[M.Api] << "(dev, ";
    Out.decimal(M.Cpu.Size)
        << (M.Api == DMASAN_API_PAGES ? ", page, " : ", vaddr, ");
    Out.hex(M.Dma) << ", ";
    writeDirection(Out, M.Direction);
    Out << ')';
    return;
  case DMASAN_API_POOL:
    Out << "dma_pool_free(pool, ";
    Out.hex(M.Cpu.Begin) << ", ";
    Out.hex(M.Dma) << ')';
    return;
  case DMASAN_API_DMA_BUF:
    Out << "dma_buf_vunmap(dmabuf, map)";
    return;
  case DMASAN_API_PAGE:
    Out << "dma_unmap_page";
    break;
  case DMASAN_API_RESOURCE:
    Out << "dma_unmap_resource";
    break;
  default:
    Out << "dma_unmap_single";
  }
  arguments(Out, M.Dma, M.Cpu.Size, M.Direction);
}

void writeSync(TextBuffer &Out, const MappingInfo &M, bool ForCpu,
               uint64_t Offset, uint64_t Size) {
  const char *Owner = ForCpu ? "cpu" : "device";
  if (M.Api == DMASAN_API_NONCONTIGUOUS) {
    Out << "dma_sync_sgtable_for_" << Owner << "(dev, sgt, ";
    writeDirection(Out, M.Direction);
    Out << ')';
    return;
  }
  if (M.Api == DMASAN_API_SG) {
    Out << "dma_sync_sg_for_" << Owner << "(dev, sgl, ";
    Out.decimal(M.Count ? M.Count : 1) << ", ";
    writeDirection(Out, M.Direction);
    Out << ')';
    return;
  }
  if (Offset == 0) {
    Out << "dma_sync_single_for_" << Owner;
    arguments(Out, M.Dma, Size, M.Direction);
    return;
  }
  Out << "dma_sync_single_range_for_" << Owner << "(dev, ";
  Out.hex(M.Dma) << ", ";
  Out.decimal(Offset) << ", ";
  Out.decimal(Size) << ", ";
  writeDirection(Out, M.Direction);
  Out << ')';
}

} // namespace

const char *apiName(uint64_t Api) {
  return Api < DMASAN_API_COUNT ? kApiNames[Api] : "unknown";
}

void writeDirection(TextBuffer &Out, uint64_t Direction) {
  if (Direction < DMASAN_DIRECTION_COUNT)
    Out << kDirectionNames[Direction];
  else
    Out.decimal(Direction);
}

void writeCall(TextBuffer &Out, CallKind Kind, const MappingInfo &M,
               uint64_t Offset, uint64_t Size) {
  switch (Kind) {
  case CallKind::Map:
    Out << "dma_map_single(dev, ";
    Out.hex(M.Cpu.Begin) << ", ";
    Out.decimal(Size) << ", ";
    writeDirection(Out, M.Direction);
    Out << ')';
    return;
  case CallKind::Test:
    if (M.Api == DMASAN_API_NONCONTIGUOUS) {
      Out << "dma_alloc_noncontiguous() == NULL";
      return;
    }
    if (M.Api == DMASAN_API_SG) {
      Out << "dma_map_sg() == 0, or dma_map_sgtable() != 0";
      return;
    }
    Out << "dma_mapping_error(dev, ";
    Out.hex(M.Dma) << ')';
    return;
  case CallKind::Unmap:
    return writeUnmap(Out, M);
  case CallKind::SyncForCpu:
    return writeSync(Out, M, true, Offset, Size);
  case CallKind::SyncForDevice:
    return writeSync(Out, M, false, Offset, Size);
  }
}

} // namespace dmasan
