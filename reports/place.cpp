// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A place in code, as programs and as the kernel write it.

#include "reports/text_parts.h"

namespace dmasan {

void writeFileLine(TextBuffer &Out, const Frame &F) {
  Out << F.File;
  if (F.Line) {
    Out << ':';
    Out.decimal(uint64_t(F.Line));
  }
  if (F.Line && F.Column) {
    Out << ':';
    Out.decimal(uint64_t(F.Column));
  }
}

void writeKernelPlace(TextBuffer &Out, const Frame &F) {
  if (F.Function.empty()) {
    Out.hex(F.Pc);
  } else {
    Out << F.Function << '+';
    Out.hex(F.Offset);
    if (F.FunctionSize) {
      Out << '/';
      Out.hex(F.FunctionSize);
    }
  }
  if (!F.Module.empty())
    Out << " [" << F.Module << ']';
}

void writePlace(TextBuffer &Out, const Frame &F) {
  if (!F.File.empty()) {
    writeFileLine(Out, F);
  } else if (!F.Module.empty()) {
    Out << F.Module << '+';
    Out.hex(F.Offset);
  } else {
    Out.hex(F.Pc);
  }
  if (!F.Function.empty())
    Out << " in " << F.Function;
}

} // namespace dmasan
