// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The forms that findings can be written in. Each writer shows every finding
// and, but for text, every problem, decides nothing, and is deterministic.

#pragma once

#include "tools/dmasan/report/findings.h"
#include "llvm/Support/raw_ostream.h"

namespace dmasan::tool {

/// For people: one paragraph a finding, and the counts. Problems are counted
/// only: whoever reads them sees standard error, too.
void writeText(const Findings &, llvm::raw_ostream &);
/// Test results for kernel tools: Documentation/dev-tools/ktap.rst, version 1.
/// A finding that fails is a test that is not ok, any other is skipped.
void writeKtap(const Findings &, llvm::raw_ostream &);
/// OASIS SARIF 2.1.0, for code hosts and editors.
void writeSarif(const Findings &, llvm::raw_ostream &);
/// JUnit XML, for CI systems: as KTAP; a problem is an error.
void writeJunit(const Findings &, llvm::raw_ostream &);
/// One page that needs nothing else.
void writeHtml(const Findings &, llvm::raw_ostream &);

/// Why a finding does not fail, or empty.
inline llvm::StringRef excuse(const ReadFinding &F) {
  return F.Fails ? "" : F.Known ? "in the baseline" : "below --fail-on";
}

} // namespace dmasan::tool
