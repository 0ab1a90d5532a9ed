// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls in interrupts, under locks and with interrupts off.

#include "check/said.h"
#include "runtime/check/context.h"

#include <gmock/gmock.h>

using namespace dmasan;
using dmasan::test::said;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

using Said = std::vector<std::string>;
constexpr ContextView kTask = {}, kLocked = {false, true}, kOff = {true, true};

Said check(uint32_t Event, const ContextView &Context, uint64_t Flags = 0,
           uint8_t Api = DMASAN_API_COHERENT) {
  Verdicts V;
  checkContext(Event, Api, Flags, Context, V);
  return said(V);
}

TEST(Context, NothingIsForbiddenToATask) {
  for (uint32_t Event = 0; Event != DMASAN_EVENT_COUNT; ++Event)
    EXPECT_THAT(check(Event, kTask, DMASAN_GFP_MAY_SLEEP), IsEmpty());
}

TEST(Context, FreeNeedsInterrupts) {
  EXPECT_THAT(check(DMASAN_EVENT_FREE, kOff), ElementsAre("free-in-atomic"));
  EXPECT_THAT(check(DMASAN_EVENT_FREE, kLocked), IsEmpty());
  EXPECT_THAT(check(DMASAN_EVENT_FREE, kOff, 0, DMASAN_API_PAGES), IsEmpty());
}

TEST(Context, FlagsDecideWhetherAllocationSleeps) {
  for (uint32_t Event : {DMASAN_EVENT_ALLOC, DMASAN_EVENT_POOL_ALLOC})
    for (const ContextView &Context : {kLocked, kOff}) {
      EXPECT_THAT(check(Event, Context, DMASAN_GFP_MAY_SLEEP),
                  ElementsAre("sleep-in-atomic"));
      EXPECT_THAT(check(Event, Context, ~DMASAN_GFP_MAY_SLEEP), IsEmpty());
    }
}

TEST(Context, PoolsAlwaysSleep) {
  for (uint32_t Event : {DMASAN_EVENT_POOL_CREATE, DMASAN_EVENT_POOL_DESTROY})
    EXPECT_THAT(check(Event, kLocked), ElementsAre("sleep-in-atomic"));
  EXPECT_THAT(check(DMASAN_EVENT_POOL_FREE, kOff), IsEmpty());
}

TEST(Context, StreamingMappingsNeverDo) {
  for (uint32_t Event :
       {DMASAN_EVENT_MAP, DMASAN_EVENT_UNMAP, DMASAN_EVENT_MAP_SG,
        DMASAN_EVENT_UNMAP_SG, DMASAN_EVENT_SYNC_FOR_CPU})
    EXPECT_THAT(check(Event, kOff, DMASAN_GFP_MAY_SLEEP), IsEmpty());
}

} // namespace
