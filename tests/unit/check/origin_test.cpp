// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which memory may be mapped, and by which calls.

#include "check/said.h"
#include "runtime/check/origin.h"

#include <gmock/gmock.h>

using namespace dmasan;
using dmasan::test::said;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

using Said = std::vector<std::string>;
constexpr uint64_t kAt = 0x10000;

OriginInfo origin(OriginKind Kind) {
  OriginInfo O = {};
  O.Kind = Kind;
  return O;
}

Said map(const OriginInfo &O, uint32_t Api, Span Cpu = spanOf(kAt, 64)) {
  Verdicts V;
  checkOrigin(O, Cpu, Api, V);
  return said(V, kAt);
}

TEST(Origin, KindsOfMemory) {
  struct {
    OriginKind Kind;
    const char *Single, *Page; // null: fine
  } Cases[] = {
      {OriginKind::Unknown, nullptr, nullptr},
      {OriginKind::Heap, nullptr, nullptr},
      {OriginKind::Freed, "map-freed", "map-freed"},
      {OriginKind::Stack, "map-stack", "map-stack"},
      {OriginKind::Data, nullptr, nullptr},
      {OriginKind::Rodata, "map-rodata", "map-rodata"},
      {OriginKind::Text, "map-text", "map-text"},
      {OriginKind::Vmalloc, "map-vmalloc", nullptr},
      {OriginKind::Alias, "map-vmalloc", nullptr},
      {OriginKind::User, "map-user", nullptr},
      {OriginKind::Device, nullptr, nullptr},
      {OriginKind::Pages, nullptr, nullptr},
      {OriginKind::Invalid, "map-invalid", "map-invalid"},
  };
  auto Expected = [](const char *Name) { return Name ? Said{Name} : Said{}; };
  for (const auto &C : Cases) {
    OriginInfo O = origin(C.Kind);
    EXPECT_EQ(map(O, DMASAN_API_SINGLE), Expected(C.Single)) << int(C.Kind);
    EXPECT_EQ(map(O, DMASAN_API_PAGE), Expected(C.Page)) << int(C.Kind);
    EXPECT_EQ(map(O, DMASAN_API_SG), Expected(C.Page)) << int(C.Kind);
  }
}

TEST(Origin, VmallocMemoryTakenForAPage) {
  OriginInfo O = origin(OriginKind::Vmalloc);
  O.Untranslated = true;
  for (uint32_t Api : {DMASAN_API_SINGLE, DMASAN_API_PAGE, DMASAN_API_SG})
    EXPECT_EQ(map(O, Api), Said{"map-vmalloc"}) << Api;
}

TEST(Origin, UserPagesThatMayMove) {
  OriginInfo O = origin(OriginKind::User);
  O.Unpinned = true;
  EXPECT_THAT(map(O, DMASAN_API_PAGE), ElementsAre("map-user"));
  EXPECT_THAT(map(O, DMASAN_API_SG), ElementsAre("map-user"));
}

TEST(Origin, EndOfTheObjectToTheByte) {
  OriginInfo O = origin(OriginKind::Heap);
  O.Object = {uintptr_t(kAt - 16), 80};
  EXPECT_THAT(map(O, DMASAN_API_SINGLE), IsEmpty());
  EXPECT_THAT(map(O, DMASAN_API_SINGLE, spanOf(kAt, 65)),
              ElementsAre("map-past-object@64+1"));
  O.Object = {}; // bounds unknown
  EXPECT_THAT(map(O, DMASAN_API_SINGLE, spanOf(kAt, 4096)), IsEmpty());
}

TEST(Origin, WritesThroughAnAlias) {
  OriginInfo O = origin(OriginKind::Pages);
  O.AliasDirty = kAt + 8;
  auto Alias = [&](uint32_t Direction, Verdicts V = {}) {
    checkAlias(O, Direction, V);
    return said(V, kAt);
  };
  EXPECT_THAT(Alias(DMASAN_TO_DEVICE), ElementsAre("alias-not-flushed@8+0"));
  EXPECT_THAT(Alias(DMASAN_BIDIRECTIONAL),
              ElementsAre("alias-not-flushed@8+0"));
  EXPECT_THAT(Alias(DMASAN_FROM_DEVICE), IsEmpty()) << "overwritten anyway";
  Verdicts Worse;
  Worse.add(Kind::MapStack);
  EXPECT_THAT(Alias(DMASAN_TO_DEVICE, Worse), ElementsAre("map-stack"));
  O.AliasDirty = 0;
  EXPECT_THAT(Alias(DMASAN_TO_DEVICE), IsEmpty());
}

TEST(Origin, CoherentMemory) {
  auto Onto = [](uint32_t Api, bool SameDevice) {
    Verdicts V;
    checkOntoCoherent(Api, SameDevice, V);
    return said(V);
  };
  EXPECT_THAT(Onto(DMASAN_API_SINGLE, true), ElementsAre("map-coherent"));
  EXPECT_THAT(Onto(DMASAN_API_SINGLE, false), ElementsAre("map-coherent"));
  EXPECT_THAT(Onto(DMASAN_API_PAGE, true), ElementsAre("map-coherent"));
  EXPECT_THAT(Onto(DMASAN_API_PAGE, false), IsEmpty());
  EXPECT_THAT(Onto(DMASAN_API_SG, true), IsEmpty());
  EXPECT_THAT(Onto(DMASAN_API_SG, false), IsEmpty());
}

TEST(Origin, ResourcesAreNoMemory) {
  for (OriginKind Kind :
       {OriginKind::Unknown, OriginKind::Heap, OriginKind::Pages,
        OriginKind::Device, OriginKind::Stack, OriginKind::Invalid}) {
    Verdicts V;
    checkResource(origin(Kind), V);
    bool Fine = Kind == OriginKind::Unknown || Kind == OriginKind::Device ||
                Kind == OriginKind::Invalid;
    EXPECT_EQ(said(V), Fine ? Said{} : Said{"map-resource-on-ram"});
  }
}

} // namespace
