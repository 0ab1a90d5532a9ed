// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The core against the naive model. Random events on overlapping mappings of
// several devices; both must make the same findings, or none.

#include "core/model.h"
#include "fake_port/fake_port.h"

#include "runtime/engine/options.h"
#include "runtime/engine/sample.h"

#include <gmock/gmock.h>

#include <random>

using namespace dmasan;
using namespace dmasan::fake;

namespace {

/// Findings about where a buffer lies are not the model's business.
std::vector<Verdict> found() {
  std::vector<Verdict> Out;
  for (const Finding &F : Host::get().take())
    if (std::string(info(F.What).Family) != "Lines" ||
        F.What == Kind::CachelineNeighborWrite)
      Out.push_back({F.What, F.Address});
  return Out;
}

std::string text(const Verdict &V, uint64_t Base) {
  return std::string(info(V.first).Name) + "@" +
         std::to_string(V.second - Base);
}

class ModelTest : public testing::TestWithParam<unsigned> {
protected:
  void SetUp() override {
    std::string Text = "cache_line=" + std::to_string(GetParam());
    ASSERT_EQ(parseOptions(Text.c_str(), "test"), 0u);
    found();
  }
  void TearDown() override { parseOptions("cache_line=64:sample=1", "test"); }
};

class RandomRun {
public:
  RandomRun(unsigned Hazard, unsigned Seed)
      : Random(Seed), Naive(Hazard), Devices(kSlots),
        Base(reinterpret_cast<uintptr_t>(Memory)) {}

  void steps(unsigned Count) {
    for (unsigned I = 0; I != Count && !testing::Test::HasFailure(); ++I)
      step();
    for (size_t Slot = 0; Slot != kSlots; ++Slot)
      if (Naive.Slots[Slot].Live)
        unmap(Slot);
    freeMemory(Memory, kSize);
    found();
  }
  /// Mappings that were not watched.
  unsigned Passed = 0;

private:
  static constexpr size_t kSlots = 6;
  static constexpr size_t kSize = 8192;

  uint64_t pick(uint64_t Limit) { return Random() % Limit; }
  Span pickIn(Span Outer) {
    uint64_t Begin = Outer.Begin + pick(Outer.size());
    uint64_t Size = 1 + pick(minOf(Outer.End - Begin, pick(2) ? 16 : 300));
    return {Begin, Begin + Size};
  }

  void step() {
    size_t Slot = pick(kSlots);
    bool Live = Naive.Slots[Slot].Live;
    switch (pick(10)) {
    case 0:
    case 1:
      return Live ? unmap(Slot) : map(Slot);
    case 2:
    case 3:
      return Live ? sync(Slot) : map(Slot);
    case 4:
      return Live ? device(Slot) : map(Slot);
    case 5:
      return pick(20) ? access() : freeSome();
    default:
      return access();
    }
  }

  void map(size_t Slot) {
    uint64_t Grain = pick(3) ? 64 : 1;
    Span Cpu = pickIn({Base, Base + kSize});
    if (!pick(4))
      Cpu.End = minOf(Cpu.Begin + pick(4096) + 1, Base + kSize);
    if (pick(2))
      Cpu = Cpu.widen(Grain);
    if (!pick(16))
      Cpu = Cpu.widen(4096);
    auto Direction = static_cast<dmasan_direction>(pick(3));
    bool Skip = pick(8) == 0;
    auto *At = reinterpret_cast<char *>(Cpu.Begin);
    uint64_t Dma = Devices[Slot].map(At, Cpu.size(), Direction,
                                     Skip ? DMASAN_ATTR_SKIP_CPU_SYNC : 0);
    Naive.forgetFreed(Slot);
    Naive.map(Slot, {Cpu, Dma, Direction, true, {}},
              Skip ? State::Written : State::Device, isWatched(Dma));
    Passed += !isWatched(Dma);
    expect({}, "map");
  }

