// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of code addresses, as a service that the host injects, and the place
// of a finding: the innermost frame that a driver's author can change.

#pragma once

#include "reports/finding.h"
#include "runtime/base/text_buffer.h"

namespace dmasan {

/// One frame; several of them have one Pc when functions were inlined. Texts
/// are empty or 0 when unknown and live as long as their Strings buffer.
struct Frame {
  uintptr_t Pc;
  StringRef Function;
  StringRef File;
  uint32_t Line, Column;
  StringRef Module;
  uint64_t Offset;       // of Pc in its function or, without one, its module
  uint64_t FunctionSize; // 0: not known
};

/// Writes the frames of a return address, innermost first, and returns how
/// many; at least one, if only with its Pc. Called with no core lock held.
using Symbolizer = size_t (*)(uintptr_t ReturnAddress, Frame *Out, size_t Max,
                              TextBuffer &Strings);

inline constexpr size_t kMaxInlined = 12;

/// Working memory of a renderer: too big for a kernel stack.
struct SymbolScratch {
  Frame Frames[kMaxInlined];
  char Strings[8192];
  Frame Place;
  char PlaceStrings[2048];
};

/// Whether a function does what its caller asked for: a call that it makes is
/// the caller's.
using PassOnTest = bool (*)(StringRef Function);

/// Whether a frame is DMASan's own, a stand-in header's, or the body of the
/// called API function: never the place of a finding.
bool isInternalFrame(const Frame &F, const char *ApiFunction);

/// Calls Visit(Frame, Index) for the frames of a stack from the place on.
/// Visit returns false to stop.
using FrameVisitor = bool (*)(void *Context, const Frame &F, unsigned Index);
void visitStack(StackId Stack, const char *ApiFunction, Symbolizer Resolve,
                SymbolScratch &Scratch, void *Context, FrameVisitor Visit);

/// Fills Scratch.Place with the place of a stack; false without one. Frames
/// that PassesOn fits (null: none does) are passed, unless all are such.
bool findPlace(StackId Stack, const char *ApiFunction, Symbolizer Resolve,
               PassOnTest PassesOn, SymbolScratch &Scratch);

} // namespace dmasan
