// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text is built into a buffer of the caller's: no allocation, no libc, no
// locale. Invariants: the text is always NUL terminated; what does not fit is
// cut off and overflowed() says so.

#pragma once

#include "runtime/base/string_ref.h"

namespace dmasan {

class TextBuffer {
public:
  /// Capacity counts the terminating NUL and must not be 0.
  TextBuffer(char *Memory, size_t Capacity)
      : Memory(Memory), Capacity(Capacity) {
    Memory[0] = '\0';
  }
  TextBuffer(const TextBuffer &) = delete;
  TextBuffer &operator=(const TextBuffer &) = delete;

  TextBuffer &operator<<(StringRef Text) {
    size_t Room = Capacity - 1 - Used;
    size_t Count = Text.size() < Room ? Text.size() : Room;
    if (Count)
      __builtin_memcpy(Memory + Used, Text.data(), Count);
    Used += Count;
    Memory[Used] = '\0';
    Cut |= Count != Text.size();
    return *this;
  }
  TextBuffer &operator<<(const char *Text) { return *this << StringRef(Text); }
  TextBuffer &operator<<(char C) { return *this << StringRef(&C, 1); }
  TextBuffer &operator<<(bool) = delete; // say which words are meant

  /// At least MinDigits digits, filled up with zeros.
  TextBuffer &decimal(uint64_t Value, unsigned MinDigits = 1) {
    return digits(Value, 10, MinDigits);
  }
  TextBuffer &decimal(int64_t Value) {
    if (Value < 0)
      *this << '-';
    return decimal(Value < 0 ? 0 - static_cast<uint64_t>(Value)
                             : static_cast<uint64_t>(Value));
  }
  /// With 0x in front.
  TextBuffer &hex(uint64_t Value, unsigned MinDigits = 1) {
    *this << "0x";
    return digits(Value, 16, MinDigits);
  }
  TextBuffer &hexDigits(uint64_t Value, unsigned MinDigits) {
    return digits(Value, 16, MinDigits);
  }
  TextBuffer &repeat(char C, size_t Count) {
    while (Count--)
      *this << C;
    return *this;
  }
  /// Blanks up to column Column of the current line (0 is its first).
  TextBuffer &padTo(size_t Column) {
    size_t LineBegin = Used;
    while (LineBegin != 0 && Memory[LineBegin - 1] != '\n')
      --LineBegin;
    size_t At = Used - LineBegin;
    return At < Column ? repeat(' ', Column - At) : *this;
  }

  const char *text() const { return Memory; }
  size_t size() const { return Used; }
  StringRef ref() const { return StringRef(Memory, Used); }
  /// Characters that still fit.
  size_t room() const { return Capacity - 1 - Used; }
  bool overflowed() const { return Cut; }
  void clear() { truncate(0), Cut = false; }
  /// Takes back what was written after a size() of earlier.
  void truncate(size_t Size) { Memory[Used = Size] = '\0'; }

private:
  TextBuffer &digits(uint64_t Value, unsigned Base, unsigned MinDigits) {
    char Digits[24];
    unsigned Count = 0;
    do {
      Digits[sizeof(Digits) - ++Count] = "0123456789abcdef"[Value % Base];
      Value /= Base;
    } while (Value != 0);
    while (Count < MinDigits && Count < sizeof(Digits))
      Digits[sizeof(Digits) - ++Count] = '0';
    return *this << StringRef(Digits + sizeof(Digits) - Count, Count);
  }

  char *Memory;
  size_t Capacity;
  size_t Used = 0;
  bool Cut = false;
};

/// A buffer with its memory inside.
template <size_t Capacity> class FixedText {
public:
  TextBuffer &buffer() { return Buffer; }
  const char *text() const { return Buffer.text(); }

private:
  char Memory[Capacity];
  TextBuffer Buffer{Memory, Capacity};
};

} // namespace dmasan