  void unmap(size_t Slot) {
    ModelMapping M = Naive.Slots[Slot];
    bool Skip = pick(3) == 0;
    Devices[Slot].unmap(M.Dma, M.Cpu.size(), M.Direction,
                        Skip ? DMASAN_ATTR_SKIP_CPU_SYNC : 0);
    auto Wanted = Naive.unmap(Slot, Skip);
    // After a free, what is wrong with the rest was said.
    expect(Naive.wasFreed(Slot) ? std::set<Verdict>{} : Wanted, "unmap");
  }

  void sync(size_t Slot) {
    ModelMapping M = Naive.Slots[Slot];
    Span Range = pick(2) ? M.Cpu : pickIn(M.Cpu);
    uint64_t Dma = M.Dma + (Range.Begin - M.Cpu.Begin);
    bool ForCpu = pick(2) == 0;
    if (ForCpu)
      Devices[Slot].syncForCpu(Dma, Range.size(), M.Direction);
    else
      Devices[Slot].syncForDevice(Dma, Range.size(), M.Direction);
    expect(Naive.sync(Slot, Range, ForCpu), "sync");
  }

  void device(size_t Slot) {
    ModelMapping M = Naive.Slots[Slot];
    Span Range = pick(3) ? pickIn(M.Cpu) : M.Cpu;
    uint64_t Dma = M.Dma + (Range.Begin - M.Cpu.Begin);
    bool Write = M.writes() && (M.Direction == DMASAN_FROM_DEVICE || pick(2));
    if (Write)
      Devices[Slot].deviceWrite(Dma, Range.size());
    else
      Devices[Slot].deviceRead(Dma, Range.size());
    expect(Naive.device(Slot, Range, Write), "device");
  }

  void access() {
    Span Range = pickIn({Base, Base + kSize});
    bool Store = pick(2) == 0;
    auto *At = reinterpret_cast<char *>(Range.Begin);
    if (Store)
      store(At, Range.size());
    else
      load(At, Range.size());
    expect(Naive.access(Range, Store), Store ? "store" : "load");
  }

  void freeSome() {
    Span Range = pickIn({Base, Base + kSize});
    freeMemory(reinterpret_cast<char *>(Range.Begin), Range.size());
    size_t Wanted = Naive.free(Range);
    auto Got = found();
    // Several mappings, one call: the sink takes them for one finding.
    EXPECT_EQ(Got.size(), Wanted ? 1u : 0u);
    for (const Verdict &V : Got)
      EXPECT_EQ(V.first, Kind::FreeWhileMapped);
  }

  void expect(const std::set<Verdict> &Wanted, const char *What) {
    auto Got = found();
    std::string Texts;
    for (const Verdict &V : Wanted)
      Texts += " " + text(V, Base);
    if (Wanted.empty()) {
      EXPECT_TRUE(Got.empty()) << What << ": " << text(Got[0], Base);
      return;
    }
    ASSERT_EQ(Got.size(), 1u) << What << " wanted" << Texts;
    EXPECT_TRUE(Wanted.count(Got[0]))
        << What << ": " << text(Got[0], Base) << " instead of" << Texts;
  }

  char *Memory = Host::get().pages(kSize);
  std::mt19937 Random;
  Model Naive;
  std::vector<Driver> Devices;
  const uint64_t Base;
};

TEST_P(ModelTest, AgreesOnRandomEvents) {
  for (unsigned Seed = 1; Seed != 40 && !HasFailure(); ++Seed) {
    SCOPED_TRACE(Seed);
    RandomRun(GetParam(), Seed).steps(600);
  }
}

// What is watched is judged as if all were.
TEST_P(ModelTest, AgreesWhenSampling) {
  unsigned Passed = 0;
  for (unsigned Seed = 1; Seed != 20 && !HasFailure(); ++Seed) {
    SCOPED_TRACE(Seed);
    std::string Text = "sample=3:sample_seed=" + std::to_string(Seed);
    parseOptions(Text.c_str(), "test");
    RandomRun Run(GetParam(), Seed);
    Run.steps(600);
    Passed += Run.Passed;
  }
  EXPECT_GT(Passed, 0u);
}

INSTANTIATE_TEST_SUITE_P(HazardLines, ModelTest,
                         testing::Values(16u, 32u, 64u, 128u, 256u));

} // namespace
