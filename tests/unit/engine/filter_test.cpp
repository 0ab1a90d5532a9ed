// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whose findings a filter wants, and whose it nearly wants.

#include "runtime/engine/filter.h"

#include <gtest/gtest.h>

using namespace dmasan;

namespace {

bool wants(const char *Filter) {
  return filterWants(Filter, "0000:00:03.0", "e1000");
}

TEST(Filter, EmptyWantsAll) {
  EXPECT_TRUE(wants(nullptr));
  EXPECT_TRUE(wants(""));
  EXPECT_TRUE(wants(" ,\n"));
  EXPECT_TRUE(filterWants("", "", ""));
}

TEST(Filter, OnlyThese) {
  EXPECT_TRUE(wants("e1000"));
  EXPECT_TRUE(wants("nvme,e100?"));
  EXPECT_TRUE(wants("nvme 0000:00:*"));
  EXPECT_FALSE(wants("e100"));
  EXPECT_FALSE(wants("nvme 0000:00:04.0"));
  EXPECT_FALSE(filterWants("e1000", "", "")) << "nobody is not among some";
}

TEST(Filter, AllBut) {
  EXPECT_FALSE(wants("!e1000"));
  EXPECT_FALSE(wants("!nvme\n!0000:00:03.0\n"));
  EXPECT_TRUE(wants("!e100 !nvme"));
  EXPECT_TRUE(wants("!")) << "names nobody";
  EXPECT_TRUE(filterWants("!*", "", "")) << "is no device";
}

TEST(Filter, TheseButNotThose) {
  EXPECT_FALSE(wants("e1000 !0000:00:03.0"));
  EXPECT_FALSE(wants("!0000:00:03.0 e1000"));
  EXPECT_TRUE(wants("e1000 !0000:00:04.0"));
  EXPECT_FALSE(wants("nvme !0000:00:04.0"));
}

} // namespace
