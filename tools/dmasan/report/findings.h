// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings read back from JSON lines (option json_path of a runtime). What a
// line lacks is empty or zero; a line that is no finding is a problem with its
// place and nothing else, so that no other line is lost.

#pragma once

#include "reports/kinds.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace dmasan::tool {

class SourcePlaces;

struct Place {
  std::string Function, File, Module;
  uint64_t Line = 0, Column = 0;                 // from one; zero: unknown
  uint64_t ModuleOffset = 0, FunctionOffset = 0; // zero: unknown

  /// "file:line:column", as much of it as is known; without a file where it is
  /// in its function or module.
  std::string str() const;
};

struct ReadFinding {
  std::string Kind, Device, Driver, Message, Fix;
  Severity Sev = Severity::Error;
  Place Where;
  int64_t Offset = 0;
  uint64_t Size = 0;
  std::vector<Place> Stack, SecondStack, MapStack;
  bool Known = false; // the baseline has it
  bool Fails = false; // it is new, and as severe as what fails

  /// Equal for the same mistake in another build: kind, file and the innermost
  /// functions, but no line, address or number.
  std::string fingerprint() const;
  /// "kind in function".
  std::string title() const;
};

struct Findings {
  std::vector<ReadFinding> All;
  std::vector<std::string> Problems; // "file:line: text"

  /// Appends the findings of a text; Name is for problems. Places: of modules
  /// of a kernel; may be null.
  void read(llvm::StringRef Text, llvm::StringRef Name,
            SourcePlaces *Places = nullptr);
  /// Marks as known what the baseline has, each of its findings once, and as
  /// failing what is left with a severity of at least From.
  void judge(const Findings &Baseline, Severity From);
  size_t failing() const;
};

/// The row of kinds.def of that name, null for a kind of another version.
const KindInfo *findKind(llvm::StringRef Name);

} // namespace dmasan::tool
