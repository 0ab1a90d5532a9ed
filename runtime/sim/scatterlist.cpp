// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Building and walking scatterlists.

#include <linux/scatterlist.h>
#include <linux/slab.h>

#include <string.h>

namespace {

// Copies between a flat buffer and a list; returns the bytes moved.
size_t copy(scatterlist *Sg, unsigned Entries, char *Buffer, size_t Size,
            bool ToBuffer) {
  size_t Done = 0;
  for (; Sg && Entries-- > 0 && Done < Size; Sg = sg_next(Sg)) {
    size_t Step = Sg->length < Size - Done ? Sg->length : Size - Done;
    if (ToBuffer)
      memcpy(Buffer + Done, sg_virt(Sg), Step);
    else
      memcpy(sg_virt(Sg), Buffer + Done, Step);
    Done += Step;
  }
  return Done;
}

} // namespace

extern "C" {

scatterlist *sg_next(scatterlist *Sg) {
  if (sg_is_last(Sg))
    return nullptr;
  ++Sg;
  if (sg_is_chain(Sg))
    Sg = reinterpret_cast<scatterlist *>(Sg->page_link & ~SG_PAGE_LINK_MASK);
  return Sg;
}

scatterlist *sg_last(scatterlist *Sg, unsigned int) {
  while (scatterlist *Next = sg_next(Sg))
    Sg = Next;
  return Sg;
}

int sg_nents(scatterlist *Sg) {
  int Count = 0;
  for (; Sg; Sg = sg_next(Sg))
    ++Count;
  return Count;
}

void sg_init_table(scatterlist *Sgl, unsigned int Count) {
  memset(Sgl, 0, sizeof(*Sgl) * Count);
  sg_mark_end(&Sgl[Count - 1]);
}
void sg_init_one(scatterlist *Sg, const void *Buffer, unsigned int Length) {
  sg_init_table(Sg, 1);
  sg_set_buf(Sg, Buffer, Length);
}

int sg_alloc_table(sg_table *Table, unsigned int Count, gfp_t Gfp) {
  *Table = {};
  if (Count == 0)
    return -EINVAL;
  Table->sgl =
      static_cast<scatterlist *>(kcalloc(Count, sizeof(scatterlist), Gfp));
  if (!Table->sgl)
    return -ENOMEM;
  sg_init_table(Table->sgl, Count);
  Table->nents = Table->orig_nents = Count;
  return 0;
}

int sg_alloc_table_from_pages(sg_table *Table, page **Pages, unsigned int Count,
                              unsigned int Offset, unsigned long Size,
                              gfp_t Gfp) {
  int Error = sg_alloc_table(Table, Count, Gfp);
  for (unsigned I = 0; !Error && I < Count; ++I) {
    unsigned Step = unsigned(min_t(unsigned long, PAGE_SIZE - Offset, Size));
    sg_set_page(&Table->sgl[I], Pages[I], Step, Offset);
    Size -= Step;
    Offset = 0;
  }
  return Error;
}

void sg_free_table(sg_table *Table) {
  kfree(Table->sgl);
  *Table = {};
}

size_t sg_copy_from_buffer(scatterlist *Sgl, unsigned int Entries,
                           const void *Buffer, size_t Size) {
  return copy(Sgl, Entries, static_cast<char *>(const_cast<void *>(Buffer)),
              Size, false);
}
size_t sg_copy_to_buffer(scatterlist *Sgl, unsigned int Entries, void *Buffer,
                         size_t Size) {
  return copy(Sgl, Entries, static_cast<char *>(Buffer), Size, true);
}

} // extern "C"
