// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A piece of text that somebody else owns, not NUL terminated; and glob
// matching on it. Freestanding stand-in for std::string_view, with what the
// runtime uses and no more.

#pragma once

#include <stddef.h>
#include <stdint.h>

namespace dmasan {

class StringRef {
public:
  constexpr StringRef() = default;
  constexpr StringRef(const char *Data, size_t Size) : Data(Data), Size(Size) {}
  /// A null pointer is the empty text.
  constexpr StringRef(const char *Text) : Data(Text), Size(lengthOf(Text)) {}

  constexpr const char *data() const { return Data; }
  constexpr size_t size() const { return Size; }
  constexpr bool empty() const { return Size == 0; }
  constexpr char operator[](size_t I) const { return Data[I]; }
  constexpr const char *begin() const { return Data; }
  constexpr const char *end() const { return Data + Size; }

  /// The part from `From` on; empty when there is none.
  constexpr StringRef drop(size_t From) const {
    return From < Size ? StringRef(Data + From, Size - From) : StringRef();
  }
  constexpr StringRef take(size_t Count) const {
    return StringRef(Data, Count < Size ? Count : Size);
  }
  /// Index of the first `C`, or size() when there is none.
  constexpr size_t find(char C) const {
    size_t I = 0;
    while (I != Size && Data[I] != C)
      ++I;
    return I;
  }
  constexpr bool operator==(StringRef Other) const {
    if (Size != Other.Size)
      return false;
    for (size_t I = 0; I != Size; ++I)
      if (Data[I] != Other.Data[I])
        return false;
    return true;
  }
  constexpr bool startsWith(StringRef Prefix) const {
    return take(Prefix.size()) == Prefix;
  }
  constexpr StringRef trim() const {
    StringRef Rest = *this;
    while (!Rest.empty() && isSpace(Rest[0]))
      Rest = Rest.drop(1);
    while (!Rest.empty() && isSpace(Rest[Rest.size() - 1]))
      Rest = Rest.take(Rest.size() - 1);
    return Rest;
  }
  static constexpr bool isSpace(char C) {
    return C == ' ' || C == '\t' || C == '\r' || C == '\n';
  }

private:
  // Not the built-in one: it may become a call of strlen, which is not there.
  static constexpr size_t lengthOf(const char *Text) {
    size_t Length = 0;
    while (Text && Text[Length])
      ++Length;
    return Length;
  }

  const char *Data = nullptr;
  size_t Size = 0;
};

/// Whether the whole of Text matches Glob, where `*` is any run of characters
/// and `?` any one. Linear in practice, at worst |Glob| * |Text| steps.
constexpr bool matchesGlob(StringRef Glob, StringRef Text) {
  size_t G = 0, T = 0, Star = Glob.size(), Resume = 0;
  while (T != Text.size()) {
    if (G != Glob.size() && Glob[G] == '*') {
      Star = G++;
      Resume = T;
    } else if (G != Glob.size() && (Glob[G] == '?' || Glob[G] == Text[T])) {
      ++G;
      ++T;
    } else if (Star != Glob.size()) {
      G = Star + 1;
      T = ++Resume;
    } else {
      return false;
    }
  }
  while (G != Glob.size() && Glob[G] == '*')
    ++G;
  return G == Glob.size();
}

} // namespace dmasan
