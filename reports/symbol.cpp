// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walking of stored stacks with names, inlined frames included.

#include "reports/symbol.h"

#include "runtime/stack/depot.h"

namespace dmasan {

namespace {

bool contains(StringRef Text, StringRef Part) {
  for (size_t I = 0; I + Part.size() <= Text.size(); ++I)
    if (Text.drop(I).startsWith(Part))
      return true;
  return false;
}

StringRef copyInto(TextBuffer &Strings, StringRef Text) {
  size_t Begin = Strings.size();
  Strings << Text;
  return Strings.ref().drop(Begin);
}

} // namespace

bool isInternalFrame(const Frame &F, const char *ApiFunction) {
  static constexpr const char *kPrefixes[] = {"__dmasan_", "dmasan_",
                                              "dmasan::", "__interceptor_"};
  static constexpr const char *kDirectories[] = {"/standin/", "runtime/sim/"};
  for (const char *Prefix : kPrefixes)
    if (F.Function.startsWith(Prefix))
      return true;
  for (const char *Directory : kDirectories)
    if (contains(F.File, Directory))
      return true;
  return ApiFunction && F.Function == ApiFunction;
}

void visitStack(StackId Stack, const char *ApiFunction, Symbolizer Resolve,
                SymbolScratch &Scratch, void *Context, FrameVisitor Visit) {
  const uintptr_t *Pcs = nullptr;
  size_t Count = stackFrames(Stack, &Pcs);
  // A stack of nothing but internal frames is shown from its beginning.
  static constexpr bool kSkipInternal[] = {true, false};
  for (bool SkipInternal : kSkipInternal) {
    unsigned Index = 0;
    for (size_t I = 0; I != Count; ++I) {
      TextBuffer Strings(Scratch.Strings, sizeof(Scratch.Strings));
      size_t Frames = Resolve(Pcs[I], Scratch.Frames, kMaxInlined, Strings);
      for (size_t J = 0; J != Frames; ++J) {
        const Frame &F = Scratch.Frames[J];
        if (Index == 0 && SkipInternal && isInternalFrame(F, ApiFunction))
          continue;
        if (!Visit(Context, F, Index++))
          return;
      }
    }
    if (Index != 0)
      return;
  }
}

namespace {

struct PlaceSearch {
  SymbolScratch &Scratch;
  PassOnTest PassesOn;
};

/// The first frame is kept until one comes that is not passed.
bool takePlace(void *Context, const Frame &F, unsigned Index) {
  auto &Search = *static_cast<PlaceSearch *>(Context);
  SymbolScratch &S = Search.Scratch;
  bool Passed = Search.PassesOn && Search.PassesOn(F.Function);
  if (Index != 0 && Passed)
    return true;
  TextBuffer Strings(S.PlaceStrings, sizeof(S.PlaceStrings));
  S.Place = F;
  S.Place.Function = copyInto(Strings, F.Function);
  S.Place.File = copyInto(Strings, F.File);
  S.Place.Module = copyInto(Strings, F.Module);
  return Passed;
}

} // namespace

bool findPlace(StackId Stack, const char *ApiFunction, Symbolizer Resolve,
               PassOnTest PassesOn, SymbolScratch &Scratch) {
  Scratch.Place = {};
  PlaceSearch Search = {Scratch, PassesOn};
  visitStack(Stack, ApiFunction, Resolve, Scratch, &Search, takePlace);
  return Scratch.Place.Pc != 0;
}

} // namespace dmasan
