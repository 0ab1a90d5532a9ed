// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a call comes from a function of some name, for those who choose calls
// by a pattern. Names are asked for once an address: the answers are kept.
//
// Threading: the report lock, which belongs to the symbolizer, guards the
// table, too. Failure: without names nothing matches; a full table forgets.

#include "reports/symbol.h"
#include "runtime/engine/options.h"
#include "runtime/hosted/internal.h"
#include "runtime/port/port.h"
#include "runtime/port/posix/hooks.h"
#include "runtime/port/posix/thread.h"

#include <errno.h>

namespace dmasan::hosted {

namespace {

struct Answer {
  uintptr_t Pc;
  const char *Glob;
  uint64_t GlobHash; // the text behind the pointer may change
  bool Matches;
};

constexpr size_t kAnswers = 4096;
constexpr size_t kMostFrames = 64;
constinit Answer Answers[kAnswers] = {};

uint64_t hashOf(StringRef Text) {
  uint64_t Hash = 0xcbf29ce484222325u;
  for (char C : Text)
    Hash = (Hash ^ static_cast<unsigned char>(C)) * 0x100000001b3u;
  return Hash;
}

bool ask(uintptr_t Pc, StringRef Glob) {
  Frame Frames[kMaxInlined];
  static char Strings[8192];
  TextBuffer Text(Strings, sizeof(Strings));
  size_t Count = resolveFrame(Pc, Frames, kMaxInlined, Text);
  for (size_t I = 0; I != Count; ++I)
    if (!Frames[I].Function.empty() && matchesGlob(Glob, Frames[I].Function))
      return true;
  return false;
}

bool matches(uintptr_t Pc, const char *Glob, uint64_t GlobHash) {
  Answer &A = Answers[((Pc ^ GlobHash) * 0x9e3779b97f4a7c15u) >> 52];
  if (A.Pc != Pc || A.Glob != Glob || A.GlobHash != GlobHash)
    A = {Pc, Glob, GlobHash, ask(Pc, Glob)};
  return A.Matches;
}

} // namespace

} // namespace dmasan::hosted

using namespace dmasan;
using namespace dmasan::hosted;

extern "C" __attribute__((visibility("default"))) int
__dmasan_stack_matches(uintptr_t Pc, uintptr_t Frame, const char *Glob) {
  uintptr_t Frames[kMostFrames];
  int Saved = errno;
  // The option is at most kMostFrames.
  size_t Count = posix::walkStack(Pc, Frame, Frames, options().stack_depth);
  uint64_t GlobHash = hashOf(StringRef(Glob));
  bool Found = false;
  {
    ReportLock Lock;
    if (Lock.held()) {
      posix::InternalScope Scope;
      for (size_t I = 0; I != Count && !Found; ++I)
        Found = matches(Frames[I], Glob, GlobHash);
    }
  }
  errno = Saved;
  return Found;
}
