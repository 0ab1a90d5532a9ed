// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options: defaults, every separator, and for each way of being wrong the exact
// message, with all other entries in effect.

#include "runtime/engine/options.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

using namespace dmasan;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

class OptionsTest : public testing::Test {
protected:
  unsigned parse(const char *Text) {
    OptionSink Sink = {
        [](void *Context, const char *Message) {
          static_cast<OptionsTest *>(Context)->Messages.emplace_back(Message);
        },
        this};
    return parseOptions(Text, "DMASAN_OPTIONS", Sink, O);
  }
  Options O;
  std::vector<std::string> Messages;
};

TEST_F(OptionsTest, DefaultsHoldBeforeAnyParsing) {
  EXPECT_EQ(options().cache_line, 64u);
  EXPECT_EQ(options().exitcode, 1u);
  EXPECT_TRUE(options().suppress_equal_stacks);
  EXPECT_STREQ(options().log_path, "");
}

TEST_F(OptionsTest, AllSeparators) {
  EXPECT_EQ(parse(":cache_line=128,exitcode=7 symbolize=0\n\tfail_on=style::"),
            0u);
  EXPECT_THAT(Messages, IsEmpty());
  EXPECT_EQ(O.cache_line, 128u);
  EXPECT_EQ(O.exitcode, 7u);
  EXPECT_FALSE(O.symbolize);
  EXPECT_EQ(O.fail_on, 3u);
}

TEST_F(OptionsTest, NothingIsFine) {
  EXPECT_EQ(parse(""), 0u);
  EXPECT_EQ(parse(nullptr), 0u);
  EXPECT_THAT(Messages, IsEmpty());
}

TEST_F(OptionsTest, TruthValues) {
  for (const char *Yes :
       {"help=1", "help=true", "help=yes", "help=on", "help"}) {
    O.help = false;
    EXPECT_EQ(parse(Yes), 0u) << Yes;
    EXPECT_TRUE(O.help) << Yes;
  }
  for (const char *No : {"help=0", "help=false", "help=no", "help=off"}) {
    O.help = true;
    EXPECT_EQ(parse(No), 0u) << No;
    EXPECT_FALSE(O.help) << No;
  }
}

TEST_F(OptionsTest, HexAndLimits) {
  EXPECT_EQ(parse("exitcode=0xff:verbosity=3:cache_line=16"), 0u);
  EXPECT_EQ(O.exitcode, 255u);
  EXPECT_EQ(O.verbosity, 3u);
  EXPECT_EQ(O.cache_line, 16u);
}

TEST_F(OptionsTest, OutOfRangeKeepsTheRest) {
  EXPECT_EQ(parse("verbosity=2:exitcode=256:small_mapping=17"), 1u);
  EXPECT_THAT(Messages,
              ElementsAre("DMASAN_OPTIONS:1:22: value '256' of option "
                          "'exitcode' is out of range (0 to 255)"));
  EXPECT_EQ(O.verbosity, 2u);
  EXPECT_EQ(O.exitcode, 1u) << "the old value stays";
  EXPECT_EQ(O.small_mapping, 17u);
}

TEST_F(OptionsTest, HugeNumberIsOutOfRangeAndDoesNotWrap) {
  EXPECT_EQ(parse("exitcode=18446744073709551617"), 1u);
  EXPECT_THAT(Messages, ElementsAre(HasSubstr("is out of range (0 to 255)")));
  EXPECT_EQ(O.exitcode, 1u);
}

TEST_F(OptionsTest, MalformedValues) {
  EXPECT_EQ(parse("exitcode=1x:exitcode=:exitcode=-1:help=maybe:exitcode=0x"),
            5u);
  EXPECT_THAT(
      Messages,
      ElementsAre("DMASAN_OPTIONS:1:10: value '1x' of option 'exitcode' is "
                  "not a number",
                  "DMASAN_OPTIONS:1:22: value '' of option 'exitcode' is not "
                  "a number",
                  "DMASAN_OPTIONS:1:32: value '-1' of option 'exitcode' is "
                  "not a number",
                  "DMASAN_OPTIONS:1:40: value 'maybe' of option 'help' is not "
                  "a truth value (0 or 1)",
                  "DMASAN_OPTIONS:1:55: value '0x' of option 'exitcode' is "
                  "not a number"));
}

