// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shared buffers: bookkeeping around the exporter's operations. The table that
// an importer gets has no pages, as with the kernel's DMABUF_DEBUG; while an
// operation of the exporter runs, the thread may look at them.

#include "runtime/sim/announce.h"

#include <linux/dma-buf.h>
#include <linux/slab.h>

#include <pthread.h>
#include <stdlib.h>

using namespace dmasan::sim;

namespace {

pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER; // attachments, vmap counts
thread_local unsigned InExporter;

class Guard {
public:
  Guard() { pthread_mutex_lock(&Mutex); }
  ~Guard() { pthread_mutex_unlock(&Mutex); }
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;
};

class ExporterScope {
public:
  ExporterScope() { ++InExporter; }
  ~ExporterScope() { --InExporter; }
  ExporterScope(const ExporterScope &) = delete;
  ExporterScope &operator=(const ExporterScope &) = delete;
};

void announceBuffer(uint32_t Event, const dma_buf *Buffer,
                    const iosys_map *Address, const char *Function,
                    Caller From) {
  dmasan_call Call = {};
  Call.event = Event;
  Call.object = Buffer;
  Call.device = Event == DMASAN_EVENT_DEVICE_REMOVE ? Buffer : nullptr;
  Call.cpu = Address ? Address->vaddr : nullptr;
  Call.size = Buffer->size;
  Call.function = Function;
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

// Pages of a table disappear for the importer, or are the exporter's again.
void showPages(sg_table *Table, bool Show) {
  for (scatterlist *Sg = Table->sgl; Sg; Sg = sg_next(Sg))
    Sg->page_link =
        Show ? Sg->page_link & ~SG_DMA_ONLY : Sg->page_link | SG_DMA_ONLY;
}

bool complete(const dma_buf_ops *Ops) {
  return Ops && Ops->map_dma_buf && Ops->unmap_dma_buf && Ops->release;
}

} // namespace

extern "C" {

void dmasan_sim_page_peek(scatterlist *Sg) {
  if (InExporter)
    return;
  dmasan_call Call = {};
  Call.event = DMASAN_EVENT_DMA_BUF_PEEK;
  Call.object = Sg;
  Call.dma = Sg->dma_address;
  Call.size = Sg->length;
  Call.function = "sg_page";
  Caller From = DMASAN_SIM_CALLER;
  __dmasan_call_at(&Call, From.Pc, From.Frame);
}

dma_buf *dma_buf_export(const dma_buf_export_info *Info) {
  if (!Info || !Info->priv || !complete(Info->ops))
    return static_cast<dma_buf *>(ERR_PTR(-EINVAL));
  auto *Buffer = static_cast<dma_buf *>(calloc(1, sizeof(dma_buf)));
  if (!Buffer)
    return static_cast<dma_buf *>(ERR_PTR(-ENOMEM));
  Buffer->size = Info->size;
  Buffer->ops = Info->ops;
  Buffer->exp_name = Info->exp_name;
  Buffer->owner = Info->owner;
  Buffer->priv = Info->priv;
  Buffer->resv = Info->resv;
  Buffer->users.counter = 1;
  INIT_LIST_HEAD(&Buffer->attachments);
  return Buffer;
}

void get_dma_buf(dma_buf *Buffer) {
  __atomic_add_fetch(&Buffer->users.counter, 1, __ATOMIC_RELAXED);
}

void dma_buf_put(dma_buf *Buffer) {
  if (WARN_ON(IS_ERR_OR_NULL(Buffer)) ||
      __atomic_sub_fetch(&Buffer->users.counter, 1, __ATOMIC_ACQ_REL) != 0)
    return;
  WARN_ON(!list_empty(&Buffer->attachments));
  announceBuffer(DMASAN_EVENT_DEVICE_REMOVE, Buffer, nullptr, "dma_buf_put",
                 DMASAN_SIM_CALLER);
  {
    ExporterScope Scope;
    Buffer->ops->release(Buffer);
  }
  free(Buffer);
}

dma_buf_attachment *dma_buf_dynamic_attach(dma_buf *Buffer, device *Dev,
                                           const dma_buf_attach_ops *Ops,
                                           void *Private) {
  if (WARN_ON(!Buffer || !Dev))
    return static_cast<dma_buf_attachment *>(ERR_PTR(-EINVAL));
  auto *Attach =
      static_cast<dma_buf_attachment *>(calloc(1, sizeof(dma_buf_attachment)));
  if (!Attach)
    return static_cast<dma_buf_attachment *>(ERR_PTR(-ENOMEM));
  Attach->dmabuf = Buffer;
  Attach->dev = Dev;
  Attach->importer_ops = Ops;
  Attach->importer_priv = Private;
  if (Ops)
    Attach->peer2peer = Ops->allow_peer2peer;
  if (Buffer->ops->attach) {
    ExporterScope Scope;
    if (int Error = Buffer->ops->attach(Buffer, Attach)) {
      free(Attach);
      return static_cast<dma_buf_attachment *>(ERR_PTR(Error));
    }
  }
  Guard G;
  list_add(&Attach->node, &Buffer->attachments);
  return Attach;
}
dma_buf_attachment *dma_buf_attach(dma_buf *Buffer, device *Dev) {
  return dma_buf_dynamic_attach(Buffer, Dev, nullptr, nullptr);
}

void dma_buf_detach(dma_buf *Buffer, dma_buf_attachment *Attach) {
  if (WARN_ON(!Buffer || !Attach))
    return;
  {
    Guard G;
    list_del(&Attach->node);
  }
  ExporterScope Scope;
  if (Attach->sgt) {
    showPages(Attach->sgt, true);
    Buffer->ops->unmap_dma_buf(Attach, Attach->sgt, Attach->dir);
  }
  if (Buffer->ops->detach)
    Buffer->ops->detach(Buffer, Attach);
  free(Attach);
}

int dma_buf_pin(dma_buf_attachment *Attach) {
  ExporterScope Scope;
  const dma_buf_ops *Ops = Attach->dmabuf->ops;
  return Ops->pin ? Ops->pin(Attach) : 0;
}
void dma_buf_unpin(dma_buf_attachment *Attach) {
  ExporterScope Scope;
  const dma_buf_ops *Ops = Attach->dmabuf->ops;
  if (Ops->unpin)
    Ops->unpin(Attach);
}

sg_table *dma_buf_map_attachment(dma_buf_attachment *Attach,
                                 dma_data_direction Dir) {
  if (WARN_ON(!Attach || !Attach->dmabuf))
    return static_cast<sg_table *>(ERR_PTR(-EINVAL));
  if (Attach->sgt)
    return Attach->dir == Dir || Attach->dir == DMA_BIDIRECTIONAL
               ? Attach->sgt
               : static_cast<sg_table *>(ERR_PTR(-EBUSY));
  ExporterScope Scope;
  const dma_buf_ops *Ops = Attach->dmabuf->ops;
  sg_table *Table = Ops->map_dma_buf(Attach, Dir);
  if (!Table)
    return static_cast<sg_table *>(ERR_PTR(-ENOMEM));
  if (IS_ERR(Table))
    return Table;
  if (Ops->cache_sgt_mapping) {
    Attach->sgt = Table;
    Attach->dir = Dir;
  }
  showPages(Table, false);
  return Table;
}

void dma_buf_unmap_attachment(dma_buf_attachment *Attach, sg_table *Table,
                              dma_data_direction Dir) {
  if (WARN_ON(!Attach || !Attach->dmabuf || !Table) || Attach->sgt == Table)
    return;
  ExporterScope Scope;
  showPages(Table, true);
  Attach->dmabuf->ops->unmap_dma_buf(Attach, Table, Dir);
}

int dma_buf_begin_cpu_access(dma_buf *Buffer, dma_data_direction Dir) {
  ExporterScope Scope;
  return Buffer->ops->begin_cpu_access
             ? Buffer->ops->begin_cpu_access(Buffer, Dir)
             : 0;
}
int dma_buf_end_cpu_access(dma_buf *Buffer, dma_data_direction Dir) {
  ExporterScope Scope;
  return Buffer->ops->end_cpu_access ? Buffer->ops->end_cpu_access(Buffer, Dir)
                                     : 0;
}

int dma_buf_vmap(dma_buf *Buffer, iosys_map *Map) {
  iosys_map_clear(Map);
  if (WARN_ON(!Buffer))
    return -EINVAL;
  if (!Buffer->ops->vmap)
    return -EINVAL;
  {
    Guard G;
    if (Buffer->vmapping_counter) {
      ++Buffer->vmapping_counter;
      *Map = Buffer->vmap_ptr;
      return 0;
    }
    ExporterScope Scope;
    if (int Error = Buffer->ops->vmap(Buffer, Map))
      return Error;
    Buffer->vmap_ptr = *Map;
    Buffer->vmapping_counter = 1;
  }
  if (!Map->is_iomem)
    announceBuffer(DMASAN_EVENT_DMA_BUF_VMAP, Buffer, Map, "dma_buf_vmap",
                   DMASAN_SIM_CALLER);
  return 0;
}

void dma_buf_vunmap(dma_buf *Buffer, iosys_map *Map) {
  if (WARN_ON(!Buffer || !Buffer->vmapping_counter ||
              Buffer->vmap_ptr.vaddr != Map->vaddr))
    return;
  {
    Guard G;
    if (--Buffer->vmapping_counter)
      return;
  }
  if (!Map->is_iomem)
    announceBuffer(DMASAN_EVENT_DMA_BUF_VUNMAP, Buffer, Map, "dma_buf_vunmap",
                   DMASAN_SIM_CALLER);
  ExporterScope Scope;
  if (Buffer->ops->vunmap)
    Buffer->ops->vunmap(Buffer, Map);
  iosys_map_clear(&Buffer->vmap_ptr);
}

} // extern "C"
