// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What --device means: a network without a way out, an empty disk, QEMU's
// monitor, or QEMU's own words.

#include "tools/dmasan/guest_devices.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"

using namespace llvm;

namespace dmasan::tool {

namespace {

/// Words of QEMU for a card with a network behind it: 10.0.N.100:1234 echoes,
/// TFTP serves the work folder, no packet leaves QEMU.
void addNetwork(StringRef Model, unsigned Index, StringRef Work,
                std::vector<std::string> &Out) {
  Out.push_back("-netdev");
  Out.push_back(formatv("user,id=n{0},net=10.0.{0}.0/24,restrict=on,tftp={1},"
                        "guestfwd=tcp:10.0.{0}.100:1234-cmd:cat",
                        Index, Work));
  Out.push_back("-device");
  Out.push_back(
      formatv("{0},netdev=n{1},mac=52:54:00:12:34:{1:x-2}", Model, Index));
}

/// Words of QEMU for a disk of 64 MiB, empty at each run.
Error addDisk(StringRef Model, unsigned Index, StringRef Work,
              std::vector<std::string> &Out) {
  std::string Disk = formatv("{0}/disk{1}", Work, Index);
  int Handle;
  std::error_code Code = sys::fs::openFileForWrite(Disk, Handle);
  if (!Code)
    Code = sys::fs::resize_file(Handle, 64 << 20);
  if (Code)
    return createStringError(Code, Disk + ": " + Code.message());
  static_cast<void>(sys::Process::SafelyCloseFileDescriptor(Handle));
  Out.push_back("-drive");
  Out.push_back(
      formatv("if=none,id=d{0},format=raw,cache=unsafe,file={1}", Index, Disk));
  Out.push_back("-device");
  Out.push_back(formatv("{0},drive=d{1}", Model, Index));
  return Error::success();
}

/// Words of QEMU for a guest that commands it: /dev/ttyS1 is QEMU's monitor, in
/// QMP. QEMU connects to itself.
void addMonitor(StringRef Work, std::vector<std::string> &Out) {
  std::string Path = (Work + "/qmp").str();
  for (std::string Word :
       {std::string("-chardev"),
        "socket,id=guest,path=" + Path + ",server=on,wait=off",
        std::string("-device"), std::string("isa-serial,chardev=guest"),
        std::string("-chardev"), "socket,id=qmp,path=" + Path,
        std::string("-mon"), std::string("chardev=qmp,mode=control")})
    Out.push_back(std::move(Word));
}

} // namespace

Error addDevice(StringRef Device, unsigned Index, StringRef Work,
                std::vector<std::string> &Out) {
  if (Device == "e1000" || Device == "rtl8139" ||
      Device.consume_front("net:")) {
    addNetwork(Device, Index, Work, Out);
    return Error::success();
  }
  if (Device == "monitor") {
    addMonitor(Work, Out);
    return Error::success();
  }
  if (Device == "nvme")
    Device = "nvme,serial=dmasan";
  else if (!Device.consume_front("disk:")) {
    SmallVector<StringRef> Words;
    Device.split(Words, ' ', -1, false);
    for (StringRef Word : Words)
      Out.push_back(Word.str());
    return Error::success();
  }
  return addDisk(Device, Index, Work, Out);
}

} // namespace dmasan::tool
