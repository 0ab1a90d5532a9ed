// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/dmasan/guest_machine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <sys/utsname.h>

using namespace llvm;

namespace dmasan::tool {

static constexpr GuestMachine kMachines[] = {
    {"amd64", "x86_64", "qemu-system-x86_64", "qemu-system-x86",
     "-accel tcg -cpu max -vga none", "ttyS0", "dmasan.ko", "dmasan_ko",
     "-M q35,kernel-irqchip=split -device intel-iommu,intremap=off",
     // Only GCC records its calls of __fentry__. Not objtool: it turns them
     // into nops, which a kernel that was built otherwise takes for corruption.
     "CONFIG_FTRACE_MCOUNT_USE_CC= CONFIG_FTRACE_MCOUNT_USE_RECORDMCOUNT=y",
     /*PackedImage=*/true, /*DeviceTree=*/false},
    // The architecture's own pointer authentication is too slow to emulate.
    {"arm64", "aarch64", "qemu-system-aarch64", "qemu-system-arm",
     "-accel tcg -M virt -cpu max,pauth-impdef=on", "ttyAMA0",
     "arm64/dmasan.ko", "dmasan_ko_arm64", "-M virt,iommu=smmuv3",
     "CROSS_COMPILE=aarch64-linux-gnu-",
     /*PackedImage=*/false,
     /*DeviceTree=*/true},
};

const GuestMachine *GuestMachine::find(StringRef Name) {
  const auto *It = find_if(kMachines, [&](const GuestMachine &M) {
    return M.Name == Name || M.Machine == Name;
  });
  return It == std::end(kMachines) ? nullptr : It;
}

const GuestMachine *GuestMachine::native() {
  utsname Name;
  uname(&Name);
  return find(Name.machine);
}

std::string GuestMachine::root() const {
  return this == native() ? "" : (cacheFolder() + "/" + Name).str();
}

std::string cacheFolder() {
  SmallString<128> Cache;
  if (!sys::path::cache_directory(Cache) ||
      sys::fs::create_directories(Cache + "/dmasan"))
    return "";
  return (Cache + "/dmasan").str();
}

// A flattened device tree (its specification, section 5): a header of big
// endian words, a block of structure, a block of strings. The name of the
// property that makes a bus coherent is in the latter, once.
Expected<std::string> nonCoherentTree(StringRef Qemu,
                                      const std::vector<std::string> &Words,
                                      StringRef Folder) {
  std::string File = (Folder + "/machine.dtb").str();
  std::vector<StringRef> Arguments(Words.begin(), Words.end());
  std::string Dump = "dumpdtb=" + File;
  Arguments.insert(Arguments.end(), {"-machine", Dump});
  std::optional<StringRef> Redirects[] = {StringRef(""), StringRef(""),
                                          StringRef("")};
  auto Problem = [&](const Twine &What) {
    return createStringError(File + ": " + What);
  };
  if (sys::ExecuteAndWait(Qemu, Arguments, std::nullopt, Redirects, 60))
    return Problem("QEMU does not write its device tree");
  auto Buffer = MemoryBuffer::getFile(File);
  if (!Buffer)
    return Problem(Buffer.getError().message());
  std::string Tree = (*Buffer)->getBuffer().str();
  enum : size_t {
    Magic = 0,
    TotalSize = 4,
    StructBegin = 8,
    StringsBegin = 12,
    StringsSize = 32,
    StructSize = 36,
    HeaderSize = 40
  };
  auto Word = [&](size_t At) { return support::endian::read32be(&Tree[At]); };
  if (Tree.size() < HeaderSize || Word(Magic) != 0xd00dfeed)
    return Problem("no device tree");
  // QEMU pads what it dumps and doubles what it loads: too much for a kernel.
  size_t Used = std::max(size_t(Word(StructBegin)) + Word(StructSize),
                         size_t(Word(StringsBegin)) + Word(StringsSize));
  size_t At = Tree.find("dma-coherent", Word(StringsBegin));
  if (Used > Tree.size() || At == std::string::npos || At >= Used)
    return Problem("nothing in it is coherent");
  Tree[At] = 'x';
  Tree.resize(Used);
  support::endian::write32be(&Tree[TotalSize], uint32_t(Used));
  std::error_code Code;
  raw_fd_ostream Out(File, Code);
  Out << Tree;
  Out.close();
  if (Code || Out.error())
    return Problem((Code ? Code : Out.error()).message());
  return File;
}

std::string installedKernel(StringRef Root, StringRef File) {
  auto [Before, After] = File.split("%s");
  utsname Name;
  uname(&Name);
  std::string Release;
  std::error_code Code;
  for (sys::fs::directory_iterator It(Root + "/lib/modules", Code), End;
       It != End && !Code; It.increment(Code)) {
    std::string Candidate = sys::path::filename(It->path()).str();
    if (sys::fs::exists(Root + Before + Candidate + After) &&
        (Release < Candidate || Candidate == Name.release))
      Release = Candidate;
    if (Release == Name.release)
      break;
  }
  return Release;
}

} // namespace dmasan::tool
