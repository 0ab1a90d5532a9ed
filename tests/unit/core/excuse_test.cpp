// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An excuse silences one mapping, before or after it is made, and no other.

#include "fake_port/core_test.h"
#include "runtime/base/string_ref.h"
#include "runtime/engine/excuses.h"
#include "runtime/engine/listing.h"

using namespace dmasan;
using namespace dmasan::fake;

namespace {

/// 0 when the reason is not known.
ExcuseId find(const char *Text) {
  for (ExcuseId I = 1; I < excuseBound(); ++I)
    if (StringRef(Text) == excuseText(I))
      return I;
  return 0;
}

class ExcuseTest : public CoreTest {
protected:
  void excuse(const void *Memory, const char *Reason) {
    dmasan_excuse(Dev.device(), Memory, Reason);
  }
};

TEST_F(ExcuseTest, OfALiveMapping) {
  uint64_t Dma = Dev.map(Buffer, 256, kTo);
  excuse(Buffer, "written twice on purpose");
  store(Buffer + 64, 4);
  Dev.unmap(Dma, 128, kTo);
  EXPECT_THAT(taken(), IsEmpty());
  EXPECT_EQ(excuseHits(find("written twice on purpose")), 2u);
}

TEST_F(ExcuseTest, BeforeItIsMadeAndForThatOneOnly) {
  excuse(Buffer, "beginning");
  uint64_t Dma = Dev.map(Buffer, 256, kFrom);
  load(Buffer, 8);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(Dma, 256, kFrom);
  Dma = Dev.map(Buffer, 256, kFrom);
  load(Buffer, 8);
  EXPECT_THAT(taken(), ElementsAre("cpu-read-device-owned@0"));
  Dev.unmap(Dma, 256, kFrom);
}

TEST_F(ExcuseTest, TheOtherPartyOfALine) {
  excuse(Buffer, "shares its line with a peer");
  uint64_t First = Dev.map(Buffer, 32, kFrom);
  uint64_t Second = Dev.map(Buffer + 32, 32, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(First, 32, kFrom);
  Dev.unmap(Second, 32, kFrom);
}

TEST_F(ExcuseTest, NearMisses) {
  Driver Other;
  uint64_t Dma = Dev.map(Buffer, 256, kTo);
  dmasan_excuse(Other.device(), Buffer, "of another device");
  excuse(Buffer + 64, "of memory inside");
  store(Buffer + 64, 4);
  EXPECT_THAT(taken(), ElementsAre("cpu-write-device-owned@64"));
  Dev.unmap(Dma, 256, kTo);
  forgetExcuses();
}

TEST_F(ExcuseTest, StandsInTheListing) {
  uint64_t Dma = Dev.map(Buffer, 256, kTo);
  excuse(Buffer, nullptr);
  LiveMapping L;
  ASSERT_NE(describeLive(1, findDevice(Dev.device()), L), 0u);
  EXPECT_STREQ(L.Excuse, "no reason was given");
  Dev.unmap(Dma, 256, kTo);
}

TEST_F(ExcuseTest, TablesAreBounded) {
  for (int I = 0; I != 300; ++I) {
    std::string Why = "reason " + std::to_string(I) + std::string(200, '.');
    excuse(Buffer + I * 8, Why.c_str());
  }
  EXPECT_LE(excuseBound(), 64);
  forgetExcuses();
  uint64_t Dma = Dev.map(Buffer, 256, kTo);
  store(Buffer + 64, 4);
  EXPECT_THAT(taken(), ElementsAre("cpu-write-device-owned@64"));
  Dev.unmap(Dma, 256, kTo);
}

} // namespace
