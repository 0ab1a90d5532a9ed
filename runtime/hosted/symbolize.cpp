// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of addresses: from llvm-symbolizer, else from a sanitizer runtime in
// the program, else module and offset only.

#include "runtime/engine/options.h"
#include "runtime/hosted/internal.h"

#include <link.h>
#include <string.h>
#include <unistd.h>

extern "C" __attribute__((weak)) void
__sanitizer_symbolize_pc(void *, const char *, char *, size_t);

namespace dmasan::hosted {

namespace {

struct ModuleSearch {
  uintptr_t Address;
  const char *Path; // null: no module; empty: the program itself
  uint64_t Offset;
};

int onModule(dl_phdr_info *Info, size_t, void *Opaque) {
  auto &S = *static_cast<ModuleSearch *>(Opaque);
  for (int I = 0; I != Info->dlpi_phnum; ++I) {
    const ElfW(Phdr) &P = Info->dlpi_phdr[I];
    if (P.p_type != PT_LOAD ||
        S.Address - (Info->dlpi_addr + P.p_vaddr) >= P.p_memsz)
      continue;
    S.Path = Info->dlpi_name;
    S.Offset = S.Address - Info->dlpi_addr;
    return 1;
  }
  return 0;
}

StringRef programPath() {
  static char Path[4096];
  static constinit size_t Size = 0;
  if (Size == 0) {
    ssize_t Got = readlink("/proc/self/exe", Path, sizeof(Path) - 1);
    Size = Got > 0 ? static_cast<size_t>(Got) : 0;
  }
  return StringRef(Path, Size);
}

uint32_t number(StringRef Text) {
  uint32_t Value = 0;
  for (char C : Text)
    if (C >= '0' && C <= '9')
      Value = Value * 10 + static_cast<uint32_t>(C - '0');
  return Value;
}

/// Takes what stands before the next tab.
StringRef field(StringRef &Line) {
  size_t End = Line.find('\t');
  StringRef Out = Line.take(End);
  Line = Line.drop(End + 1);
  return Out;
}

/// One text a frame, each NUL terminated, an empty one at the end.
size_t askSanitizer(uintptr_t ReturnAddress, Frame *Out, size_t Max,
                    TextBuffer &Strings) {
  if (!__sanitizer_symbolize_pc)
    return 0;
  static char Answer[8192];
  Answer[0] = Answer[1] = '\0';
  __sanitizer_symbolize_pc(reinterpret_cast<void *>(ReturnAddress),
                           "%f\t%s\t%l\t%c", Answer, sizeof(Answer) - 2);
  size_t Count = 0;
  for (const char *At = Answer; *At && Count != Max; At += strlen(At) + 1) {
    size_t Begin = Strings.size();
    Strings << At << '\n'; // keeps a copy
    StringRef Line = Strings.ref().drop(Begin).trim();
    Frame &F = Out[Count];
    F.Function = field(Line);
    F.File = field(Line);
    F.Line = number(field(Line));
    F.Column = number(field(Line));
    if (F.Function == "??" || F.Function == "<null>")
      F.Function = {};
    if (F.File == "??" || F.File == "<null>")
      F.File = {};
    if (!F.Function.empty())
      ++Count;
  }
  return Count;
}

} // namespace

size_t resolveFrame(uintptr_t ReturnAddress, Frame *Out, size_t Max,
                    TextBuffer &Strings) {
  // The call itself lies before the address that it returns to.
  ModuleSearch S = {ReturnAddress - 1, nullptr, 0};
  dl_iterate_phdr(onModule, &S);
  StringRef Module = S.Path && !S.Path[0] ? programPath() : StringRef(S.Path);
  for (size_t I = 0; I != Max; ++I)
    Out[I] = {};
  size_t Count = 0;
  if (options().symbolize && !Module.empty()) {
    Count = askSymbolizer(Module, S.Offset, Out, Max, Strings);
    if (!Count)
      Count = askSanitizer(ReturnAddress, Out, Max, Strings);
  }
  if (!Count)
    Count = 1;
  for (size_t I = 0; I != Count; ++I) {
    Out[I].Pc = ReturnAddress - 1;
    Out[I].Module = Module;
    Out[I].Offset = S.Offset;
  }
  return Count;
}

} // namespace dmasan::hosted
