// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading of findings, and what makes two of them the same.

#include "tools/dmasan/report/findings.h"
#include "tools/dmasan/report/json_text.h"
#include "tools/dmasan/report/source_places.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>

using namespace llvm;

namespace dmasan::tool {

using json = nlohmann::json; // not namespace llvm::json

static std::string text(const json &Object, const char *Key) {
  auto Member = Object.find(Key);
  return Member != Object.end() && Member->is_string()
             ? Member->get<std::string>()
             : std::string();
}

template <typename Number>
static Number number(const json &Object, const char *Key) {
  auto Member = Object.find(Key);
  return Member != Object.end() && Member->is_number_integer()
             ? Member->get<Number>()
             : Number(0);
}

static Place place(const json &Object) {
  return {text(Object, "function"),
          text(Object, "file"),
          text(Object, "module"),
          number<uint64_t>(Object, "line"),
          number<uint64_t>(Object, "column"),
          number<uint64_t>(Object, "module_offset"),
          number<uint64_t>(Object, "function_offset")};
}

static std::vector<Place> stack(const json &Object, const char *Key) {
  std::vector<Place> Out;
  auto Member = Object.find(Key);
  if (Member != Object.end() && Member->is_array())
    for (const json &Frame : *Member)
      if (Frame.is_object())
        Out.push_back(place(Frame));
  return Out;
}

static std::optional<Severity> severity(StringRef Name) {
  for (Severity S : {Severity::Error, Severity::Portability,
                     Severity::Performance, Severity::Style})
    if (Name == name(S))
      return S;
  return std::nullopt;
}

// What renderJson() begins with.
static constexpr StringLiteral kBeginning = "{\"kind\":";

static std::string offset(const Place &P) {
  if (P.FunctionOffset)
    return "+0x" + utohexstr(P.FunctionOffset, /*LowerCase=*/true) +
           (P.Module.empty() ? "" : " [" + P.Module + "]");
  if (P.Module.empty())
    return "?";
  return P.Module + "+0x" + utohexstr(P.ModuleOffset, /*LowerCase=*/true);
}

std::string Place::str() const {
  if (File.empty())
    return offset(*this);
  std::string Out = File;
  if (Line)
    Out += ":" + std::to_string(Line);
  if (Line && Column)
    Out += ":" + std::to_string(Column);
  return Out;
}

std::string ReadFinding::title() const {
  return Where.Function.empty() ? Kind : Kind + " in " + Where.Function;
}

std::string ReadFinding::fingerprint() const {
  constexpr size_t Frames = 4;
  std::string Key = Kind + "\n" + sys::path::filename(Where.File).str() + "\n" +
                    Where.Function;
  for (size_t I = 0; I < Stack.size() && I < Frames; ++I)
    Key += "\n" + Stack[I].Function;
  return utohexstr(xxh3_64bits(Key), /*LowerCase=*/true, /*Width=*/16);
}

/// What is wrong with an object as a finding, or empty and Out has it.
static StringRef convert(const json &Object, ReadFinding &Out) {
  if (!Object.is_object())
    return "no JSON object";
  Out.Kind = text(Object, "kind");
  std::optional<Severity> Sev = severity(text(Object, "severity"));
  if (Out.Kind.empty())
    return "no finding: it has no kind";
  if (!Sev)
    return "no finding: its severity is unknown";
  Out.Sev = *Sev;
  Out.Device = text(Object, "device");
  Out.Driver = text(Object, "driver");
  Out.Message = text(Object, "message");
  Out.Fix = text(Object, "fix");
  Out.Where = place(Object);
  Out.Offset = number<int64_t>(Object, "offset");
  Out.Size = number<uint64_t>(Object, "size");
  Out.Stack = stack(Object, "stack");
  Out.SecondStack = stack(Object, "second_stack");
  Out.MapStack = stack(Object, "map_stack");
  return "";
}

void Findings::read(StringRef Text, StringRef Name, SourcePlaces *Places) {
  for (unsigned Number = 1; !Text.empty(); ++Number) {
    auto Problem = [&](const Twine &What) {
      // A file may have any bytes for a name; text may not.
      Problems.push_back(llvm::json::fixUTF8(
          (Name + ":" + Twine(Number) + ": " + What).str()));
    };
    bool Ended = Text.contains('\n');
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    Line = Line.trim();
    if (Line.empty())
      continue;
    json Object = parseJson(Line);
    // A run that died in the middle of a line may have the next one behind it.
    size_t Next = Object.is_discarded() ? Line.rfind(kBeginning) : 0;
    if (Next != 0 && Next != StringRef::npos) {
      Object = parseJson(Line.drop_front(Next));
      if (!Object.is_discarded())
        Problem("cut off before column " + Twine(Next + 1));
    }
    if (Places)
      Places->complete(Object);
    ReadFinding F;
    if (Object.is_discarded() && !Ended)
      Problem("the line is cut off");
    else if (StringRef Wrong = convert(Object, F); !Wrong.empty())
      Problem(Wrong);
    else
      All.push_back(std::move(F));
  }
}

void Findings::judge(const Findings &Baseline, Severity From) {
  std::map<std::string, size_t> Known;
  for (const ReadFinding &F : Baseline.All)
    ++Known[F.fingerprint()];
  for (ReadFinding &F : All) {
    auto Found = Known.find(F.fingerprint());
    F.Known = Found != Known.end() && Found->second > 0;
    if (F.Known)
      --Found->second;
    F.Fails = !F.Known && F.Sev <= From;
  }
}

size_t Findings::failing() const {
  size_t Count = 0;
  for (const ReadFinding &F : All)
    Count += F.Fails;
  return Count;
}

const KindInfo *findKind(StringRef Name) {
  for (const KindInfo &Info : kKinds)
    if (Name == Info.Name)
      return &Info;
  return nullptr;
}

} // namespace dmasan::tool
