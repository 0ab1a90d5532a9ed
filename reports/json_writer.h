// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Members of a JSON object, written with the freestanding buffer, since the
// runtime must not bring a C++ library into C programs. Text that is not UTF-8
// is kept readable: each bad byte becomes U+FFFD.

#pragma once

#include "reports/text.h"

namespace dmasan {

class JsonWriter {
public:
  explicit JsonWriter(TextBuffer &Out) : Out(Out) {}

  void open(char Bracket) {
    if (Separate)
      Out << ',';
    Out << Bracket;
    Separate = false;
  }
  void close(char Bracket) {
    Out << Bracket;
    Separate = true;
  }
  void key(const char *Key) {
    if (Separate)
      Out << ',';
    Separate = false;
    Out << '"' << Key << "\":";
  }
  /// Empty text is null.
  void string(const char *Key, StringRef Text);
  void number(const char *Key, uint64_t Value) {
    key(Key);
    Out.decimal(Value);
    Separate = true;
  }
  void signedNumber(const char *Key, int64_t Value) {
    key(Key);
    Out.decimal(Value);
    Separate = true;
  }
  void boolean(const char *Key, bool Value) {
    key(Key);
    Out << (Value ? "true" : "false");
    Separate = true;
  }
  void null(const char *Key) {
    key(Key);
    Out << "null";
    Separate = true;
  }
  /// The members that every mapping has.
  void mapping(const MappingInfo &M);

private:
  void quoted(StringRef Text);

  TextBuffer &Out;
  bool Separate = false; // a comma is due before the next member
};

} // namespace dmasan
