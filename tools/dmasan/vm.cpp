// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan vm: boots a stock kernel in QEMU with dmasan.ko, chosen modules and an
// emulated device, runs a script in it, and returns what was found.

#include "tools/dmasan/guest_devices.h"
#include "tools/dmasan/guest_image.h"
#include "tools/dmasan/guest_machine.h"
#include "tools/dmasan/guest_verdict.h"
#include "tools/dmasan/subcommands.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <optional>

using namespace llvm;

namespace dmasan::tool {

namespace {

cl::list<std::string>
    Devices("device",
            cl::desc("net:MODEL, disk:MODEL (with options of QEMU), e1000, "
                     "rtl8139, nvme, monitor (QMP on the guest's ttyS1), or "
                     "arguments of QEMU; repeatable"),
            cl::value_desc("device"), cl::sub(commandVm()));
cl::list<std::string>
    Modules("module",
            cl::desc("module to load, \"name param=value ...\"; repeatable"),
            cl::value_desc("name"), cl::sub(commandVm()));
cl::list<std::string> Overrides(
    "modules-from",
    cl::desc("folder of modules that replace the kernel's; repeatable"),
    cl::value_desc("folder"), cl::sub(commandVm()));
cl::list<std::string> Files("file",
                            cl::desc("put a file into the guest's /files"),
                            cl::value_desc("path"), cl::sub(commandVm()));
cl::opt<std::string> Script("script", cl::desc("shell script for the guest"),
                            cl::value_desc("file"), cl::sub(commandVm()));
cl::opt<std::string> RuntimeOptions("options",
                                    cl::desc("run-time options of dmasan.ko"),
                                    cl::sub(commandVm()));
cl::opt<std::string>
    FailDriver("fail-driver",
               cl::desc("driver that fault injection is limited to"),
               cl::sub(commandVm()));
cl::opt<bool> Without("without-dmasan", cl::desc("do not load dmasan.ko"),
                      cl::sub(commandVm()));
cl::opt<std::string>
    Arch("arch",
         cl::desc("amd64 or arm64 (tools/arm64_kernel gets its kernel)"),
         cl::sub(commandVm()));
cl::opt<std::string> Cpu("cpu", cl::desc("QEMU's model of the CPU"),
                         cl::sub(commandVm()));
enum class IommuMode { None, Strict, Lazy };
constexpr const char *kIommuWords[] = {"", " intel_iommu=on iommu.strict=1",
                                       " intel_iommu=on iommu.strict=0"};
cl::opt<IommuMode> Iommu(
    "iommu", cl::desc("an IOMMU before the devices"), cl::ValueOptional,
    cl::init(IommuMode::None),
    cl::values(clEnumValN(IommuMode::Strict, "strict",
                          "what is unmapped is out of reach at once (default)"),
               clEnumValN(IommuMode::Lazy, "lazy", "... soon"),
               clEnumValN(IommuMode::Strict, "", "")),
    cl::sub(commandVm()));
cl::opt<bool> NonCoherent("non-coherent",
                          cl::desc("no device is coherent (arm64)"),
                          cl::sub(commandVm()));
cl::opt<bool> Packed("bzimage",
                     cl::desc("boot the packed image: slower, randomised"),
                     cl::sub(commandVm()));
cl::opt<std::string> Version("kernel", cl::desc("kernel version to boot"),
                             cl::sub(commandVm()));
cl::opt<std::string>
    WorkFolder("work",
               cl::desc("folder for the log, the image and scratch disks"),
               cl::value_desc("folder"), cl::sub(commandVm()));
cl::opt<std::string> JsonPath("json", cl::desc("write findings, one a line"),
                              cl::value_desc("file"), cl::sub(commandVm()));
cl::opt<std::string>
    Append("append", cl::desc("further words of the kernel's command line"),
           cl::value_desc("words"), cl::sub(commandVm()));
cl::opt<unsigned> Seconds("timeout", cl::desc("seconds for the whole run"),
                          cl::init(120), cl::sub(commandVm()));
cl::list<std::string>
    Known("known-warning",
          cl::desc("text of a warning of the kernel that is no failure of the "
                   "guest; repeatable"),
          cl::value_desc("text"), cl::sub(commandVm()));
cl::opt<unsigned> Memory("memory", cl::desc("MiB of the guest"), cl::init(512),
                         cl::sub(commandVm()));
cl::opt<unsigned> Cpus("cpus", cl::desc("CPUs of the guest"), cl::init(2),
                       cl::sub(commandVm()));

int failed(Error E) { return usageError(toString(std::move(E))); }

/// dmasan.ko and the chosen modules with what they need, and the list of them
/// in the order of loading.
Error addModules(Archive &Image, const GuestMachine &Machine, StringRef Root,
                 StringRef Release, StringRef Self) {
  auto Tree = ModuleTree::read((Root + "/lib/modules/" + Release).str());
  if (!Tree)
    return Tree.takeError();
  for (const std::string &Folder : Overrides)
    if (Error E = Tree->addOverrides(Folder))
      return E;

  std::string List;
  std::vector<std::string> Loaded;
  if (!Without) {
    std::string Ko = (Self + "/../lib/dmasan/" + Machine.Ko).str();
    if (Error E = Image.addFileFrom("modules/dmasan.ko", Ko, 0644))
      return joinErrors(
          std::move(E),
          createStringError("build the target " + Machine.Target + " first"));
    List += "dmasan.ko";
    if (!RuntimeOptions.empty())
      List += " 'options=" + RuntimeOptions + "'";
    if (!FailDriver.empty())
      List += " fail_driver=" + FailDriver;
    List += '\n';
  }
  for (const std::string &Text : Modules) {
    auto [Name, Parameters] = StringRef(Text).split(' ');
    size_t Before = Loaded.size();
    if (Error E = Tree->closure(Name, Loaded))
      return E;
    for (size_t I = Before; I != Loaded.size(); ++I) {
      std::string File = sys::path::filename(Loaded[I]).str();
      if (Error E = Image.addFileFrom("modules/" + File, Loaded[I], 0644))
        return E;
      List += File;
      if (I + 1 == Loaded.size() && !Parameters.empty())
        List += (" " + Parameters).str();
      List += '\n';
    }
  }
  Image.addFile("modules.list", List, 0644);
  return Error::success();
}

/// Initramfs with busybox, the modules, the files, the script.
Error buildImage(StringRef Work, const GuestMachine &Machine, StringRef Root,
                 StringRef Release, StringRef Self) {
  Archive Image;
  for (StringRef Folder : {"bin", "modules", "files"})
    Image.addFolder(Folder);
  if (Error E =
          Image.addFileFrom("bin/busybox", (Root + "/bin/busybox").str(), 0755))
    return joinErrors(std::move(E),
                      createStringError("package busybox-static has it"));
  if (Error E = addModules(Image, Machine, Root, Release, Self))
    return E;
  for (const std::string &File : Files)
    if (Error E = Image.addFileFrom(
            ("files/" + sys::path::filename(File)).str(), File, 0755))
      return E;
  if (Script.empty())
    Image.addFile("guest.sh", "exit 0\n", 0644);
  else if (Error E = Image.addFileFrom("guest.sh", Script, 0644))
    return E;
  if (Error E = Image.addFileFrom(
          "init", (Self + "/../share/dmasan/guest_init.sh").str(), 0755))
    return E;
  return Image.write((Work + "/initramfs").str());
}

/// Words of QEMU for the whole guest, whose initramfs is in the folder Work.
Expected<std::vector<std::string>> commandLine(const GuestMachine &Machine,
                                               const std::string &Qemu,
                                               const std::string &Kernel,
                                               StringRef Work) {
  std::vector<std::string> Words = {Qemu,
                                    "-m",
                                    std::to_string(Memory),
                                    "-smp",
                                    std::to_string(Cpus),
                                    "-nodefaults",
                                    "-no-reboot",
                                    "-display",
                                    "none"};
  for (StringRef Word : split(Machine.Words, ' '))
    Words.push_back(Word.str());
  if (Iommu != IommuMode::None)
    for (StringRef Word : split(Machine.Iommu, ' '))
      Words.push_back(Word.str());
  if (!Cpu.empty())
    Words.insert(Words.end(), {"-cpu", Cpu});
  if (NonCoherent) {
    auto Tree = nonCoherentTree(Qemu, Words, Work);
    if (!Tree)
      return Tree.takeError();
    Words.insert(Words.end(), {"-dtb", *Tree});
  }
  Words.insert(
      Words.end(),
      {"-serial", "stdio", "-kernel", Kernel, "-initrd",
       (Work + "/initramfs").str(), "-append",
       // Findings are long, and the default log forgets what came before
       // them. A busy host's emulated timer fails x86's check of it.
       ("console=" + Machine.Console +
        " panic=-1 quiet loglevel=5 log_buf_len=16M no_timer_check" +
        kIommuWords[size_t(Iommu.getValue())] +
        (Append.empty() ? "" : " " + Append))
           .str()});
  unsigned Index = 0;
  for (const std::string &Device : Devices)
    if (Error E = addDevice(Device, ++Index, Work, Words))
      return std::move(E);
  return Words;
}

/// Runs the guest to its end, or to the end of its time.
int boot(const std::string &Qemu, const std::vector<std::string> &Words,
         StringRef Work) {
  std::string LogPath = (Work + "/log").str(), Message;
  std::vector<StringRef> Arguments(Words.begin(), Words.end());
  // QEMU's own messages would tear the console's lines.
  std::optional<StringRef> Redirects[] = {StringRef(""), StringRef(LogPath),
                                          std::nullopt};
  // It is not truncated, and the verdict is read from it.
  if (std::error_code Code = sys::fs::remove(LogPath))
    return usageError(LogPath + ": " + Code.message());
  bool NotStarted = false;
  int Exit = sys::ExecuteAndWait(Qemu, Arguments, std::nullopt, Redirects,
                                 Seconds, 0, &Message, &NotStarted);
  if (NotStarted)
    return usageError("QEMU: " + Message);
  std::vector<std::string> Folders(Overrides.begin(), Overrides.end());
  return judgeGuest({.LogPath = LogPath,
                     .JsonPath = JsonPath,
                     .ModuleFolders = Folders,
                     .KnownWarnings = Known,
                     .Seconds = Seconds,
                     .TimedOut = Exit == -2});
}

} // namespace

int runVm() {
  const GuestMachine *Machine =
      Arch.empty() ? GuestMachine::native() : GuestMachine::find(Arch);
  if (!Machine)
    return usageError("--arch: amd64 or arm64");
  if (NonCoherent && !Machine->DeviceTree)
    return usageError("--non-coherent: " + Machine->Name +
                      " devices are always coherent");
  SmallString<128> Work(WorkFolder);
  if (std::error_code Code =
          Work.empty() ? sys::fs::createUniqueDirectory("dmasan-vm", Work)
                       : sys::fs::create_directories(Work))
    return usageError(Work + ": " + Code.message());
  std::string Cache = cacheFolder();
  if (Cache.empty())
    Cache = std::string(Work);
  std::string Root = Machine->root();
  std::string Release =
      Version.empty() ? installedKernel(Root, "/boot/vmlinuz-%s") : Version;
  if (Release.empty())
    return usageError("no kernel in " + Root + "/boot with modules in " + Root +
                      "/lib/modules" +
                      (Root.empty()
                           ? Twine()
                           : "; tools/" + Machine->Name + "_kernel gets one"));
  std::string Self =
      sys::path::parent_path(sys::fs::getMainExecutable(nullptr, nullptr))
          .str();
  if (Error E = buildImage(Work, *Machine, Root, Release, Self))
    return failed(std::move(E));
  std::string Kernel = Root + "/boot/vmlinuz-" + Release;
  if (Machine->PackedImage && !Packed) {
    auto Unpacked = unpackKernel(Kernel, Cache);
    if (!Unpacked)
      return failed(Unpacked.takeError());
    Kernel = *Unpacked;
  }
  auto Qemu = sys::findProgramByName(Machine->Qemu);
  if (!Qemu)
    return usageError(Machine->Qemu + " is needed (package " +
                      Machine->QemuPackage + ")");
  auto Words = commandLine(*Machine, *Qemu, Kernel, Work);
  if (!Words)
    return failed(Words.takeError());
  return boot(*Qemu, *Words, Work);
}

} // namespace dmasan::tool
