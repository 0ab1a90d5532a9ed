// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What /proc/self/maps says of an address. Reading it takes 30 microseconds and
// more, so each thread keeps the last answers.
//
// An answer is good for one generation: every mmap, munmap, mremap, mprotect
// and shm call of the program ends it (region_interceptors.cpp), and so does
// every load or unload of a shared object (dl_iterate_phdr's counters). What
// goes away behind their backs, by a system call or inside libc, is noticed by
// mincore(). Where the interceptors are not ours (ASan has its own), nothing is
// kept.
//
// Threading: answers are the thread's own. Failure: without /proc nothing can
// be said of any address.

#pragma once

#include <stdint.h>

namespace dmasan::posix {

struct Region {
  uintptr_t Begin = 0, End = 0;
  bool Readable = false, Executable = false;
  bool OfFile = false;  // page cache
  bool Special = false; // the vdso and its kind
  bool holds(uintptr_t Address) const { return Address - Begin < End - Begin; }
};

/// The region around the address; an empty one for no memory. False when that
/// cannot be known.
bool regionAround(uintptr_t Address, Region &Out);
/// The same, if this thread knows it still.
bool rememberedRegion(uintptr_t Address, Region &Out);

/// The program has changed its address space.
void regionsChanged();
/// Whether all such calls of the program are seen.
bool regionsWatched();

} // namespace dmasan::posix
