// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sentences and fixes: every placeholder is known, and calls are written with
// the arguments that the mapping asks for.

#include "reports/advice.h"

#include "dmasan/interface.h"
#include "tests/unit/reports/forged.h"

#include <gtest/gtest.h>

using namespace dmasan;

namespace {

std::string call(CallKind Kind, const MappingInfo &M, uint64_t Offset,
                 uint64_t Size) {
  FixedText<256> Text;
  writeCall(Text.buffer(), Kind, M, Offset, Size);
  return Text.text();
}

TEST(Advice, EveryPlaceholderIsKnown) {
  for (size_t K = 0; K != kKindCount; ++K)
    for (const char *Template :
         {adviceOf(Kind(K)).Sentence, adviceOf(Kind(K)).Fix}) {
      FixedText<1024> Text;
      EXPECT_TRUE(
          expandTemplate(Text.buffer(), Template, forged::writeToDeviceOwned()))
          << Template;
      EXPECT_FALSE(Text.buffer().overflowed()) << Template;
      EXPECT_EQ(StringRef(Text.text()).find('{'), Text.buffer().size());
    }
}

TEST(Advice, UnknownPlaceholderStaysVisible) {
  FixedText<64> Text;
  EXPECT_FALSE(expandTemplate(Text.buffer(), "a {nonsense} b {", {}));
  EXPECT_STREQ(Text.text(), "a {nonsense} b {");
}

TEST(Advice, Calls) {
  MappingInfo M = forged::writeToDeviceOwned().Mapping;
  EXPECT_EQ(call(CallKind::Unmap, M, 0, 256),
            "dma_unmap_single(dev, 0xfffff000, 256, DMA_FROM_DEVICE)");
  EXPECT_EQ(call(CallKind::SyncForCpu, M, 0, 4),
            "dma_sync_single_for_cpu(dev, 0xfffff000, 4, DMA_FROM_DEVICE)");
  EXPECT_EQ(call(CallKind::SyncForDevice, M, 68, 4),
            "dma_sync_single_range_for_device(dev, 0xfffff000, 68, 4, "
            "DMA_FROM_DEVICE)");
  M.Api = DMASAN_API_SG;
  M.Count = 3;
  EXPECT_EQ(call(CallKind::Unmap, M, 0, 256),
            "dma_unmap_sg(dev, sgl, 3, DMA_FROM_DEVICE)");
  EXPECT_EQ(call(CallKind::SyncForCpu, M, 0, 256),
            "dma_sync_sg_for_cpu(dev, sgl, 3, DMA_FROM_DEVICE)");
  M.Api = DMASAN_API_COHERENT;
  EXPECT_EQ(call(CallKind::Unmap, M, 0, 256),
            "dma_free_coherent(dev, 256, 0x7f0000001000, 0xfffff000)");
}

TEST(Advice, SentenceAndFix) {
  FixedText<512> Text;
  writeSentence(Text.buffer(), forged::unmapSizeMismatch());
  EXPECT_STREQ(Text.text(), "dma_unmap_single is given 128 bytes for a mapping "
                            "of 256 bytes.");
  Text.buffer().clear();
  writeFix(Text.buffer(), forged::unmapSizeMismatch());
  EXPECT_STREQ(Text.text(), "Call dma_unmap_single(dev, 0xfffff000, 256, "
                            "DMA_FROM_DEVICE).");
}

} // namespace
