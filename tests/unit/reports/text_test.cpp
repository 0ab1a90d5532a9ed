// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Renderings are byte-stable: each forged finding in each grammar equals its
// golden file. DMASAN_UPDATE_GOLDEN=1 rewrites the files; review the diff.

#include "reports/advice.h"
#include "tests/unit/reports/forged.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace dmasan;
using testing::EndsWith;
using testing::HasSubstr;

namespace {

struct Case {
  const char *Name;
  Finding (*Make)();
};
constexpr Case kCases[] = {
    {"write_to_device_owned", forged::writeToDeviceOwned},
    {"unmap_size_mismatch", forged::unmapSizeMismatch},
    {"device_use_after_unmap", forged::deviceUseAfterUnmap},
    {"refused_by_iommu", forged::refusedByIommu},
    {"shared_line", forged::sharedLine},
};

std::string render(const Finding &F, RenderContext C, size_t Room = 32768) {
  std::string Memory(Room, '\0');
  TextBuffer Out(Memory.data(), Room);
  renderText(Out, F, C);
  return Out.text();
}

void expectGolden(const std::string &Text, const std::string &Name) {
  std::string Path = std::string(GOLDEN_DIR "/") + Name;
  if (std::getenv("DMASAN_UPDATE_GOLDEN"))
    std::ofstream(Path) << Text;
  std::ifstream File(Path);
  ASSERT_TRUE(File) << Path;
  std::stringstream Golden;
  Golden << File.rdbuf();
  EXPECT_EQ(Text, Golden.str());
}

class GoldenTest : public testing::TestWithParam<std::tuple<Case, Grammar>> {};

TEST_P(GoldenTest, Equals) {
  auto [What, Style] = GetParam();
  expectGolden(render(What.Make(), forged::context(Style)),
               std::string(What.Name) +
                   (Style == Grammar::Kernel ? ".kernel.txt" : ".txt"));
}

INSTANTIATE_TEST_SUITE_P(Reports, GoldenTest,
                         testing::Combine(testing::ValuesIn(kCases),
                                          testing::Values(Grammar::Hosted,
                                                          Grammar::Kernel)),
                         [](const auto &Info) {
                           return std::string(std::get<0>(Info.param).Name) +
                                  (std::get<1>(Info.param) == Grammar::Kernel
                                       ? "_kernel"
                                       : "_hosted");
                         });

TEST(Golden, SentenceAndFixOfEveryKind) {
  std::string All;
  for (size_t K = 0; K != kKindCount; ++K) {
    Finding F = forged::sharedLine();
    F.What = Kind(K);
    F.Origin.Object = {0x7f0000001100, 32};
    F.Expected = 2;
    F.Actual = 1;
    F.Count = 3;
    FixedText<2048> Text;
    Text.buffer() << info(F.What).Name << "\n  ";
    writeSentence(Text.buffer(), F);
    Text.buffer() << "\n  ";
    writeFix(Text.buffer(), F);
    All += std::string(Text.text()) + "\n";
  }
  expectGolden(All, "kinds.txt");
}

TEST(Text, FirstLinesAreWhatParsersKnow) {
  std::string Text =
      render(forged::writeToDeviceOwned(), forged::context(Grammar::Hosted));
  EXPECT_THAT(Text, HasSubstr("==4711==ERROR: DMASanitizer: "
                              "cpu-write-device-owned on address "
                              "0x7f0000001044 at pc 0x000000401010\n"
                              "WRITE of size 4 at 0x7f0000001044 thread T2\n"
                              "    #0 0x000000401010 in set_flag "
                              "drivers/ring.h:12:10\n"));
  EXPECT_THAT(Text, EndsWith("SUMMARY: DMASanitizer: cpu-write-device-owned "
                             "drivers/ring.h:12:10 in set_flag\n"));
  EXPECT_THAT(
      render(forged::writeToDeviceOwned(), forged::context(Grammar::Kernel)),
      HasSubstr("BUG: DMASAN: cpu-write-device-owned in "
                "set_flag+0x10/0x40 [ring]\n"
                "Write of size 4 at addr 00007f0000001044 by task "
                "insmod/2\n"));
}

TEST(Text, ColoursOnlyOnRequest) {
  RenderContext C = forged::context(Grammar::Hosted);
  EXPECT_EQ(render(forged::sharedLine(), C).find('\033'), std::string::npos);
  C.Color = true;
  EXPECT_NE(render(forged::sharedLine(), C).find('\033'), std::string::npos);
}

TEST(Text, ASmallBufferKeepsTheSummary) {
  for (size_t Room : {200u, 500u, 1000u, 1900u}) {
    std::string Text = render(forged::writeToDeviceOwned(),
                              forged::context(Grammar::Hosted), Room);
    EXPECT_LT(Text.size(), Room);
    EXPECT_THAT(Text, EndsWith("(report cut)\nSUMMARY: DMASanitizer: "
                               "cpu-write-device-owned drivers/ring.h:12:10 in "
                               "set_flag\n"));
  }
}

TEST(Text, EveryKindRendersWithNothingKnown) {
  for (size_t K = 0; K != kKindCount; ++K) {
    Finding F = {};
    F.What = Kind(K);
    std::string Text = render(F, forged::context(Grammar::Hosted));
    EXPECT_THAT(Text, HasSubstr(info(F.What).Name));
    EXPECT_THAT(Text, HasSubstr("Fix: "));
  }
}

} // namespace
