// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The beginning: every instrumented object announces itself; the first one
// brings the runtime up. Options come from the program, then from the
// environment, which wins.

#include "dmasan/interface.h"
#include "runtime/engine/options.h"
#include "runtime/engine/sink.h"
#include "runtime/hosted/internal.h"
#include "runtime/port/port.h"
#include "runtime/port/posix/thread.h"

#include <atomic>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

extern "C" {
EXPORT __attribute__((weak)) const char *__dmasan_default_options(void) {
  return "";
}
EXPORT __attribute__((weak)) const char *__dmasan_default_suppressions(void) {
  return "";
}
}

namespace dmasan::hosted {

namespace {

/// Reads a whole file into memory that is the caller's to free, Size + 1 bytes.
bool readFile(const char *Path, StringRef &Text) {
  int File = open(Path, O_RDONLY | O_CLOEXEC);
  struct stat Status = {};
  if (File < 0 || fstat(File, &Status) != 0)
    return false;
  auto Size = static_cast<size_t>(Status.st_size);
  auto *Memory = static_cast<char *>(dmasan_port_alloc(Size + 1));
  size_t Done = 0;
  while (Memory && Done < Size) {
    ssize_t Got = read(File, Memory + Done, Size - Done);
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got <= 0)
      break;
    Done += static_cast<size_t>(Got);
  }
  close(File);
  Text = StringRef(Memory, Done);
  return Memory && Done == Size;
}

void readSuppressions() {
  suppressions().parse(__dmasan_default_suppressions(),
                       "__dmasan_default_suppressions", kPortOptionSink);
  const char *Path = options().suppressions;
  if (!Path[0])
    return;
  StringRef Text;
  if (readFile(Path, Text)) {
    suppressions().parse(Text, Path, kPortOptionSink);
    dmasan_port_free(const_cast<char *>(Text.data()), Text.size() + 1);
    return;
  }
  FixedText<1400> Why;
  Why.buffer() << "suppressions: cannot read '" << Path
               << "': " << strerror(errno);
  dmasan_port_message(Why.text());
}

void printHelp() {
  static char Memory[16384];
  TextBuffer Out(Memory, sizeof(Memory));
  Out << "DMASAN_OPTIONS=name=value:name=value\n";
  writeOptionHelp(Out, options(), OptionHosts::Hosted);
  writeReport(Out.ref());
}

} // namespace

void applyOptions() {
  static constinit std::atomic<bool> Done = false;
  if (Done.exchange(true))
    return;
  if (isFuzzer())
    parseOptions("halt_on_error=1:abort_on_error=1", "fuzzer");
  parseOptions(__dmasan_default_options(), "__dmasan_default_options");
  parseOptions(getenv("DMASAN_OPTIONS"), "DMASAN_OPTIONS");
  if (options().help)
    printHelp();
  setFilter(options().filter);
  readSuppressions();
  prepareExit();
}

} // namespace dmasan::hosted

using namespace dmasan;
using namespace dmasan::hosted;

extern "C" EXPORT void __dmasan_init(uint32_t Version, uint64_t Offset) {
  static constinit std::atomic<uint64_t> First = 0;
  int Saved = errno;
  if (Version != DMASAN_ABI_VERSION) {
    FixedText<256> Why;
    Why.buffer() << "an object was compiled for version ";
    Why.buffer().decimal(uint64_t(Version)) << " of the runtime's interface, "
                                               "this is version ";
    Why.buffer().decimal(uint64_t(DMASAN_ABI_VERSION))
        << ": compile all of the program with the dmasan-clang that links it";
    fatal(Why.text());
  }
  uint64_t Expected = 0;
  if (!First.compare_exchange_strong(Expected, Offset)) {
    if (Expected == Offset)
      return;
    fatal("some objects were compiled with -fsanitize=dma,address and some "
          "with -fsanitize=dma only; their shadow lies in different places. "
          "Give all of them the same -fsanitize list");
  }
  posix::registerOwnStack();
  applyOptions();
  reserveShadow(Offset);
  errno = Saved;
}
