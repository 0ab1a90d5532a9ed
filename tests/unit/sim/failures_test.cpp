// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which mapping calls fail on demand, and that every family can.

#include "tests/unit/sim/fake_runtime.h"

#include "dmasan/sim.h"

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/slab.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using dmasan::test::CallerName;
using dmasan::test::fakeOptions;
using dmasan::test::messages;

class Failures : public ::testing::Test {
protected:
  Failures() {
    dmasan_sim_fail_mappings(nullptr);
    dma_set_mask_and_coherent(Dev, DMA_BIT_MASK(64));
    messages().clear();
  }
  ~Failures() override {
    fakeOptions() = {};
    dmasan_sim_fail_mappings(nullptr);
    CallerName = "";
    kfree(Buffer);
    dmasan_sim_device_destroy(Dev);
  }

  bool mapFails() {
    dma_addr_t Dma = dma_map_single(Dev, Buffer, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(Dev, Dma))
      return true;
    dma_unmap_single(Dev, Dma, 64, DMA_TO_DEVICE);
    return false;
  }
  // One character a call: x where it failed.
  std::string pattern(int Count) {
    std::string Pattern;
    while (Count--)
      Pattern += mapFails() ? 'x' : '.';
    return Pattern;
  }

  // One letter for each family whose call failed.
  std::string failing() {
    std::string Which;
    dma_addr_t Dma;
    page *Page = virt_to_page(Buffer);
    scatterlist Sg;
    if (mapFails())
      Which += 's';
    Dma = dma_map_page(Dev, Page, 0, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(Dev, Dma))
      Which += 'p';
    sg_init_one(&Sg, Buffer, 64);
    if (dma_map_sg(Dev, &Sg, 1, DMA_TO_DEVICE) == 0)
      Which += 'g';
    sg_table Table = {&Sg, 0, 1};
    if (int Error = dma_map_sgtable(Dev, &Table, DMA_TO_DEVICE, 0)) {
      EXPECT_EQ(Error, -ENOMEM);
      Which += 't';
    }
    if (dma_mapping_error(Dev,
                          dma_map_resource(Dev, 0x1000, 64, DMA_TO_DEVICE, 0)))
      Which += 'r';
    if (!dma_alloc_coherent(Dev, 64, &Dma, GFP_KERNEL))
      Which += 'c';
    if (!dmam_alloc_coherent(Dev, 64, &Dma, GFP_KERNEL))
      Which += 'm';
    if (!dma_alloc_noncoherent(Dev, 64, &Dma, DMA_TO_DEVICE, GFP_KERNEL))
      Which += 'n';
    dma_pool *Pool = dma_pool_create("pool", Dev, 64, 64, 0);
    if (!dma_pool_alloc(Pool, GFP_KERNEL, &Dma))
      Which += 'b';
    dma_pool_destroy(Pool);
    return Which;
  }

  device *Dev = dmasan_sim_device_create("dev", nullptr);
  char *Buffer = static_cast<char *>(kmalloc(64, GFP_KERNEL));
};

TEST_F(Failures, NoneUnlessAskedFor) {
  EXPECT_EQ(failing(), "");
  EXPECT_TRUE(messages().empty());
}

TEST_F(Failures, EveryNthByOption) {
  fakeOptions().fail_map_nth = 3;
  EXPECT_EQ(pattern(9), "..x..x..x");
  ASSERT_EQ(messages().size(), 1u);
  EXPECT_EQ(messages()[0], "fault injection: dma_map_single fails, call 3 of "
                           "those selected");
}

TEST_F(Failures, OneByOption) {
  fakeOptions().fail_map_at = 2;
  EXPECT_EQ(pattern(5), ".x...");
  EXPECT_EQ(dmasan_sim_failures_injected(), 1u);
}

TEST_F(Failures, EqualSeedsFailEqualCalls) {
  auto With = [&](uint64_t Seed) {
    dmasan_sim_failures Rule = {};
    Rule.percent = 25;
    Rule.seed = Seed;
    dmasan_sim_fail_mappings(&Rule);
    return pattern(400);
  };
  std::string One = With(1);
  EXPECT_EQ(One, With(1));
  EXPECT_NE(One, With(2));
  auto Failed = std::count(One.begin(), One.end(), 'x');
  EXPECT_GT(Failed, 60);
  EXPECT_LT(Failed, 140);
  ASSERT_FALSE(messages().empty());
  EXPECT_NE(messages()[0].find("fail_map_percent=25, fail_map_seed=1"),
            std::string::npos);
}

TEST_F(Failures, HundredPercentIsAll) {
  fakeOptions().fail_map_percent = 100;
  EXPECT_EQ(pattern(20), std::string(20, 'x'));
}

TEST_F(Failures, Families) {
  dmasan_sim_failures Rule = {};
  Rule.every = 1;
  const char *Expected[] = {"spgtr", "spgtrcmnb", "s", "p", "gt",
                            "r",     "cm",        "n", "b"};
  static_assert(std::size(Expected) == DMASAN_SIM_API_COUNT);
  for (unsigned Api = 0; Api < DMASAN_SIM_API_COUNT; ++Api) {
    Rule.api = dmasan_sim_api(Api);
    dmasan_sim_fail_mappings(&Rule);
    EXPECT_EQ(failing(), Expected[Api]) << Api;
    EXPECT_EQ(dmasan_sim_failures_injected(), strlen(Expected[Api])) << Api;
  }
}

TEST_F(Failures, OnlyCallsFromMatchingFunctionsCount) {
  dmasan_sim_failures Rule = {};
  Rule.at = 2;
  Rule.function = "nic_*";
  dmasan_sim_fail_mappings(&Rule);
  CallerName = "disk_read";
  EXPECT_EQ(pattern(3), "...");
  CallerName = "nic_send";
  EXPECT_EQ(pattern(3), ".x.");
}

TEST_F(Failures, TheProgramsRuleHidesTheOptions) {
  fakeOptions().fail_map_nth = 1;
  dmasan_sim_failures None = {};
  dmasan_sim_fail_mappings(&None);
  EXPECT_EQ(pattern(3), "...");
  dmasan_sim_fail_mappings(nullptr);
  EXPECT_EQ(pattern(3), "xxx");
}

TEST_F(Failures, EveryFailureIsSaidWhenAskedTo) {
  fakeOptions().fail_map_nth = 1;
  fakeOptions().verbosity = 1;
  pattern(3);
  EXPECT_EQ(messages().size(), 3u);
}

} // namespace
