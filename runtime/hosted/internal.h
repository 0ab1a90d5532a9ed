// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the parts of the hosted runtime know of each other.

#pragma once

#include "reports/text.h"
#include "runtime/base/string_ref.h"

namespace dmasan::hosted {

/// Explains and ends the program: only for what makes checking impossible.
[[noreturn]] void fatal(StringRef Message);

/// Reserves the shadow of the whole address space at the offset.
void reserveShadow(uint64_t Offset);
bool shadowIsReserved();

/// Reads options and suppressions, once, before the first finding.
void applyOptions();
/// Registers what happens when the program ends.
void prepareExit();
/// A fuzzer is in the program: it keeps the input that a process aborts at.
bool isFuzzer();
/// An error was reported with halt_on_error: ends the program.
[[noreturn]] void halt();

/// Text for people: to log_path or stderr. JSON: to json_path.
void writeReport(StringRef Text);
void writeJson(StringRef Line);
bool wantsJson();
bool wantsColor();
/// "==PID==DMASan: text" and a line feed.
void writeMessage(StringRef Text);

size_t resolveFrame(uintptr_t ReturnAddress, Frame *Out, size_t Max,
                    TextBuffer &Strings);
/// Asks llvm-symbolizer for an address of a module; 0 when it cannot be asked.
/// Not thread-safe: the caller holds the report lock.
size_t askSymbolizer(StringRef Module, uint64_t Address, Frame *Out, size_t Max,
                     TextBuffer &Strings);

/// One report at a time; the buffers below belong to the holder.
class ReportLock {
public:
  ReportLock();
  ~ReportLock();
  ReportLock(const ReportLock &) = delete;
  ReportLock &operator=(const ReportLock &) = delete;
  /// False in a report about the report, which is not made.
  bool held() const { return Held; }
  RenderContext &context();
  TextBuffer &text();

private:
  bool Held;
};

} // namespace dmasan::hosted
