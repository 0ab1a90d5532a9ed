// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A conversation with llvm-symbolizer, started at the first question: one line
// asks, two lines a frame and an empty line answer. A socket instead of pipes,
// so that a symbolizer that died cannot kill the program with SIGPIPE.
//
// A driver may well have functions of its own named send, poll or access, and a
// program's functions come before the C library's: their lesser known relatives
// are called here.
//
// Threading: one report at a time asks (ReportLock).
// Failure: when it cannot be started, dies or says nothing for a while, it is
// not asked again.

#include "runtime/hosted/internal.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace dmasan::hosted {

namespace {

struct Program {
  const char *Path;
  char *const *Arguments;
  int Socket;
  bool Failed;
};

// Both children have stacks of their own, in the parent's memory.
constexpr size_t kStackBytes = 32 << 10;
struct alignas(64) Stacks {
  char First[kStackBytes], Second[kStackBytes];
};
Stacks ChildStacks; // one report at a time

int become(void *Opaque) {
  auto &P = *static_cast<Program *>(Opaque);
  int Null = openat(AT_FDCWD, "/dev/null", O_WRONLY | O_CLOEXEC);
  if (dup2(P.Socket, STDIN_FILENO) >= 0 && dup2(P.Socket, STDOUT_FILENO) >= 0 &&
      Null >= 0 && dup2(Null, STDERR_FILENO) >= 0)
    execvpe(P.Path, P.Arguments, environ);
  P.Failed = true;
  _exit(127);
}

int startAndLeave(void *Opaque) {
  if (clone(become, ChildStacks.Second + kStackBytes, CLONE_VM | CLONE_VFORK,
            Opaque) < 0)
    static_cast<Program *>(Opaque)->Failed = true;
  _exit(0);
}

/// Starts a grandchild, so that a program which waits for any child of its own
/// never meets it; the child between them ends at once and tells nobody (no
/// signal, only __WCLONE sees it). Signals are blocked meanwhile, as a handler
/// must not run in the children; the last one keeps them so, and ends with the
/// socket.
bool startHidden(const char *Path, char *const *Arguments, int Socket) {
  Program P = {Path, Arguments, Socket, false};
  sigset_t All, Before;
  sigfillset(&All);
  pthread_sigmask(SIG_BLOCK, &All, &Before);
  int Child = clone(startAndLeave, ChildStacks.First + kStackBytes,
                    CLONE_VM | CLONE_VFORK, &P);
  pthread_sigmask(SIG_SETMASK, &Before, nullptr);
  if (Child > 0)
    waitpid(Child, nullptr, int(__WCLONE));
  return Child > 0 && !P.Failed;
}

constexpr time_t kPatienceSeconds = 20; // big programs take a while to load

class Conversation {
public:
  /// False when there is nobody to talk to.
  bool ready() {
    if (Owner == getpid())
      return Socket >= 0;
    Owner = getpid(); // a forked child has its own
    Socket = -1;
    start();
    return Socket >= 0;
  }

  void ask(StringRef Text) {
    while (!Text.empty()) {
      ssize_t Done =
          sendto(Socket, Text.data(), Text.size(), MSG_NOSIGNAL, nullptr, 0);
      if (Done <= 0)
        return stop();
      Text = Text.drop(static_cast<size_t>(Done));
    }
    Used = 0;
    At = 0;
  }

  /// The next line of the answer; false at the end of the conversation.
  bool line(StringRef &Line) {
    for (;;) {
      StringRef Rest(Buffer + At, Used - At);
      size_t End = Rest.find('\n');
      if (End != Rest.size()) {
        Line = Rest.take(End);
        At += End + 1;
        return true;
      }
      if (Used == sizeof(Buffer) || !more())
        return false;
    }
  }

private:
  bool more() {
    pollfd Wait = {Socket, POLLIN, 0};
    ssize_t Got = -1;
    timespec Patience = {kPatienceSeconds, 0};
    if (Socket >= 0 && ppoll(&Wait, 1, &Patience, nullptr) > 0)
      Got = read(Socket, Buffer + Used, sizeof(Buffer) - Used);
    if (Got <= 0) {
      stop();
      return false;
    }
    Used += static_cast<size_t>(Got);
    return true;
  }

  void stop() {
    if (Socket >= 0)
      close(Socket);
    Socket = -1;
  }

  void start() {
    const char *Named = getenv("DMASAN_SYMBOLIZER_PATH");
    if (Named) {
      spawn(Named);
      return;
    }
#ifdef DMASAN_SYMBOLIZER
    if (faccessat(AT_FDCWD, DMASAN_SYMBOLIZER, X_OK, 0) == 0 &&
        spawn(DMASAN_SYMBOLIZER))
      return;
#endif
    spawn("llvm-symbolizer");
  }

  bool spawn(const char *Path) {
    int Ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Ends) != 0)
      return false;
    char Name[] = "llvm-symbolizer", Inlines[] = "--inlines",
         Demangle[] = "--demangle", Paths[] = "--output-style=LLVM";
    char *Arguments[] = {Name, Inlines, Demangle, Paths, nullptr};
    bool Failed = !startHidden(Path, Arguments, Ends[1]);
    close(Ends[1]);
    if (Failed) {
      close(Ends[0]);
      return false;
    }
    Socket = Ends[0];
    return true;
  }

  int Socket = -1;
  pid_t Owner = 0;
  size_t At = 0, Used = 0;
  char Buffer[32768] = {};
};

constinit Conversation Symbolizer;

StringRef keep(TextBuffer &Strings, StringRef Text) {
  size_t Begin = Strings.size();
  Strings << Text;
  return Strings.ref().drop(Begin);
}

/// Takes ":number" off the end.
uint32_t takeNumber(StringRef &Text) {
  uint32_t Value = 0, Factor = 1;
  size_t End = Text.size();
  while (End && Text[End - 1] >= '0' && Text[End - 1] <= '9') {
    Value += static_cast<uint32_t>(Text[--End] - '0') * Factor;
    Factor *= 10;
  }
  if (End == 0 || Text[End - 1] != ':')
    return 0;
  Text = Text.take(End - 1);
  return Value;
}

} // namespace

size_t askSymbolizer(StringRef Module, uint64_t Address, Frame *Out, size_t Max,
                     TextBuffer &Strings) {
  if (!Symbolizer.ready() || Module.find('"') != Module.size())
    return 0;
  FixedText<4200> Question;
  Question.buffer() << "CODE \"" << Module << "\" ";
  Question.buffer().hex(Address) << '\n';
  Symbolizer.ask(Question.buffer().ref());
  size_t Count = 0;
  StringRef Function, Place;
  while (Symbolizer.line(Function) && !Function.empty() &&
         Symbolizer.line(Place)) {
    if (Count == Max || Function == "??")
      continue;
    Frame &F = Out[Count++];
    F.Column = takeNumber(Place);
    F.Line = takeNumber(Place);
    F.Function = keep(Strings, Function);
    F.File = Place == "??" ? StringRef() : keep(Strings, Place);
  }
  return Count;
}

} // namespace dmasan::hosted
