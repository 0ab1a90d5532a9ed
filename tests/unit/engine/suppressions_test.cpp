// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Suppressions: what fits, what does not although it nearly does, and what a
// malformed line says while the others count.

#include "runtime/engine/suppressions.h"

#include "tests/unit/support/recording_port.h"

#include <gmock/gmock.h>

#include <cstring>

using namespace dmasan;
using recording_port::Messages;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

bool NamesWereAsked;

void walkFrames(const Finding &, void *Context,
                bool (*Visit)(void *, const FrameNames &)) {
  NamesWereAsked = true;
  static constexpr FrameNames kFrames[] = {
      {"fill_ring", "drivers/net/foo/ring.c"},
      {"foo::open(int)", ""},
      {"", ""}};
  for (const FrameNames &Frame : kFrames)
    if (Visit(Context, Frame))
      return;
}

class SuppressionsTest : public testing::Test {
protected:
  void SetUp() override {
    recording_port::reset();
    NamesWereAsked = false;
    F.What = Kind::DoubleUnmap;
    strcpy(F.DeviceName, "0000:00:03.0");
    strcpy(F.DriverName, "e1000");
  }
  void TearDown() override {
    List.clear();
    EXPECT_EQ(recording_port::LiveAllocations, 0);
  }
  unsigned parse(const char *Text) {
    return List.parse(Text, "my.supp", kPortOptionSink);
  }
  bool fits(const char *Text) {
    SuppressionList Fresh;
    EXPECT_EQ(Fresh.parse(Text, "my.supp", kPortOptionSink), 0u) << Text;
    bool Fits = Fresh.match(F, walkFrames) != nullptr;
    Fresh.clear();
    return Fits;
  }
  Finding F = {};
  SuppressionList List;
};

TEST_F(SuppressionsTest, Fits) {
  EXPECT_TRUE(fits("double-unmap:e1000"));
  EXPECT_TRUE(fits("double-unmap:0000:00:*"));
  EXPECT_TRUE(fits("double-*:driver=e100?"));
  EXPECT_TRUE(fits("*:device=0000:00:03.0"));
  EXPECT_TRUE(fits("double-unmap:*"));
  EXPECT_FALSE(NamesWereAsked) << "names are not needed for any of these";
  EXPECT_TRUE(fits("double-unmap:fill_ring"));
  EXPECT_TRUE(fits("double-unmap:function=fill_*"));
  EXPECT_TRUE(fits("double-unmap:foo::open*"));
  EXPECT_TRUE(fits("double-unmap:file=ring.c"));
  EXPECT_TRUE(fits("double-unmap:file=foo/ring.c"));
  EXPECT_TRUE(fits("double-unmap:file=drivers/*.c"));
}

TEST_F(SuppressionsTest, NearMisses) {
  EXPECT_FALSE(fits("unmap-not-mapped:*"));
  EXPECT_FALSE(fits("double-unmap:driver=e100"));
  EXPECT_FALSE(fits("double-unmap:driver=0000*"));
  EXPECT_FALSE(fits("double-unmap:device=e1000"));
  EXPECT_FALSE(fits("double-unmap:function=ring.c"));
  EXPECT_FALSE(fits("double-unmap:function=fill"));
  EXPECT_FALSE(fits("double-unmap:file=fill_ring"));
  EXPECT_FALSE(fits("double-unmap:file=ing.c"));
  EXPECT_FALSE(fits("double-unmap:file=drivers"));
}

TEST_F(SuppressionsTest, NamesOnlyForTheKind) {
  EXPECT_FALSE(fits("mapping-leak:function=fill_ring"));
  EXPECT_FALSE(NamesWereAsked);
}

TEST_F(SuppressionsTest, WithoutWalkerDevicesStillFit) {
  parse("double-unmap:fill_ring\ndouble-unmap:e1000");
  Suppression *Rule = List.match(F, nullptr);
  ASSERT_NE(Rule, nullptr);
  EXPECT_EQ(Rule->Line, 2u);
}

