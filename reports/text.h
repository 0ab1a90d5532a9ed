// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A finding as text for people, in the grammar that existing parsers know: of
// user-space sanitizers (hosted) or of the kernel's (KASAN, KFENCE).
//
// Pure functions of the finding, the stacks in the depot and the host's
// symbolizer; nothing is printed, nothing decided. Freestanding, so that every
// host has the same report. The output is cut when the buffer is too small,
// but never its SUMMARY line.

#pragma once

#include "reports/symbol.h"

namespace dmasan {

enum class Grammar : uint8_t { Hosted, Kernel };

/// Counts of what this run could not do, printed under the report.
struct FooterLine {
  uint64_t Count;
  const char *Text;
};

struct RenderContext {
  Grammar Style = Grammar::Hosted;
  bool Color = false;
  uint32_t Process = 0;             // hosted: process id
  const char *TaskName = "";        // kernel: comm of the running task
  Symbolizer Resolve = nullptr;     // required
  SymbolScratch *Scratch = nullptr; // required
  PassOnTest PassesOn = nullptr;    // null: nobody calls for others
  const FooterLine *Footer = nullptr;
  size_t FooterCount = 0;
};

/// Finds the place of a finding in C.Scratch. An access is nobody else's.
inline bool findPlace(const Finding &F, const RenderContext &C) {
  return findPlace(F.Stack, F.Function, C.Resolve,
                   F.accessesItself() ? nullptr : C.PassesOn, *C.Scratch);
}

void renderText(TextBuffer &Out, const Finding &F, const RenderContext &C);

/// What is known of F.Address: its mapping with history, the memory, the
/// shadow. For an address that nobody accuses.
void renderDescription(TextBuffer &Out, const Finding &F,
                       const RenderContext &C);

/// One entry of a listing: F.Count mappings of F.Size bytes together that one
/// place made, the first of them F.Mapping.
void renderLiveMappings(TextBuffer &Out, const Finding &F,
                        const RenderContext &C);

/// A line of a listing of single mappings, and what its fields are.
void renderLiveHead(TextBuffer &Out);
void renderLiveLine(TextBuffer &Out, const LiveMapping &L,
                    const RenderContext &C);
/// One JSON object, without a line feed.
void renderLiveJson(TextBuffer &Out, const LiveMapping &L,
                    const RenderContext &C);

/// One JSON object on one line, with its line feed.
void renderJson(TextBuffer &Out, const Finding &F, const RenderContext &C);

} // namespace dmasan
