// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader of /proc/self/maps, without stdio, and what is kept of it.

#include "runtime/port/posix/regions.h"

#include "runtime/base/bits.h"
#include "runtime/base/string_ref.h"

#include <atomic>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace dmasan::posix {

namespace {

/// One line of /proc/self/maps at a time.
class MapsReader {
public:
  MapsReader() : File(open("/proc/self/maps", O_RDONLY | O_CLOEXEC)) {}
  ~MapsReader() {
    if (File >= 0)
      close(File);
  }
  MapsReader(const MapsReader &) = delete;
  MapsReader &operator=(const MapsReader &) = delete;

  bool usable() const { return File >= 0; }
  bool next(StringRef &Line) {
    for (;;) {
      StringRef Rest(Buffer + At, Size - At);
      size_t End = Rest.find('\n');
      if (End != Rest.size()) {
        Line = Rest.take(End);
        At += End + 1;
        return true;
      }
      // Keep what there is of the line; one longer than the buffer is cut.
      if (At == 0 && Size == sizeof(Buffer))
        Size = 0;
      __builtin_memmove(Buffer, Buffer + At, Size - At);
      Size -= At;
      At = 0;
      ssize_t Got = read(File, Buffer + Size, sizeof(Buffer) - Size);
      if (Got <= 0)
        return false;
      Size += static_cast<size_t>(Got);
    }
  }

private:
  int File;
  size_t At = 0, Size = 0;
  char Buffer[2048];
};

uintptr_t takeHex(StringRef &Text) {
  uintptr_t Value = 0;
  while (!Text.empty() && Text[0] != '-' && Text[0] != ' ') {
    auto Digit = static_cast<unsigned char>(Text[0]);
    Value = Value << 4 |
            unsigned(Digit <= '9' ? Digit - '0' : (Digit | 32) - 'a' + 10);
    Text = Text.drop(1);
  }
  Text = Text.drop(1);
  return Value;
}

struct Generation {
  uint64_t Calls = 0;
  uint64_t Loads = 0; // of shared objects, and unloads
  bool operator==(const Generation &Other) const {
    return Calls == Other.Calls && Loads == Other.Loads;
  }
};

constexpr unsigned kKept = 4;
struct Memory {
  Generation Of;
  Region Known[kKept];
  unsigned Next;
};

constinit std::atomic<uint64_t> Calls = 0;
__attribute__((tls_model("initial-exec"))) thread_local Memory Mine = {};

int countLoads(dl_phdr_info *Info, size_t, void *Out) {
  *static_cast<uint64_t *>(Out) = Info->dlpi_adds + Info->dlpi_subs;
  return 1; // every object says the same
}

Generation present() {
  Generation Out;
  Out.Calls = Calls.load(std::memory_order_acquire);
  dl_iterate_phdr(countLoads, &Out.Loads);
  return Out;
}

bool isMapped(uintptr_t Address) {
  unsigned char Resident;
  return syscall(SYS_mincore, Address & ~uintptr_t(4095), 1, &Resident) == 0;
}

void remember(const Region &Found, const Generation &Of) {
  if (!(Mine.Of == Of)) {
    Mine = {};
    Mine.Of = Of;
  }
  Mine.Known[Mine.Next++ % kKept] = Found;
}

} // namespace

void regionsChanged() { Calls.fetch_add(1, std::memory_order_release); }

bool rememberedRegion(uintptr_t Address, Region &Out) {
  for (const Region &Known : Mine.Known) {
    if (!Known.holds(Address))
      continue;
    if (!(Mine.Of == present()) || !isMapped(Address))
      return false;
    Out = Known;
    return true;
  }
  return false;
}

bool regionAround(uintptr_t Address, Region &Out) {
  // Before the file is read: a change meanwhile makes the answer an old one.
  Generation Now = present();
  Out = {};
  MapsReader Maps;
  if (!Maps.usable())
    return false;
  StringRef Line;
  while (Maps.next(Line)) {
    uintptr_t Begin = takeHex(Line), End = takeHex(Line);
    if (Address < Begin || Address >= End)
      continue;
    Out.Begin = Begin;
    Out.End = End;
    Out.Readable = Line.startsWith("r");
    Out.Executable = Line.take(3).drop(2) == "x";
    Out.OfFile = Line.find('/') != Line.size();
    Out.Special =
        Line.drop(minOf(Line.find('['), Line.size())).startsWith("[v");
    if (regionsWatched())
      remember(Out, Now);
    break;
  }
  return true;
}

} // namespace dmasan::posix