TEST_F(SuppressionsTest, CommentsBlanksAndWindowsLineEnds) {
  EXPECT_EQ(parse("# why\r\n\r\n  double-unmap : e1000 \r\n# end"), 0u);
  Suppression *Rule = List.match(F, nullptr);
  ASSERT_NE(Rule, nullptr);
  EXPECT_EQ(Rule->Line, 3u);
  EXPECT_STREQ(Rule->Source, "my.supp");
}

TEST_F(SuppressionsTest, MalformedLinesSayWhereAndTheRestStays) {
  EXPECT_EQ(parse("double-unmap\n"
                  "  no-such-kind:x\n"
                  "double-unmap:e1000\n"
                  "mapping-leak:drive=x\n"
                  "mapping-leak: \n"
                  "mapping-leak:driver=\n"
                  ":x"),
            6u);
  EXPECT_THAT(
      Messages,
      ElementsAre(
          "my.supp:1:1: expected kind:pattern, found 'double-unmap'; the line "
          "is ignored",
          "my.supp:2:3: no kind of finding is called 'no-such-kind'; the line "
          "is ignored",
          "my.supp:4:14: expected device=, driver=, function= or file=, found "
          "'drive'; the line is ignored",
          "my.supp:5:14: no pattern follows 'mapping-leak:'; the line is "
          "ignored",
          "my.supp:6:21: no pattern follows 'mapping-leak:driver='; the line "
          "is ignored",
          "my.supp:7:1: no kind of finding is called ''; the line is ignored"));
  EXPECT_NE(List.match(F, nullptr), nullptr);
}

TEST_F(SuppressionsTest, ManyLinesKeepTheirOrder) {
  std::string Text;
  for (int I = 0; I != 500; ++I)
    Text += "mapping-leak:driver=d" + std::to_string(I) + "\n";
  Text += "double-unmap:e1000\ndouble-unmap:*\n";
  EXPECT_EQ(parse(Text.c_str()), 0u);
  EXPECT_EQ(List.match(F, nullptr)->Line, 501u);
  unsigned Expected = 1;
  List.forEach([&](Suppression &S) { EXPECT_EQ(S.Line, Expected++); });
  EXPECT_EQ(Expected, 503u);
}

TEST_F(SuppressionsTest, WithoutMemoryTheLineIsReported) {
  recording_port::AllocationsLeft = 0;
  EXPECT_EQ(parse("double-unmap:e1000"), 1u);
  EXPECT_THAT(Messages, ElementsAre("my.supp:1:1: no memory for "
                                    "'double-unmap:e1000'; the line is "
                                    "ignored"));
  EXPECT_EQ(List.match(F, nullptr), nullptr);
}

TEST_F(SuppressionsTest, MoreMayBeAddedLater) {
  parse("mapping-leak:*");
  std::string Second = "double-unmap:e1000";
  parse(Second.c_str());
  Second.assign(Second.size(), 'x');
  Suppression *Rule = List.match(F, nullptr);
  ASSERT_NE(Rule, nullptr) << "the text was copied";
  EXPECT_EQ(Rule->Line, 1u);
}

TEST_F(SuppressionsTest, WhatIsRetiredStaysReadable) {
  parse("double-unmap:e1000");
  Suppression *Rule = List.match(F, nullptr);
  List.retire();
  EXPECT_EQ(List.match(F, nullptr), nullptr);
  EXPECT_TRUE(List.empty());
  EXPECT_TRUE(Rule->fitsDevice(F));
  parse("mapping-leak:*");
  List.freeRetired();
  F.What = Kind::MappingLeak;
  EXPECT_NE(List.match(F, nullptr), nullptr);
}

TEST(Glob, Matches) {
  EXPECT_TRUE(matchesGlob("", ""));
  EXPECT_TRUE(matchesGlob("*", ""));
  EXPECT_TRUE(matchesGlob("a*b*c", "a__b_b_c"));
  EXPECT_TRUE(matchesGlob("*.c", "x.c.c"));
  EXPECT_FALSE(matchesGlob("", "a"));
  EXPECT_FALSE(matchesGlob("?", ""));
  EXPECT_FALSE(matchesGlob("a*b", "a_bc"));
  EXPECT_FALSE(matchesGlob("*a*a*a*a*a*b", std::string(200, 'a').c_str()));
}

} // namespace
