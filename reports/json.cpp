// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A finding as one JSON object on one line. What is not known is null.

#include "reports/advice.h"
#include "reports/json_writer.h"

namespace dmasan {

namespace {

class Object {
public:
  Object(TextBuffer &Out, const Finding &F, const RenderContext &C)
      : Out(Out), J(Out), F(F), C(C) {}

  void write() {
    bool HavePlace = findPlace(F, C);
    const Frame &Place = C.Scratch->Place;
    J.open('{');
    J.string("kind", info(F.What).Name);
    J.string("severity", name(F.Sev));
    J.string("family", info(F.What).Family);
    J.string("device", F.DeviceName);
    J.string("driver", F.DriverName);
    J.string("function", HavePlace ? Place.Function : StringRef());
    J.string("file", HavePlace ? Place.File : StringRef());
    J.number("line", Place.Line);
    J.number("column", Place.Column);
    J.signedNumber("offset", F.Offset);
    J.number("size", F.Size);
    J.number("address", F.Address);
    J.number("dma", F.Dma);
    J.number("pc", F.Pc);
    J.string("access", F.IsAccess || F.ByDevice ? (F.IsWrite ? "write" : "read")
                                                : nullptr);
    J.boolean("by_device", F.ByDevice);
    if (F.LastOfMapping)
      J.boolean("last_of_mapping", true);
    J.string("call", F.Function);
    J.number("thread", F.Thread);
    J.number("sequence", F.Sequence);
    J.number("count", F.Count ? F.Count : 1);
    J.number("expected", F.Expected);
    J.number("actual", F.Actual);
    J.number("cache_line", F.HazardLine);
    mapping("mapping", F.Mapping);
    mapping("other", F.Other);
    sentence("message", writeSentence);
    sentence("fix", writeFix);
    stack("stack", F.Stack);
    stack("second_stack", F.SecondStack);
    stack("map_stack", F.Mapping.MapStack);
    J.close('}');
    Out << '\n';
  }

private:
  void sentence(const char *Key, void (*Write)(TextBuffer &, const Finding &)) {
    FixedText<512> Text;
    Write(Text.buffer(), F);
    J.string(Key, Text.buffer().ref());
  }

  void mapping(const char *Key, const MappingInfo &M) {
    if (!M.Id)
      return J.null(Key);
    J.key(Key);
    J.open('{');
    J.mapping(M);
    J.close('}');
  }

  void stack(const char *Key, StackId Stack) {
    J.key(Key);
    J.open('[');
    visitStack(Stack, F.Function, C.Resolve, *C.Scratch, this,
               [](void *Self, const Frame &Where, unsigned) {
                 static_cast<Object *>(Self)->frame(Where);
                 return true;
               });
    J.close(']');
  }

  void frame(const Frame &Where) {
    J.open('{');
    J.number("pc", Where.Pc);
    J.string("function", Where.Function);
    J.string("file", Where.File);
    J.number("line", Where.Line);
    J.number("column", Where.Column);
    J.string("module", Where.Module);
    if (Where.FunctionSize) {
      J.number("function_offset", Where.Offset);
      J.number("function_size", Where.FunctionSize);
    } else {
      J.number("module_offset", Where.Offset);
    }
    J.close('}');
  }

  TextBuffer &Out;
  JsonWriter J;
  const Finding &F;
  const RenderContext &C;
};

} // namespace

void renderJson(TextBuffer &Out, const Finding &F, const RenderContext &C) {
  Object(Out, F, C).write();
}

} // namespace dmasan
