// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// JSON lines that `dmasan report` reads. Each line is a finding, or a problem
// that is said with its line, or both where one was cut off; every form shows
// all of them and is well-formed; findings that are their own baseline do not
// fail.

#include "tests/fuzz/holds.h"
#include "tools/dmasan/report/formats.h"
#include "tools/dmasan/report/source_places.h"

#include "llvm/ADT/SmallVector.h"

#include <pugixml.hpp>

using namespace dmasan;
using namespace dmasan::fuzz;
using namespace dmasan::tool;

static std::string shown(void (*Write)(const Findings &, llvm::raw_ostream &),
                         const Findings &Found) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  Write(Found, Out);
  return Out.str();
}

static void checkSarif(const Findings &Found) {
  std::string Text = shown(writeSarif, Found);
  auto Log = nlohmann::json::parse(Text, nullptr, false);
  holds(!Log.is_discarded(), "SARIF is JSON", Text);
  const auto &Run = Log["runs"][0];
  holds(Run["results"].size() == Found.All.size(), "SARIF has all", Text);
  holds(Run["invocations"][0]["toolExecutionNotifications"].size() ==
            Found.Problems.size(),
        "SARIF has all problems", Text);
}

static void checkXml(const Findings &Found) {
  std::string Text = shown(writeJunit, Found);
  pugi::xml_document Document;
  holds(Document.load_string(Text.c_str()), "JUnit is XML", Text);
  size_t Failures = 0;
  for (pugi::xml_node Case :
       Document.child("testsuites").child("testsuite").children("testcase"))
    Failures += !Case.child("failure").empty();
  holds(Failures == Found.failing(), "JUnit has all failures", Text);

  Text = shown(writeHtml, Found);
  holds(Document.load_string(Text.c_str()), "the page is XML", Text);
  size_t Blocks = 0;
  for (pugi::xml_node Block :
       Document.child("html").child("body").children("details"))
    Blocks += !Block.empty();
  holds(Blocks == Found.All.size(), "the page has all", Text);
}

static void checkKtap(const Findings &Found) {
  std::string Text = shown(writeKtap, Found);
  llvm::SmallVector<llvm::StringRef> Lines;
  llvm::StringRef(Text).split(Lines, '\n', -1, false);
  size_t Number = 0;
  for (llvm::StringRef Line : llvm::ArrayRef(Lines).drop_front(2)) {
    if (Line.starts_with("#"))
      continue;
    Line.consume_front("not ");
    holds(Line.consume_front("ok "), "KTAP has results and comments", Text);
    size_t Said = 0;
    holds(!Line.consumeInteger(10, Said) && Said == ++Number,
          "KTAP counts results", Text);
  }
  holds(Number == Found.All.size() + Found.Problems.size(), "KTAP has all",
        Text);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  // The first line is the name of the file.
  llvm::StringRef Text(reinterpret_cast<const char *>(Data), Size);
  auto [Name, Rest] = Text.split('\n');
  SourcePlaces Places;
  Findings Found, Baseline;
  Found.read(Rest, Name, &Places);
  Baseline.read(Rest, Name, &Places);
  size_t Entries = 0, Lines = Rest.count('\n') + 1;
  llvm::SmallVector<llvm::StringRef> All;
  Rest.split(All, '\n');
  for (llvm::StringRef Line : All)
    Entries += !Line.trim().empty();
  holds(Found.All.size() + Found.Problems.size() >= Entries &&
            Found.All.size() <= Entries,
        "no line is lost", Rest.str());
  if (Name == "findings.jsonl")
    for (const std::string &Problem : Found.Problems)
      holds(saysWhere(Problem, Name.str(), Lines), "a problem has its line",
            Problem);
  for (const Findings &Known : {Findings(), Baseline}) {
    Found.judge(Known, Severity::Portability);
    checkSarif(Found);
    checkXml(Found);
    checkKtap(Found);
    shown(writeText, Found);
  }
  holds(Found.failing() == 0, "what is known does not fail", Rest.str());
  return 0;
}
