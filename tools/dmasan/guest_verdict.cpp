// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings are said and written also of a guest that failed: they may be why.

#include "tools/dmasan/guest_verdict.h"
#include "tools/dmasan/guest_log.h"
#include "tools/dmasan/report/source_places.h"
#include "tools/dmasan/subcommands.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace dmasan::tool {

namespace {

using Json = nlohmann::json;

std::string text(const Json &Finding, const char *Key) {
  return Finding.contains(Key) && Finding[Key].is_string()
             ? Finding[Key].get<std::string>()
             : std::string("?");
}

/// One line a finding.
void say(ArrayRef<Json> Findings) {
  for (const Json &Finding : Findings) {
    outs() << text(Finding, "severity") << ": " << text(Finding, "kind")
           << " in " << text(Finding, "function");
    if (Finding.contains("file") && Finding["file"].is_string())
      outs() << " at " << text(Finding, "file");
    if (auto Line = Finding.find("line");
        Line != Finding.end() && Line->is_number())
      outs() << ':' << Line->dump();
    outs() << " (" << text(Finding, "device") << ")\n";
  }
}

/// Why the guest did not do what it was to do; empty: it did.
std::string failure(const GuestLog &Log, const GuestRun &Run) {
  if (StringRef(Log.Failure).contains("soft lockup"))
    return "the guest hung: " + Log.Failure +
           "; a driver may be why, or QEMU with more than one CPU: try "
           "--cpus=1 (docs/kernel.md, A guest that hangs)";
  if (!Log.Failure.empty())
    return "the guest failed: " + Log.Failure;
  if (Run.TimedOut)
    return ("the guest did not end within " + Twine(Run.Seconds) + " s").str();
  if (!Log.Exit)
    return "the guest did not come to its end";
  if (*Log.Exit != 0)
    return ("the guest's script ended with status " + Twine(*Log.Exit)).str();
  return "";
}

} // namespace

int judgeGuest(const GuestRun &Run) {
  auto Buffer = MemoryBuffer::getFile(Run.LogPath);
  if (!Buffer)
    return usageError(Run.LogPath + ": " + Buffer.getError().message());
  GuestLog Log = readGuestLog((*Buffer)->getBuffer(), Run.KnownWarnings);
  SourcePlaces Places;
  for (const std::string &Folder : Run.ModuleFolders)
    if (Error E = Places.addFolder(Folder))
      return usageError(toString(std::move(E)));
  for (Json &Finding : Log.Findings)
    Places.complete(Finding);
  if (!Run.JsonPath.empty()) {
    std::error_code Code;
    raw_fd_ostream Out(Run.JsonPath, Code);
    if (Code)
      return usageError(Run.JsonPath + ": " + Code.message());
    for (const Json &Finding : Log.Findings)
      Out << Finding.dump() << '\n';
  }
  say(Log.Findings);
  std::string Why = failure(Log, Run);
  if (!Why.empty()) {
    WithColor::error(errs(), "dmasan")
        << Why << "; log: " << Run.LogPath << '\n';
    return kExitGuest;
  }
  outs() << Log.Findings.size()
         << (Log.Findings.size() == 1 ? " finding" : " findings")
         << "; log: " << Run.LogPath << '\n';
  return Log.Findings.empty() ? kExitClean : kExitFindings;
}

} // namespace dmasan::tool
