// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text is built exactly and cut where the buffer ends, never beyond.

#include "runtime/base/text_buffer.h"

#include <gtest/gtest.h>

using namespace dmasan;

namespace {

TEST(TextBuffer, Numbers) {
  FixedText<256> Text;
  TextBuffer &Out = Text.buffer();
  Out.decimal(uint64_t(0)) << ' ';
  Out.decimal(~uint64_t(0)) << ' ';
  Out.decimal(INT64_MIN) << ' ';
  Out.decimal(int64_t(-7)) << ' ';
  Out.decimal(uint64_t(7), 3) << ' ';
  Out.hex(0) << ' ';
  Out.hex(0xabc, 6) << ' ';
  Out.hex(~uint64_t(0)) << ' ';
  Out.hexDigits(15, 4);
  EXPECT_STREQ(Text.text(),
               "0 18446744073709551615 -9223372036854775808 -7 007 0x0 "
               "0x000abc 0xffffffffffffffff 000f");
  EXPECT_FALSE(Out.overflowed());
}

TEST(TextBuffer, CutsAndStaysTerminated) {
  FixedText<5> Text;
  Text.buffer() << "abcd";
  EXPECT_FALSE(Text.buffer().overflowed());
  EXPECT_EQ(Text.buffer().room(), 0u);
  Text.buffer() << 'e';
  EXPECT_TRUE(Text.buffer().overflowed());
  EXPECT_STREQ(Text.text(), "abcd");
  Text.buffer().clear();
  EXPECT_FALSE(Text.buffer().overflowed());
  Text.buffer().hex(0x12345678);
  EXPECT_STREQ(Text.text(), "0x12");
  FixedText<1> None;
  None.buffer() << "x";
  EXPECT_STREQ(None.text(), "");
}

TEST(TextBuffer, Columns) {
  FixedText<64> Text;
  Text.buffer() << "long line\nab";
  Text.buffer().padTo(4) << '|';
  Text.buffer().padTo(2) << '|';
  EXPECT_STREQ(Text.text(), "long line\nab  ||");
  Text.buffer().truncate(4);
  EXPECT_STREQ(Text.text(), "long");
}

TEST(StringRef, Parts) {
  StringRef Text = "  a:b  ";
  EXPECT_TRUE(Text.trim() == "a:b");
  EXPECT_EQ(Text.find(':'), 3u);
  EXPECT_EQ(Text.find('x'), Text.size());
  EXPECT_TRUE(Text.drop(100).empty());
  EXPECT_TRUE(Text.take(100) == Text);
  EXPECT_TRUE(StringRef("abc").startsWith("ab"));
  EXPECT_FALSE(StringRef("a").startsWith("ab"));
  EXPECT_TRUE(StringRef(nullptr).empty());
}

} // namespace
