// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Texts in JSON, and what objects have in common.

#include "reports/json_writer.h"

#include "reports/advice.h"

namespace dmasan {

namespace {

/// Length of the valid UTF-8 sequence at the beginning of Text, or 0.
size_t sequenceLength(StringRef Text) {
  auto Byte = [&](size_t I) { return static_cast<unsigned char>(Text[I]); };
  unsigned char First = Byte(0);
  size_t Length = First < 0x80                    ? 1
                  : First >= 0xc2 && First < 0xe0 ? 2
                  : First >= 0xe0 && First < 0xf0 ? 3
                  : First >= 0xf0 && First < 0xf5 ? 4
                                                  : 0;
  if (Length == 0 || Length > Text.size())
    return 0;
  for (size_t I = 1; I != Length; ++I)
    if ((Byte(I) & 0xc0) != 0x80)
      return 0;
  if (Length < 3)
    return Length;
  unsigned char Second = Byte(1);
  bool Overlong =
      (First == 0xe0 && Second < 0xa0) || (First == 0xf0 && Second < 0x90);
  bool Surrogate = First == 0xed && Second >= 0xa0;
  bool TooBig = First == 0xf4 && Second >= 0x90;
  return Overlong || Surrogate || TooBig ? 0 : Length;
}

} // namespace

void JsonWriter::quoted(StringRef Text) {
  Out << '"';
  while (!Text.empty()) {
    auto Byte = static_cast<unsigned char>(Text[0]);
    size_t Length = sequenceLength(Text);
    if (Length == 0)
      Out << "\\ufffd";
    else if (Byte == '"' || Byte == '\\')
      Out << '\\' << Text[0];
    else if (Byte < 0x20)
      (Out << "\\u").hexDigits(Byte, 4);
    else
      Out << Text.take(Length);
    Text = Text.drop(Length ? Length : 1);
  }
  Out << '"';
}

void JsonWriter::string(const char *Key, StringRef Text) {
  if (Text.empty())
    return null(Key);
  key(Key);
  quoted(Text);
  Separate = true;
}

void JsonWriter::mapping(const MappingInfo &M) {
  number("id", M.Id);
  string("api", apiName(M.Api));
  FixedText<32> Direction;
  writeDirection(Direction.buffer(), M.Direction);
  string("direction", Direction.buffer().ref());
  number("cpu", M.Cpu.Begin);
  number("size", M.Cpu.Size);
  number("dma", M.Dma);
  number("count", M.Count);
  boolean("live", M.Live);
  boolean("coherent", M.Coherent);
}

} // namespace dmasan
