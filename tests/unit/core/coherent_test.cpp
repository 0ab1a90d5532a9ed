// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Coherent memory and pools: what is freed is what was allocated, and where
// that is allowed. Oracle: kind and byte offset.

#include "fake_port/core_test.h"

using namespace dmasan;
using namespace dmasan::fake;

namespace {

class CoherentTest : public CoreTest {};

TEST_F(CoherentTest, ContextOfTheHost) {
  auto Free = Dev.make(DMASAN_EVENT_FREE, DMASAN_API_COHERENT);
  auto Alloc = Dev.make(DMASAN_EVENT_ALLOC, DMASAN_API_COHERENT);
  Alloc.cpu = Free.cpu = Buffer;
  Alloc.dma = Free.dma = Dev.dma(Buffer);
  Alloc.size = Free.size = 4096;
  Alloc.count = DMASAN_GFP_MAY_SLEEP;
  Host::get().Context = DMASAN_CONTEXT_ATOMIC;
  Dev.send(Alloc);
  EXPECT_THAT(taken(), ElementsAre("sleep-in-atomic@0"));
  Dev.send(Free);
  EXPECT_THAT(taken(), IsEmpty());
  Host::get().Context = DMASAN_CONTEXT_ATOMIC | DMASAN_CONTEXT_IRQS_OFF;
  Alloc.count = 0;
  Dev.send(Alloc);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.send(Free);
  EXPECT_THAT(taken(), ElementsAre("free-in-atomic@0"));
  Host::get().Context = 0;
}

TEST_F(CoherentTest, CoherentMemory) {
  auto Call = Dev.make(DMASAN_EVENT_ALLOC, DMASAN_API_COHERENT);
  Call.cpu = Buffer;
  Call.size = 256;
  Call.dma = Dev.dma(Buffer);
  Dev.send(Call);
  store(Buffer, 256);
  load(Buffer, 256);
  Dev.deviceRead(Call.dma, 256);
  Dev.deviceWrite(Call.dma, 256);
  auto Free = Call;
  Free.event = DMASAN_EVENT_FREE;
  Dev.send(Free);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.send(Call);
  Free.size = 128;
  Dev.send(Free);
  EXPECT_THAT(taken(), ElementsAre("coherent-free-mismatch@0"));
  Dev.send(Call);
  Free.size = 256;
  Free.dma += 4096;
  Dev.send(Free);
  EXPECT_THAT(taken(), ElementsAre("coherent-free-mismatch@0"));
  Dev.remove();
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(CoherentTest, Pools) {
  auto Create = Dev.make(DMASAN_EVENT_POOL_CREATE, DMASAN_API_POOL);
  int Pool;
  Create.object = &Pool;
  Create.size = 32;
  Dev.send(Create);
  auto Alloc = Dev.make(DMASAN_EVENT_POOL_ALLOC, DMASAN_API_POOL);
  Alloc.device = nullptr;
  Alloc.object = &Pool;
  Alloc.cpu = Buffer;
  Alloc.dma = Dev.dma(Buffer);
  Dev.send(Alloc);
  auto Free = Alloc;
  Free.event = DMASAN_EVENT_POOL_FREE;
  Dev.send(Free);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.send(Free);
  EXPECT_THAT(taken(), ElementsAre("pool-misuse@0"));
  Dev.send(Alloc);
  auto Destroy = Dev.make(DMASAN_EVENT_POOL_DESTROY, DMASAN_API_POOL);
  Destroy.object = &Pool;
  Dev.send(Destroy);
  EXPECT_THAT(taken(), ElementsAre("pool-misuse@0"));
}

} // namespace
