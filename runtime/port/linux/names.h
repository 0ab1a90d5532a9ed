// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of code addresses in the kernel, for the C++ side of this host.
// Threading: any context; 800 bytes of stack.

#pragma once

#include "reports/text.h"

extern "C" {

/// As in glue.h, which only C of the kernel can include.
struct dmasan_symbol_parts {
  char function[128];
  char module[64];
  unsigned long offset, size;
};
void dmasan_resolve(unsigned long Address, dmasan_symbol_parts *Out);
}

namespace dmasan {

/// Everything of a renderer's context that does not depend on the report.
RenderContext kernelContext(SymbolScratch &Scratch);

} // namespace dmasan
