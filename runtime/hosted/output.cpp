// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where text goes. Plain system calls: a report may come from a signal handler
// or from inside malloc. A file that cannot be opened is said so once, and
// stderr takes its place.

#include "runtime/engine/options.h"
#include "runtime/hosted/internal.h"
#include "runtime/port/port.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace dmasan::hosted {

namespace {

void writeAll(int File, StringRef Text) {
  int Saved = errno;
  while (!Text.empty()) {
    ssize_t Done = write(File, Text.data(), Text.size());
    if (Done < 0 && errno == EINTR)
      continue;
    if (Done <= 0)
      break;
    Text = Text.drop(static_cast<size_t>(Done));
  }
  errno = Saved;
}

void cannotOpen(const char *Option, const char *Path) {
  FixedText<1400> Why;
  Why.buffer() << "==";
  Why.buffer().decimal(uint64_t(getpid()))
      << "==DMASan: " << Option << ": cannot open '" << Path
      << "': " << strerror(errno) << '\n';
  writeAll(STDERR_FILENO, Why.buffer().ref());
}

/// log_path with the process id; after a fork the child has its own.
int logFile() {
  static constinit int File = -1;
  static constinit pid_t Owner = 0;
  if (!options().log_path[0])
    return STDERR_FILENO;
  if (Owner != getpid()) {
    Owner = getpid();
    FixedText<kOptionTextLength + 16> Path;
    Path.buffer() << options().log_path << '.';
    Path.buffer().decimal(uint64_t(Owner));
    File = open(Path.text(),
                O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (File < 0)
      cannotOpen("log_path", Path.text());
  }
  return File >= 0 ? File : STDERR_FILENO;
}

} // namespace

void writeReport(StringRef Text) { writeAll(logFile(), Text); }

bool wantsJson() { return options().json_path[0] != '\0'; }

void writeJson(StringRef Line) {
  static constinit int File = -1;
  static constinit bool Tried = false;
  if (!Tried) {
    Tried = true;
    File = open(options().json_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                0666);
    if (File < 0)
      cannotOpen("json_path", options().json_path);
  }
  if (File >= 0)
    writeAll(File, Line);
}

bool wantsColor() {
  enum { Auto, Always, Never };
  return options().color == Always ||
         (options().color == Auto && isatty(logFile()));
}

void writeMessage(StringRef Text) {
  FixedText<2048> Line;
  Line.buffer() << "==";
  Line.buffer().decimal(uint64_t(getpid())) << "==DMASan: " << Text << '\n';
  writeReport(Line.buffer().ref());
}

void fatal(StringRef Message) {
  writeMessage(Message);
  _exit(options().exitcode ? static_cast<int>(options().exitcode) : 1);
}

} // namespace dmasan::hosted

extern "C" void dmasan_port_message(const char *Text) {
  dmasan::hosted::writeMessage(Text);
}
