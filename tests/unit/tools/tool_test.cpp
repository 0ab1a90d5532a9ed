// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `dmasan` reads that nobody wrote on purpose: names that are no text,
// findings that lack what they usually have.

#include "tools/dmasan/guest_verdict.h"
#include "tools/dmasan/report/formats.h"
#include "tools/dmasan/report/source_places.h"
#include "tools/dmasan/subcommands.h"

#include <gmock/gmock.h>

#include <fstream>

using namespace dmasan::tool;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Report, FileNameThatIsNoText) {
  Findings Found;
  Found.read("no finding\n", "a\x8d\xd1.jsonl");
  EXPECT_THAT(Found.Problems,
              ElementsAre("a\xef\xbf\xbd\xef\xbf\xbd.jsonl:1: no JSON object"));
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  writeSarif(Found, Out);
  EXPECT_THAT(Out.str(), HasSubstr("no JSON object"));
}

TEST(Report, NestedTooDeeply) {
  auto Nested = [](size_t Levels) {
    return R"({"kind":"stale-read","severity":"error","stack":)" +
           std::string(Levels, '[') + std::string(Levels, ']') + "}\n";
  };
  Findings Found;
  SourcePlaces Places;
  Found.read(Nested(1000000) + Nested(60), "a.jsonl", &Places);
  EXPECT_THAT(Found.Problems, ElementsAre("a.jsonl:1: no JSON object"));
  EXPECT_EQ(Found.All.size(), 1u);
}

static std::string said(const std::string &Json) {
  std::string LogPath = testing::TempDir() + "dmasan_tool_test.log";
  std::ofstream(LogPath) << "[ 1.0] dmasan-json 0.0$: " << Json
                         << "\ndmasan-guest: exit 0\n";
  GuestRun Run = {};
  Run.LogPath = LogPath;
  testing::internal::CaptureStdout();
  int Status = judgeGuest(Run);
  llvm::outs().flush();
  std::remove(LogPath.c_str());
  EXPECT_EQ(Status, kExitFindings);
  return testing::internal::GetCapturedStdout();
}

TEST(Guest, FindingWithoutALine) {
  EXPECT_THAT(said(R"({"kind":"stale-read","file":"r.c"})"),
              HasSubstr("?: stale-read in ? at r.c (?)\n"));
  EXPECT_THAT(said(R"({"kind":"stale-read","file":"r.c","line":9})"),
              HasSubstr("?: stale-read in ? at r.c:9 (?)\n"));
}

TEST(Guest, FindingThatIsNoObject) {
  EXPECT_THAT(said("[1]"), HasSubstr("?: ? in ? (?)\n"));
}
