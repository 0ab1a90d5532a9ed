// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The shadow of a process: one byte for 64 bytes of the lower half of the
// address space, reserved in one piece and touched page by page.

#include "dmasan/interface.h"
#include "runtime/hosted/internal.h"
#include "runtime/port/port.h"

#include <atomic>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

namespace dmasan::hosted {

namespace {

constexpr unsigned kAddressBits = 47;
constexpr uint64_t kShadowBytes = uint64_t(1)
                                  << (kAddressBits - DMASAN_SHADOW_SCALE);

constinit std::atomic<uint64_t> Offset = 0; // 0: no shadow yet

} // namespace

bool shadowIsReserved() { return Offset.load(std::memory_order_acquire) != 0; }

void reserveShadow(uint64_t Wanted) {
  if (Offset.load(std::memory_order_acquire) == Wanted)
    return;
  auto *Place = reinterpret_cast<void *>(Wanted);
  void *Got = mmap(
      Place, kShadowBytes, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (Got != Place) {
    int Error = errno;
    if (Got != MAP_FAILED)
      munmap(Got, kShadowBytes);
    FixedText<512> Why;
    Why.buffer() << "cannot reserve the shadow, ";
    Why.buffer().hex(Wanted) << " to ";
    Why.buffer().hex(Wanted + kShadowBytes)
        << ": " << strerror(Error)
        << (Error == EEXIST
                ? ". Something else lies there: another sanitizer (link it "
                  "with dmasan-clang, too), or a fixed mapping of the program"
            : Error == ENOMEM ? ". Is there a limit on the address space "
                                "(ulimit -v), or vm.overcommit_memory=2?"
                              : "");
    fatal(Why.text());
  }
  // Core dumps would hold two tebibytes of nothing.
  madvise(Place, kShadowBytes, MADV_DONTDUMP);
  madvise(Place, kShadowBytes, MADV_NOHUGEPAGE);
  Offset.store(Wanted, std::memory_order_release);
}

} // namespace dmasan::hosted

using namespace dmasan::hosted;

extern "C" {

int dmasan_port_has_shadow(uintptr_t Address) {
  return Address >> kAddressBits == 0 &&
         Offset.load(std::memory_order_relaxed) != 0;
}

uint8_t *dmasan_port_shadow(uintptr_t Address) {
  return reinterpret_cast<uint8_t *>((Address >> DMASAN_SHADOW_SCALE) +
                                     Offset.load(std::memory_order_relaxed));
}

} // extern "C"
