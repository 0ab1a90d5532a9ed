// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where memory comes from: stacks, heap, program segments, other mappings, in
// the order in which they are cheap to know. ASan, when it is in the program,
// knows heap and globals best.

#include "runtime/port/posix/hooks.h"

#include "reports/finding.h"
#include "runtime/base/string_ref.h"
#include "runtime/port/posix/heap_table.h"
#include "runtime/port/posix/regions.h"
#include "runtime/port/posix/thread.h"
#include "runtime/stack/depot.h"

#include <errno.h>
#include <link.h>

extern "C" {
const dmasan_host_hooks *dmasan_posix_hooks(void);
__attribute__((weak)) const char *__asan_locate_address(void *, char *, size_t,
                                                        void **, size_t *);
__attribute__((weak)) size_t __asan_get_alloc_stack(void *, void **, size_t,
                                                    int *);
__attribute__((weak)) size_t __asan_get_free_stack(void *, void **, size_t,
                                                   int *);
}

using namespace dmasan;
using namespace dmasan::posix;

namespace {

void answer(struct dmasan_port_origin &Out, OriginKind Kind,
            uintptr_t Begin = 0, uint64_t Size = 0) {
  Out.kind = static_cast<uint32_t>(Kind);
  Out.begin = Begin;
  Out.size = Size;
}

bool fromStacks(uintptr_t Address, struct dmasan_port_origin &Out) {
  if (!stackAround(Address).High)
    return false;
  answer(Out, OriginKind::Stack); // the bounds of the variable are not known
  return true;
}

StackId asanStack(size_t (*Get)(void *, void **, size_t, int *),
                  void *Address) {
  void *Frames[kMaxFrames];
  int Thread = 0;
  size_t Count = Get ? Get(Address, Frames, kMaxFrames, &Thread) : 0;
  return internStack(reinterpret_cast<uintptr_t *>(Frames), Count);
}

bool fromAsan(uintptr_t Address, struct dmasan_port_origin &Out) {
  if (!__asan_locate_address)
    return false;
  char Name[64];
  void *Begin = nullptr;
  size_t Size = 0;
  auto *Pointer = reinterpret_cast<void *>(Address);
  StringRef Kind =
      __asan_locate_address(Pointer, Name, sizeof(Name), &Begin, &Size);
  auto First = reinterpret_cast<uintptr_t>(Begin);
  if (Kind == "stack") {
    answer(Out, OriginKind::Stack);
    return true;
  }
  if (Kind == "heap" && First) {
    Out.alloc_stack = asanStack(__asan_get_alloc_stack, Pointer);
    Out.free_stack = asanStack(__asan_get_free_stack, Pointer);
    bool Freed = Out.free_stack != 0;
    answer(Out, Freed ? OriginKind::Freed : OriginKind::Heap, First, Size);
    return true;
  }
  if (Kind == "global" && First) {
    answer(Out, OriginKind::Data, First, Size);
    return true;
  }
  return false;
}

bool fromHeap(uintptr_t Address, struct dmasan_port_origin &Out) {
  HeapObject Object = heapAround(Address);
  if (!Object.known())
    return false;
  answer(Out, Object.Freed ? OriginKind::Freed : OriginKind::Heap, Object.Begin,
         Object.Size);
  Out.alloc_stack = Object.AllocStack;
  Out.free_stack = Object.FreeStack;
  return true;
}

struct SegmentSearch {
  uintptr_t Address;
  OriginKind Kind;
};

int onObject(dl_phdr_info *Info, size_t, void *Opaque) {
  auto &S = *static_cast<SegmentSearch *>(Opaque);
  for (int I = 0; I != Info->dlpi_phnum; ++I) {
    const ElfW(Phdr) &P = Info->dlpi_phdr[I];
    if (S.Address - (Info->dlpi_addr + P.p_vaddr) >= P.p_memsz)
      continue;
    // Relocated constants lie in a writable segment but are read-only later.
    if (P.p_type == PT_GNU_RELRO)
      S.Kind = OriginKind::Rodata;
    else if (P.p_type == PT_LOAD && S.Kind == OriginKind::Unknown)
      S.Kind = P.p_flags & PF_X   ? OriginKind::Text
               : P.p_flags & PF_W ? OriginKind::Data
                                  : OriginKind::Rodata;
  }
  return S.Kind != OriginKind::Unknown;
}

bool fromSegments(uintptr_t Address, struct dmasan_port_origin &Out) {
  SegmentSearch S = {Address, OriginKind::Unknown};
  dl_iterate_phdr(onObject, &S);
  if (S.Kind == OriginKind::Unknown)
    return false;
  answer(Out, S.Kind);
  return true;
}

void fromRegions(uintptr_t Address, struct dmasan_port_origin &Out) {
  Region Around;
  // Without /proc nothing can be said against the memory.
  if (!rememberedRegion(Address, Around) && !regionAround(Address, Around))
    return answer(Out, OriginKind::Unknown);
  // Guard pages and the vdso count as no memory.
  if (!Around.Readable || Around.Special)
    return answer(Out, OriginKind::Invalid);
  answer(Out, Around.Executable ? OriginKind::Text : OriginKind::Pages);
  Out.exempt_overlap = Around.OfFile;
}

} // namespace

extern "C" {

void dmasan_port_origin(uintptr_t Address, uint64_t Size,
                        struct dmasan_port_origin *Out) {
  const dmasan_host_hooks *H = dmasan_posix_hooks();
  if (H && H->origin && H->origin(Address, Size, Out))
    return;
  int Saved = errno;
  InternalScope Scope;
  if (!fromStacks(Address, *Out) && !fromAsan(Address, *Out) &&
      !fromHeap(Address, *Out) && !fromSegments(Address, *Out))
    fromRegions(Address, *Out);
  errno = Saved;
}

} // extern "C"