TEST_F(OptionsTest, CacheLineIsAPowerOfTwo) {
  EXPECT_EQ(parse("cache_line=96"), 1u);
  EXPECT_THAT(Messages, ElementsAre("DMASAN_OPTIONS:1:12: value '96' of option "
                                    "'cache_line' is not a power of two"));
  EXPECT_EQ(O.cache_line, 64u);
}

TEST_F(OptionsTest, EnumNamesItsWords) {
  EXPECT_EQ(parse("fail_on=warning"), 1u);
  EXPECT_THAT(Messages,
              ElementsAre("DMASAN_OPTIONS:1:9: value 'warning' of option "
                          "'fail_on' is none of "
                          "error|portability|performance|style"));
  EXPECT_EQ(parse("fail_on=err"), 1u) << "no prefixes";
}

TEST_F(OptionsTest, UnknownNameWarnsOnceWithTheNearest) {
  EXPECT_EQ(parse("cacheline=128:cacheline=32:\nexitcod=3:zzz=1:exitcode=4"),
            4u);
  EXPECT_THAT(Messages,
              ElementsAre("DMASAN_OPTIONS:1:1: unknown option 'cacheline'; did "
                          "you mean 'cache_line'?",
                          "DMASAN_OPTIONS:2:1: unknown option 'exitcod'; did "
                          "you mean 'exitcode'?",
                          "DMASAN_OPTIONS:2:11: unknown option 'zzz'; help=1 "
                          "lists the options"));
  EXPECT_EQ(O.cache_line, 64u);
  EXPECT_EQ(O.exitcode, 4u);
}

TEST_F(OptionsTest, PrefixesAreNotNames) {
  EXPECT_EQ(parse("exit=9:exitcodes=9"), 2u);
  EXPECT_EQ(O.exitcode, 1u);
}

TEST_F(OptionsTest, MissingValue) {
  EXPECT_EQ(parse("help:log_path:exitcode=2"), 1u);
  EXPECT_THAT(Messages, ElementsAre("DMASAN_OPTIONS:1:6: option 'log_path' "
                                    "needs a value"));
  EXPECT_EQ(O.exitcode, 2u);
}

TEST_F(OptionsTest, QuotedText) {
  EXPECT_EQ(parse("log_path='a b:c,d':json_path=\"x'y\":exitcode=2"), 0u);
  EXPECT_STREQ(O.log_path, "a b:c,d");
  EXPECT_STREQ(O.json_path, "x'y");
  EXPECT_EQ(O.exitcode, 2u);
  EXPECT_EQ(parse("log_path="), 0u) << "empty is a text";
  EXPECT_STREQ(O.log_path, "");
}

TEST_F(OptionsTest, TextIsWrittenAsItIsRead) {
  for (const char *Entry : {"log_path=\"a b\"", "log_path='a \" b'",
                            "log_path=a\"b'c", "log_path=\"\""}) {
    Options Parsed;
    OptionSink Sink = {[](void *, const char *Text) { FAIL() << Text; },
                       nullptr};
    parseOptions(Entry, "entry", Sink, Parsed);
    FixedText<64> Written;
    Written.buffer() << "log_path=";
    writeOptionValue(Written.buffer(), "log_path", Parsed);
    EXPECT_STREQ(Written.text(), Entry);
  }
}

TEST_F(OptionsTest, QuoteWithoutEnd) {
  EXPECT_EQ(parse("exitcode=2:log_path='abc:exitcode=3"), 1u);
  EXPECT_THAT(
      Messages,
      ElementsAre("DMASAN_OPTIONS:1:21: the quoted value does not end"));
  EXPECT_EQ(O.exitcode, 2u);
  EXPECT_STREQ(O.log_path, "");
}

