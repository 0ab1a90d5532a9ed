// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parts of a report for people, which renderText puts together.

#pragma once

#include "reports/text.h"

namespace dmasan {

inline constexpr const char *kRed = "\033[1;31m";
inline constexpr const char *kBlue = "\033[1;34m";
inline constexpr const char *kGreen = "\033[1;32m";
inline constexpr const char *kPlain = "\033[0m";
/// What follows has the color, where the host wants any.
inline void writeColor(TextBuffer &Out, const RenderContext &C,
                       const char *Color) {
  if (C.Color)
    Out << Color;
}

/// Kind, place and what was done: the lines that tools know a report by. With
/// HavePlace the place is in C.Scratch.
void writeHead(TextBuffer &Out, const Finding &F, const RenderContext &C,
               bool HavePlace);

/// The lines around the accused bytes, with legend, and which bytes of the
/// hazard line belong to whom.
void writeShadowWindow(TextBuffer &Out, const Finding &F);
void writeHazardLine(TextBuffer &Out, const Finding &F);

/// Device, API, direction and ranges of a mapping.
void writeMappingCard(TextBuffer &Out, const Finding &F, const MappingInfo &M);
const char *handoverName(HandoverKind Kind);

/// "file:line:col", as far as it is known.
void writeFileLine(TextBuffer &Out, const Frame &F);
/// "file:line:col in function", or the module and an offset.
void writePlace(TextBuffer &Out, const Frame &F);
/// "function+0xoffset/0xsize [module]".
void writeKernelPlace(TextBuffer &Out, const Frame &F);

} // namespace dmasan
