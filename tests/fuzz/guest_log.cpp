// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The console of a guest, which `dmasan vm` judges. Its findings, written as a
// kernel does, in pieces, are read again; what is written for `dmasan report`
// holds as many lines; a log is clean only when it has an end and no finding.

#include "tools/dmasan/guest_log.h"
#include "tests/fuzz/holds.h"
#include "tools/dmasan/guest_verdict.h"
#include "tools/dmasan/subcommands.h"

#include "llvm/Support/MemoryBuffer.h"

#include <sys/mman.h>
#include <unistd.h>

using namespace dmasan;
using namespace dmasan::fuzz;
using namespace dmasan::tool;

static std::string pieces(const GuestLog &Log) {
  std::string Out;
  size_t Number = 0;
  for (const nlohmann::json &Finding : Log.Findings) {
    std::string Text = Finding.dump();
    std::string Head = "[1.0] dmasan-json " + std::to_string(Number++) + ".";
    Out += Head + "0: " + Text.substr(0, Text.size() / 2) + "\n";
    Out += Head + "1$: " + Text.substr(Text.size() / 2) + "\n";
  }
  return Out;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  llvm::StringRef Text(reinterpret_cast<const char *>(Data), Size);
  GuestLog Log = readGuestLog(Text);
  std::string Again = pieces(Log);
  holds(readGuestLog(Again).Findings == Log.Findings, "findings are read again",
        Again);

  int File = memfd_create("log", 0), Json = memfd_create("json", 0);
  holds(write(File, Data, Size) == ssize_t(Size), "there is a file", "");
  std::string Folder = "/proc/self/fd/";
  std::string LogPath = Folder + std::to_string(File);
  std::string JsonPath = Folder + std::to_string(Json);
  GuestRun Run = {};
  Run.LogPath = LogPath;
  Run.JsonPath = JsonPath;
  int Status = judgeGuest(Run);
  auto Written = llvm::MemoryBuffer::getFile(Run.JsonPath);
  holds(bool(Written), "findings are written", JsonPath);
  holds((*Written)->getBuffer().count('\n') == Log.Findings.size(),
        "all of them", (*Written)->getBuffer().str());
  bool Ended = Log.Exit && *Log.Exit == 0 && Log.Failure.empty();
  int Expected = Log.Findings.empty() ? int(kExitClean) : int(kExitFindings);
  holds(Status == (Ended ? Expected : int(kExitGuest)),
        "the verdict is of the log", Text.str());
  close(File);
  close(Json);
  return 0;
}
