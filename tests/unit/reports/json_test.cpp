// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// JSON lines, read back with a real parser: one object, one line, the agreed
// members, and hostile names intact.

#include "tests/unit/reports/forged.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cstring>

using namespace dmasan;
using nlohmann::json;

namespace {

json render(const Finding &F) {
  static char Memory[65536];
  TextBuffer Out(Memory, sizeof(Memory));
  renderJson(Out, F, forged::context(Grammar::Hosted));
  std::string Text = Out.text();
  EXPECT_EQ(Text.find('\n'), Text.size() - 1) << "one line";
  return json::parse(Text);
}

TEST(Json, AgreedMembers) {
  json J = render(forged::writeToDeviceOwned());
  EXPECT_EQ(J["kind"], "cpu-write-device-owned");
  EXPECT_EQ(J["severity"], "error");
  EXPECT_EQ(J["device"], "ring0");
  EXPECT_EQ(J["driver"], "ring");
  EXPECT_EQ(J["function"], "set_flag");
  EXPECT_EQ(J["file"], "drivers/ring.h");
  EXPECT_EQ(J["line"], 12);
  EXPECT_EQ(J["column"], 10);
  EXPECT_EQ(J["offset"], 0x44);
  EXPECT_EQ(J["size"], 4);
  EXPECT_EQ(J["access"], "write");
  EXPECT_EQ(J["mapping"]["size"], 256);
  EXPECT_EQ(J["mapping"]["direction"], "DMA_FROM_DEVICE");
  EXPECT_EQ(J["mapping"]["dma"], 0xfffff000);
  EXPECT_EQ(J["stack"].size(), 3u);
  EXPECT_EQ(J["stack"][1]["function"], "ring_fill");
  EXPECT_EQ(J["map_stack"][0]["function"], "ring_open");
}

TEST(Json, LiveMapping) {
  LiveMapping L = {};
  L.Mapping = forged::writeToDeviceOwned().Mapping;
  L.Who = Owner::CpuWritten;
  L.AgeMs = 1500;
  strcpy(L.DeviceName, "ring \"0\"");
  static char Memory[4096];
  TextBuffer Out(Memory, sizeof(Memory));
  renderLiveJson(Out, L, forged::context(Grammar::Hosted));
  json J = json::parse(Out.text());
  EXPECT_EQ(J["device"], "ring \"0\"");
  EXPECT_EQ(J["driver"], nullptr);
  EXPECT_EQ(J["direction"], "DMA_FROM_DEVICE");
  EXPECT_EQ(J["size"], 256);
  EXPECT_EQ(J["owner"], "cpu-written");
  EXPECT_EQ(J["age_ms"], 1500);
  EXPECT_EQ(J["excuse"], nullptr);
  EXPECT_EQ(J["function"], "ring_open");
  Out.clear();
  renderLiveLine(Out, L, forged::context(Grammar::Kernel));
  EXPECT_THAT(Out.text(),
              testing::HasSubstr(" - single DMA_FROM_DEVICE 0xfffff000 "));
  EXPECT_THAT(Out.text(),
              testing::HasSubstr(" 256 cpu-written 1500 ring_open"));
}

TEST(Json, UnknownIsNull) {
  Finding F = {};
  F.What = Kind::NullDevice;
  json J = render(F);
  EXPECT_EQ(J["function"], nullptr);
  EXPECT_EQ(J["device"], nullptr);
  EXPECT_EQ(J["mapping"], nullptr);
  EXPECT_EQ(J["line"], 0);
  EXPECT_EQ(J["stack"], json::array());
}

TEST(Json, HostileNames) {
  Finding F = forged::unmapSizeMismatch();
  std::strcpy(F.DeviceName, "a\"b\\c\n\t\x01/\xc3\xa9");
  EXPECT_EQ(render(F)["device"], "a\"b\\c\n\t\x01/\xc3\xa9");
  for (const char *Bad : {"\xff", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80",
                          "\xf4\x90\x80\x80", "\xc0\xaf"}) {
    std::strcpy(F.DeviceName, Bad);
    std::string Read = render(F)["device"];
    EXPECT_EQ(Read.substr(0, 3), "\xef\xbf\xbd") << "U+FFFD";
  }
}

} // namespace
