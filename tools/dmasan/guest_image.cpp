// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/dmasan/guest_image.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

using namespace llvm;

namespace dmasan::tool {

namespace {

template <typename... Ts> Error problem(const char *Format, Ts &&...Values) {
  return createStringError(
      std::errc::invalid_argument,
      formatv(Format, std::forward<Ts>(Values)...).str().c_str());
}

Expected<std::unique_ptr<MemoryBuffer>> readFile(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return problem("{0}: {1}", Path, Buffer.getError().message());
  return std::move(*Buffer);
}

Error writeFile(StringRef Path, StringRef Content) {
  std::error_code Code;
  raw_fd_ostream Out(Path, Code);
  if (!Code) {
    Out << Content;
    Out.close();
    Code = Out.error();
  }
  return Code ? problem("{0}: {1}", Path, Code.message()) : Error::success();
}

/// "kernel/drivers/foo-bar.ko" to "foo_bar", as the kernel names it.
std::string moduleName(StringRef File) {
  std::string Name = sys::path::stem(File).str();
  std::replace(Name.begin(), Name.end(), '-', '_');
  return Name;
}

} // namespace

// Documentation/x86/boot.rst: the payload's place is in the set-up header, from
// protocol 2.08 on. Its last four bytes are its size unpacked.
Expected<std::string> unpackKernel(StringRef Image, StringRef Folder) {
  sys::fs::file_status Status;
  if (sys::fs::status(Image, Status))
    return problem("{0}: no kernel image", Image);
  std::string Out =
      formatv("{0}/vmlinux-{1}-{2}", Folder, sys::path::filename(Image),
              Status.getLastModificationTime().time_since_epoch().count())
          .str();
  if (sys::fs::exists(Out))
    return Out;
  auto Buffer = readFile(Image);
  if (!Buffer)
    return Buffer.takeError();
  StringRef Bytes = (*Buffer)->getBuffer();
  if (Bytes.starts_with("\x7f"
                        "ELF"))
    return Image.str();
  if (Bytes.size() < 0x260 || Bytes.substr(0x202, 4) != "HdrS")
    return problem("{0}: neither an ELF file nor a bzImage", Image);
  const char *Header = Bytes.data();
  uint64_t Begin = (uint64_t(uint8_t(Header[0x1f1])) + 1) * 512 +
                   support::endian::read32le(Header + 0x248);
  uint64_t Size = support::endian::read32le(Header + 0x24c);
  if (Size < 4 || Begin + Size > Bytes.size())
    return problem("{0}: its payload lies outside the file", Image);
  StringRef Payload = Bytes.substr(Begin, Size - 4);
  const char *Tool = Payload.starts_with("\xfd"
                                         "7zXZ")
                         ? "xz"
                     : Payload.starts_with("\x28\xb5\x2f\xfd") ? "zstd"
                     : Payload.starts_with("\x1f\x8b")         ? "gzip"
                                                               : nullptr;
  if (!Tool)
    return problem("{0}: its compression is not known", Image);
  auto Program = sys::findProgramByName(Tool);
  if (!Program)
    return problem("{0} is needed to unpack {1}", Tool, Image);
  std::string Packed = Out + ".packed", Part = Out + ".part";
  if (Error E = writeFile(Packed, Payload))
    return std::move(E);
  std::optional<StringRef> Redirects[] = {StringRef(Packed), StringRef(Part),
                                          std::nullopt};
  int Exit = sys::ExecuteAndWait(*Program, {Tool, "-dc"}, std::nullopt,
                                 Redirects, 120);
  static_cast<void>(sys::fs::remove(Packed));
  if (Exit != 0)
    return problem("{0} cannot unpack {1}", Tool, Image);
  if (std::error_code Code = sys::fs::rename(Part, Out))
    return problem("{0}: {1}", Out, Code.message());
  return Out;
}

Expected<ModuleTree> ModuleTree::read(StringRef Folder) {
  ModuleTree Tree;
  Tree.Root = Folder.str();
  auto Dependencies = readFile((Folder + "/modules.dep").str());
  if (!Dependencies)
    return joinErrors(Dependencies.takeError(),
                      problem("run depmod for the kernel of {0}", Folder));
  SmallVector<StringRef> Lines, Words;
  (*Dependencies)->getBuffer().split(Lines, '\n', -1, false);
  for (StringRef Line : Lines) {
    auto [File, Rest] = Line.split(':');
    Module &M = Tree.Modules[moduleName(File)];
    M.File = (Folder + "/" + File).str();
    Words.clear();
    Rest.split(Words, ' ', -1, false);
    for (StringRef Word : Words)
      M.Needs.push_back(moduleName(Word));
  }
  if (auto List = readFile((Folder + "/modules.builtin").str())) {
    Lines.clear();
    (*List)->getBuffer().split(Lines, '\n', -1, false);
    for (StringRef Line : Lines)
      Tree.Builtin[moduleName(Line)] = 0;
  } else {
    consumeError(List.takeError());
  }
  return Tree;
}

Error ModuleTree::addOverrides(StringRef Folder) {
  std::error_code Code;
  bool Any = false;
  for (sys::fs::recursive_directory_iterator It(Folder, Code), End;
       It != End && !Code; It.increment(Code)) {
    if (!StringRef(It->path()).ends_with(".ko"))
      continue;
    Modules[moduleName(It->path())].File = It->path();
    Any = true;
  }
  if (Code)
    return problem("{0}: {1}", Folder, Code.message());
  return Any ? Error::success() : problem("{0}: holds no module", Folder);
}

Error ModuleTree::closure(StringRef Name,
                          std::vector<std::string> &Files) const {
  std::string Key = moduleName(Name);
  auto It = Modules.find(Key);
  if (It == Modules.end())
    return Builtin.count(Key)
               ? Error::success()
               : problem("{0}: no such module below {1}", Name, Root);
  const Module &M = It->second;
  if (llvm::is_contained(Files, M.File))
    return Error::success();
  // modules.dep lists the nearest first; what they need comes before.
  for (const std::string &Need : llvm::reverse(M.Needs))
    if (Error E = closure(Need, Files))
      return E;
  Files.push_back(M.File);
  return Error::success();
}

void Archive::entry(StringRef Path, StringRef Content, unsigned Mode) {
  raw_string_ostream Out(Bytes);
  auto Field = [&](uint64_t Value) {
    Out << format_hex_no_prefix(Value, 8, true);
  };
  Out << "070701";
  for (uint64_t Value :
       {uint64_t(Inode++), uint64_t(Mode), uint64_t(0), uint64_t(0),
        uint64_t(1), uint64_t(0), uint64_t(Content.size()), uint64_t(0),
        uint64_t(0), uint64_t(0), uint64_t(0), uint64_t(Path.size() + 1),
        uint64_t(0)})
    Field(Value);
  Out << Path << '\0';
  Out.flush();
  Bytes.resize(alignTo(Bytes.size(), 4));
  Out << Content;
  Out.flush();
  Bytes.resize(alignTo(Bytes.size(), 4));
}

void Archive::addFolder(StringRef Path) { entry(Path, "", 0040755); }

void Archive::addFile(StringRef Path, StringRef Content, unsigned Mode) {
  entry(Path, Content, 0100000 | Mode);
}

Error Archive::addFileFrom(StringRef Path, StringRef Source, unsigned Mode) {
  auto Buffer = readFile(Source);
  if (!Buffer)
    return Buffer.takeError();
  addFile(Path, (*Buffer)->getBuffer(), Mode);
  return Error::success();
}

Error Archive::write(StringRef File) {
  entry("TRAILER!!!", "", 0);
  return writeFile(File, Bytes);
}

} // namespace dmasan::tool
