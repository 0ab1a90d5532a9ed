// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings as SARIF 2.1.0: a rule for each kind that was found, with the texts
// of kinds.def and kind_help.def, and a result for each finding.

#include "tools/dmasan/kind_help.h"
#include "tools/dmasan/report/formats.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <map>
#include <nlohmann/json.hpp>

using namespace llvm;
using nlohmann::ordered_json;

namespace dmasan::tool {

static const char *level(Severity S) {
  return S == Severity::Error         ? "error"
         : S == Severity::Portability ? "warning"
                                      : "note";
}

/// A path as a URI reference: relative stays relative.
static std::string uri(StringRef Path) {
  std::string Out = sys::path::is_absolute(Path) ? "file://" : "";
  for (char C : Path)
    if (isAlnum(C) || StringRef("/-._~+,@=").contains(C))
      Out += C;
    else
      Out += "%" + utohexstr(static_cast<unsigned char>(C), false, 2);
  return Out;
}

static ordered_json location(const Place &P) {
  ordered_json Out = ordered_json::object();
  if (!P.File.empty()) {
    ordered_json &Physical = Out["physicalLocation"];
    Physical["artifactLocation"]["uri"] = uri(P.File);
    if (P.Line)
      Physical["region"]["startLine"] = P.Line;
    if (P.Line && P.Column)
      Physical["region"]["startColumn"] = P.Column;
  }
  if (!P.Function.empty())
    Out["logicalLocations"] = {{{"name", P.Function}, {"kind", "function"}}};
  return Out;
}

static void addStack(ordered_json &Stacks, const char *Title,
                     const std::vector<Place> &Stack) {
  if (Stack.empty())
    return;
  ordered_json Frames = ordered_json::array();
  for (const Place &P : Stack)
    Frames.push_back({{"location", location(P)}});
  Stacks.push_back({{"message", {{"text", Title}}}, {"frames", Frames}});
}

static ordered_json rule(const std::string &Kind) {
  ordered_json Out = {{"id", Kind}};
  const KindInfo *Info = findKind(Kind);
  if (!Info)
    return Out;
  const KindHelp &Help = kKindHelp[Info - kKinds];
  Out["shortDescription"]["text"] = Info->Rule;
  Out["fullDescription"]["text"] = std::string(Help.Meaning) + " " + Help.Harm;
  Out["help"]["text"] = std::string(Help.Mending) + " (" + Info->Source + ")";
  Out["defaultConfiguration"]["level"] = level(Info->DefaultSeverity);
  Out["properties"]["severity"] = name(Info->DefaultSeverity);
  return Out;
}

static ordered_json result(const ReadFinding &F, size_t Rule, bool Compared) {
  ordered_json Out = {
      {"ruleId", F.Kind},
      {"ruleIndex", Rule},
      {"level", level(F.Sev)},
      {"message", {{"text", F.Message.empty() ? F.title() : F.Message}}}};
  if (ordered_json Where = location(F.Where); !Where.empty())
    Out["locations"] = ordered_json::array({Where});
  Out["partialFingerprints"]["dmasan/v1"] = F.fingerprint();
  if (Compared)
    Out["baselineState"] = F.Known ? "unchanged" : "new";
  ordered_json Stacks = ordered_json::array();
  addStack(Stacks, "here", F.Stack);
  addStack(Stacks, "the other place", F.SecondStack);
  addStack(Stacks, "mapped here", F.MapStack);
  if (!Stacks.empty())
    Out["stacks"] = Stacks;
  ordered_json &Properties = Out["properties"];
  Properties = {
      {"severity", name(F.Sev)}, {"offset", F.Offset}, {"size", F.Size}};
  if (!F.Fix.empty())
    Properties["fix"] = F.Fix;
  if (!F.Device.empty())
    Properties["device"] = F.Device;
  if (!F.Driver.empty())
    Properties["driver"] = F.Driver;
  return Out;
}

void writeSarif(const Findings &Found, raw_ostream &Out) {
  std::map<std::string, size_t> Index;
  ordered_json Rules = ordered_json::array(), Results = ordered_json::array();
  bool Compared = false;
  for (const ReadFinding &F : Found.All)
    Compared |= F.Known;
  for (const ReadFinding &F : Found.All) {
    auto [Entry, New] = Index.try_emplace(F.Kind, Rules.size());
    if (New)
      Rules.push_back(rule(F.Kind));
    Results.push_back(result(F, Entry->second, Compared));
  }
  ordered_json Notes = ordered_json::array();
  for (const std::string &Problem : Found.Problems)
    Notes.push_back({{"level", "error"}, {"message", {{"text", Problem}}}});
  ordered_json Run;
  Run["tool"]["driver"] = {
      {"name", "DMASan"}, {"version", DMASAN_VERSION}, {"rules", Rules}};
  Run["invocations"] = {{{"executionSuccessful", Found.Problems.empty()},
                         {"toolExecutionNotifications", Notes}}};
  Run["columnKind"] = "unicodeCodePoints";
  Run["results"] = Results;
  ordered_json Log = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", ordered_json::array({Run})}};
  Out << Log.dump(2) << '\n';
}

} // namespace dmasan::tool
