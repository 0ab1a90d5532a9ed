// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RAM, physical addresses, and struct page for what is not RAM.

#include "runtime/sim/memory.h"

#include "runtime/sim/announce.h"
#include "runtime/sim/page_map.h"

#include <linux/list.h>
#include <linux/scatterlist.h>

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

namespace dmasan::sim {
namespace {

constexpr uint64_t kPages = kRamSize >> PAGE_SHIFT;

struct ForeignPage {
  ForeignPage *Next;
  uint64_t Key;
  page Page;
};

pthread_once_t Once = PTHREAD_ONCE_INIT;
pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER;
char *Ram;
page *Pages;
// One for each place that an object can begin at; untouched ones cost nothing.
AllocationRecord *Records;
constexpr uint64_t kRecordStep = 8;
int File = -1;
constinit PageMap<ForeignPage> ForeignPages;

void *reserve(uint64_t Size) {
  void *Memory = mmap(nullptr, Size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return Memory == MAP_FAILED ? nullptr : Memory;
}

void makeRam() {
  File = memfd_create("dmasan-sim-ram", MFD_CLOEXEC);
  if (File < 0 || ftruncate(File, off_t(kRamSize)) != 0)
    return;
  Pages = static_cast<page *>(reserve(kPages * sizeof(page)));
  Records = static_cast<AllocationRecord *>(
      reserve(kRamSize / kRecordStep * sizeof(AllocationRecord)));
  void *Memory = mmap(nullptr, kRamSize, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_NORESERVE, File, 0);
  if (!Pages || !Records || Memory == MAP_FAILED)
    return;
  Ram = static_cast<char *>(Memory);
  registerReaders();
}

} // namespace

bool ready() {
  pthread_once(&Once, makeRam);
  return Ram != nullptr;
}

Lock::Lock() { pthread_mutex_lock(&Mutex); }
Lock::~Lock() { pthread_mutex_unlock(&Mutex); }

int ramFile() { return File; }

bool isRam(uint64_t Phys) { return Phys - kRamPhys < kRamSize && ready(); }

page &ramPage(uint64_t Phys) {
  uint64_t Index = (Phys - kRamPhys) >> PAGE_SHIFT;
  page &Page = Pages[Index];
  Page.virtual_address = Ram + (Index << PAGE_SHIFT);
  return Page;
}

AllocationRecord &recordAt(uint64_t Phys) {
  return Records[(Phys - kRamPhys) / kRecordStep];
}

page &headOf(page &Page) {
  return Page.flags & kPageTail ? *list_entry(Page.lru.prev, page, lru) : Page;
}

page *entryPage(const scatterlist &Sg) {
  return reinterpret_cast<page *>(Sg.page_link & ~SG_PAGE_LINK_MASK);
}

char *cpuAddress(uint64_t Phys) {
  if (isRam(Phys))
    return Ram + (Phys - kRamPhys);
  if (Phys >= kForeignPhys && Phys < 2 * kForeignPhys)
    return reinterpret_cast<char *>(Phys - kForeignPhys);
  return nullptr;
}

uint64_t physAddress(const void *Address) {
  uintptr_t Value = reinterpret_cast<uintptr_t>(Address);
  if (ready() && Value - reinterpret_cast<uintptr_t>(Ram) < kRamSize)
    return kRamPhys + (Value - reinterpret_cast<uintptr_t>(Ram));
  if (page *Page = aliasPage(Address))
    return page_to_phys(Page) + offset_in_page(Value);
  return kForeignPhys + (Value & (kForeignPhys - 1));
}

} // namespace dmasan::sim

using namespace dmasan::sim;

extern "C" {

page *phys_to_page(phys_addr_t Phys) {
  if (isRam(Phys))
    return &ramPage(Phys);
  Lock L;
  uint64_t Key = Phys >> PAGE_SHIFT;
  ForeignPage *Found = ForeignPages.find(Key);
  if (!Found) {
    Found = static_cast<ForeignPage *>(calloc(1, sizeof(ForeignPage)));
    if (!Found)
      return nullptr;
    Found->Key = Key;
    Found->Page.virtual_address = cpuAddress(Phys & kPageMask);
    Found->Page._refcount.counter = 1;
    if (!ForeignPages.insert(Found)) {
      free(Found);
      return nullptr;
    }
  }
  return &Found->Page;
}

page *virt_to_page(const void *Address) {
  return phys_to_page(physAddress(Address));
}
void *page_address(const page *Page) {
  return Page ? Page->virtual_address : nullptr;
}
phys_addr_t page_to_phys(const page *Page) {
  if (ready() && Page >= Pages && Page < Pages + kPages)
    return kRamPhys + (uint64_t(Page - Pages) << PAGE_SHIFT);
  return physAddress(page_address(Page));
}
page *nth_page(page *Page, unsigned long N) {
  return phys_to_page(page_to_phys(Page) + (uint64_t(N) << PAGE_SHIFT));
}

phys_addr_t virt_to_phys(const volatile void *Address) {
  return physAddress(const_cast<const void *>(Address));
}
void *phys_to_virt(phys_addr_t Phys) { return cpuAddress(Phys); }
bool virt_addr_valid(const void *Address) {
  return isRam(physAddress(Address)) && !aliasPage(Address);
}

} // extern "C"
