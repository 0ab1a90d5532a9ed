// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A finding as one JSON object on one line. Written with the freestanding
// buffer, since the runtime must not bring a C++ library into C programs. What
// is not known is null or left out. Text that is not UTF-8 is kept readable:
// each bad byte becomes U+FFFD.

#include "reports/advice.h"
#include "reports/text.h"

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

class Object {
public:
  Object(TextBuffer &Out, const Finding &F, const RenderContext &C)
      : Out(Out), F(F), C(C) {}

  void write() {
    bool HavePlace = findPlace(F.Stack, F.Function, C.Resolve, *C.Scratch);
    const Frame &Place = C.Scratch->Place;
    Out << '{';
    string("kind", info(F.What).Name);
    string("severity", name(F.Sev));
    string("family", info(F.What).Family);
    string("device", F.DeviceName);
    string("driver", F.DriverName);
    string("function", HavePlace ? Place.Function : StringRef());
    string("file", HavePlace ? Place.File : StringRef());
    number("line", Place.Line);
    number("column", Place.Column);
    signedNumber("offset", F.Offset);
    number("size", F.Size);
    number("address", F.Address);
    number("dma", F.Dma);
    number("pc", F.Pc);
    string("access",
           F.IsAccess || F.ByDevice ? (F.IsWrite ? "write" : "read") : nullptr);
    boolean("by_device", F.ByDevice);
    string("call", F.Function);
    number("thread", F.Thread);
    number("sequence", F.Sequence);
    number("count", F.Count ? F.Count : 1);
    number("expected", F.Expected);
    number("actual", F.Actual);
    number("cache_line", F.HazardLine);
    mapping("mapping", F.Mapping);
    mapping("other", F.Other);
    template_("message", writeSentence);
    template_("fix", writeFix);
    stack("stack", F.Stack);
    stack("second_stack", F.SecondStack);
    stack("map_stack", F.Mapping.MapStack);
    Out << "}\n";
  }

private:
  void key(const char *Key) {
    if (Separate)
      Out << ',';
    Separate = true;
    Out << '"' << Key << "\":";
  }

  void quoted(StringRef Text) {
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

  void string(const char *Key, StringRef Text) {
    key(Key);
    if (Text.empty())
      Out << "null";
    else
      quoted(Text);
  }

  void number(const char *Key, uint64_t Value) {
    key(Key);
    Out.decimal(Value);
  }

  void signedNumber(const char *Key, int64_t Value) {
    key(Key);
    Out.decimal(Value);
  }

  void boolean(const char *Key, bool Value) {
    key(Key);
    Out << (Value ? "true" : "false");
  }

  void template_(const char *Key,
                 void (*Write)(TextBuffer &, const Finding &)) {
    FixedText<512> Text;
    Write(Text.buffer(), F);
    string(Key, Text.buffer().ref());
  }

  void mapping(const char *Key, const MappingInfo &M) {
    key(Key);
    if (!M.Id) {
      Out << "null";
      return;
    }
    Out << '{';
    Separate = false;
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
    Out << '}';
    Separate = true;
  }

  void stack(const char *Key, StackId Stack) {
    key(Key);
    Out << '[';
    Separate = false;
    visitStack(Stack, F.Function, C.Resolve, *C.Scratch, this,
               [](void *Self, const Frame &Where, unsigned) {
                 static_cast<Object *>(Self)->frame(Where);
                 return true;
               });
    Out << ']';
    Separate = true;
  }

  void frame(const Frame &Where) {
    if (Separate)
      Out << ',';
    Out << '{';
    Separate = false;
    number("pc", Where.Pc);
    string("function", Where.Function);
    string("file", Where.File);
    number("line", Where.Line);
    number("column", Where.Column);
    string("module", Where.Module);
    number("module_offset", Where.Offset);
    Out << '}';
    Separate = true;
  }

  TextBuffer &Out;
  const Finding &F;
  const RenderContext &C;
  bool Separate = false; // a comma is due before the next member
};

} // namespace

void renderJson(TextBuffer &Out, const Finding &F, const RenderContext &C) {
  Object(Out, F, C).write();
}

} // namespace dmasan