TEST_F(OptionsTest, TextTooLong) {
  std::string Long(kOptionTextLength, 'x');
  EXPECT_EQ(parse(("log_path=" + Long).c_str()), 1u);
  EXPECT_THAT(Messages,
              ElementsAre(HasSubstr("DMASAN_OPTIONS:1:10: value 'xx")));
  EXPECT_STREQ(O.log_path, "");
  Long.pop_back();
  EXPECT_EQ(parse(("log_path=" + Long).c_str()), 0u);
  EXPECT_EQ(O.log_path, Long);
}

// Fixed seed: the same texts every time.
TEST_F(OptionsTest, RandomTextsNeverBreakAnything) {
  static constexpr char kAlphabet[] =
      "=:, \n\t'\"0x9fz_\x80\xff cache_line exitcode help log_path fail_on";
  uint32_t State = 1;
  auto Next = [&](uint32_t Bound) {
    State = State * 1664525 + 1013904223;
    return (State >> 8) % Bound;
  };
  for (int I = 0; I != 20000; ++I) {
    std::string Text;
    for (uint32_t Length = Next(60); Length--;) {
      if (Next(4) == 0) {
        Text += kOptions[Next(std::size(kOptions))].Name;
        Text += '=';
      }
      Text += kAlphabet[Next(sizeof(kAlphabet) - 1)];
    }
    Messages.clear();
    unsigned Bad = parse(Text.c_str());
    EXPECT_LE(Messages.size(), Bad) << Text;
    EXPECT_TRUE(O.cache_line >= 16 && O.cache_line <= 256 &&
                (O.cache_line & (O.cache_line - 1)) == 0)
        << Text;
    EXPECT_LE(O.exitcode, 255u) << Text;
    EXPECT_LE(O.fail_on, 3u) << Text;
  }
}

TEST_F(OptionsTest, HelpShowsEveryOptionOfTheHost) {
  static char Memory[16384];
  TextBuffer Out(Memory, sizeof(Memory));
  O.cache_line = 128;
  writeOptionHelp(Out, O, OptionHosts::Hosted);
  EXPECT_FALSE(Out.overflowed());
  EXPECT_THAT(Out.text(),
              HasSubstr("  cache_line=128               (16 to 256; default 64)"
                        "\n      cache line of the target in bytes"));
  EXPECT_THAT(Out.text(), HasSubstr("fail_on=error"));
  for (const OptionInfo &Info : kOptions) {
    auto Line = std::string("  ") + Info.Name + "=";
    if (Info.Hosts == OptionHosts::Kernel)
      EXPECT_THAT(Out.text(), Not(HasSubstr(Line)));
    else
      EXPECT_THAT(Out.text(), HasSubstr(Line));
  }
}

TEST_F(OptionsTest, OneValueIsTakenWhole) {
  detail::CurrentOptions = Options();
  OptionSink Sink = {
      [](void *Context, const char *Message) {
        static_cast<std::vector<std::string> *>(Context)->push_back(Message);
      },
      &Messages};
  EXPECT_TRUE(
      assignOption("filter", "e1000 !0000:00:03.0, nvme", "here", Sink));
  EXPECT_STREQ(options().filter, "e1000 !0000:00:03.0, nvme");
  EXPECT_TRUE(assignOption("fail_map_nth", "7", "here", Sink));
  EXPECT_FALSE(assignOption("fail_map_percent", "101", "here", Sink));
  EXPECT_FALSE(assignOption("fail_map_nths", "1", "here", Sink));
  EXPECT_EQ(options().fail_map_nth, 7u);
  EXPECT_EQ(options().fail_map_percent, 0u);
  EXPECT_THAT(
      Messages,
      ElementsAre("here: value '101' of option 'fail_map_percent' is out of "
                  "range (0 to 100)",
                  "here: value '1' of option 'fail_map_nths' belongs to no "
                  "option"));
  detail::CurrentOptions = Options();
}

} // namespace
