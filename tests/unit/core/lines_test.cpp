// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mappings and the bytes and cache lines that they share, with the options in
// force. Oracle: kind and byte offset.

#include "fake_port/core_test.h"
#include "runtime/engine/options.h"

using namespace dmasan;
using namespace dmasan::fake;

namespace {

class LinesTest : public CoreTest {};

TEST_F(LinesTest, OverlapsOfOneDevice) {
  uint64_t A = Dev.map(Buffer, 256, kFrom);
  uint64_t B = Dev.map(Buffer + 128, 256, kFrom);
  EXPECT_THAT(taken(), ElementsAre("overlapping-mappings@0"));
  Dev.unmap(B, 256, kFrom);
  B = Dev.map(Buffer, 192, kTo); // in place
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(B, 192, kTo);
  B = Dev.map(Buffer + 128, 256, kTo);
  auto Findings = Host::get().take();
  EXPECT_THAT(names(Findings), ElementsAre("overlapping-mappings@0"));
  EXPECT_EQ(Findings[0].Sev, Severity::Portability);
  EXPECT_EQ(Findings[0].Size, 128u);
  Dev.unmap(B, 256, kTo);
  Dev.syncForCpu(A + 128, 128, kFrom); // what was received is sent
  B = Dev.map(Buffer + 128, 128, kTo);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(B, 128, kTo);
  Dev.unmap(A, 256, kFrom);
}

TEST_F(LinesTest, OverlapsOfTwoDevices) {
  Driver Other;
  std::pair<dmasan_direction, dmasan_direction> Fine[] = {
      {kFrom, kTo}, {kTo, kFrom}, {kBidi, kBidi}, {kFrom, kBidi}, {kTo, kTo}};
  for (auto [Mine, Theirs] : Fine) {
    uint64_t A = Dev.map(Buffer, 256, Mine), B = Other.map(Buffer, 256, Theirs);
    Other.unmap(B, 256, Theirs);
    Dev.unmap(A, 256, Mine);
    EXPECT_THAT(taken(), IsEmpty()) << Mine << ' ' << Theirs;
  }
  parseOptions("report_from=style", "test");
  uint64_t A = Dev.map(Buffer, 256, kFrom), B = Other.map(Buffer, 256, kFrom);
  auto Findings = Host::get().take();
  EXPECT_THAT(names(Findings), ElementsAre("overlapping-mappings@0"));
  EXPECT_EQ(Findings[0].Sev, Severity::Style);
  Other.unmap(B, 256, kFrom);
  Dev.syncForCpu(A, 256, kFrom); // taking turns
  B = Other.map(Buffer, 256, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
  Other.unmap(B, 256, kFrom);
  Dev.unmap(A, 256, kFrom);
  parseOptions("report_from=portability", "test");
}

TEST_F(LinesTest, MappingsOnOneLine) {
  Host::get().Origin = [&](uintptr_t, uint64_t,
                           struct dmasan_port_origin &Out) {
    Out.exempt_overlap = 0;
    Out.kind = uint32_t(OriginKind::Pages);
  };
  uint64_t A = Dev.map(Buffer, 32, kTo);
  uint64_t B = Dev.map(Buffer + 32, 32, kTo);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(B, 32, kTo);
  B = Dev.map(Buffer + 32, 32, kFrom);
  EXPECT_THAT(taken(), ElementsAre("cacheline-shared-mappings@0"));
  Dev.unmap(A, 32, kTo);
  Dev.unmap(B, 32, kFrom);
}

TEST_F(LinesTest, ObjectsOnOneLine) {
  struct dmasan_port_origin Object = {};
  Object.kind = uint32_t(OriginKind::Heap);
  Object.begin = reinterpret_cast<uintptr_t>(Buffer);
  Object.size = 100;
  Object.padded_size = 128;
  Host::get().Origin = [&](uintptr_t, uint64_t,
                           struct dmasan_port_origin &Out) { Out = Object; };
  Dev.unmap(Dev.map(Buffer, 100, kFrom), 100, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(Dev.map(Buffer + 64, 16, kFrom), 16, kFrom);
  EXPECT_THAT(taken(), ElementsAre("cacheline-shared-object@16"));
  Dev.unmap(Dev.map(Buffer + 64, 16, kTo), 16, kTo);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(Dev.map(Buffer + 64, 64, kTo), 64, kTo);
  EXPECT_THAT(taken(), ElementsAre("map-past-object@36"));
  Object.padded_size = 0;
  Dev.unmap(Dev.map(Buffer, 100, kFrom), 100, kFrom);
  EXPECT_THAT(taken(), ElementsAre("cacheline-shared-object@100"));
}

/// Objects of 32 bytes on one line, as x86 has them of kmalloc: the allocator
/// does not tell how much was asked for.
class PaddedTest : public LinesTest,
                   public testing::WithParamInterface<unsigned> {
protected:
  void SetUp() override {
    LinesTest::SetUp();
    setLine(GetParam());
    Host::get().Origin = [](uintptr_t Address, uint64_t Size,
                            struct dmasan_port_origin &Out) {
      Out.kind = uint32_t(OriginKind::Heap);
      Out.begin = Address & ~uintptr_t(31);
      Out.size = Address == Out.begin && Size <= 32 ? Size : 32;
      Out.padded_size = 32;
    };
  }
  void TearDown() override {
    setLine(64);
    LinesTest::TearDown();
  }
  static void setLine(unsigned Line) {
    parseOptions(("cache_line=" + std::to_string(Line)).c_str(), "test");
  }
  struct Part {
    char *At;
    uint64_t Size;
    dmasan_direction Direction;
  };
  /// Maps the parts one after the other; what is said in all.
  std::vector<std::string> mapped(std::vector<Part> Parts) {
    std::vector<uint64_t> Dma;
    for (const Part &P : Parts)
      Dma.push_back(Dev.map(P.At, P.Size, P.Direction));
    std::vector<std::string> Said = taken();
    for (size_t I = 0; I != Parts.size(); ++I)
      Dev.unmap(Dma[I], Parts[I].Size, Parts[I].Direction);
    EXPECT_THAT(taken(), IsEmpty());
    return Said;
  }
  char *First = Buffer, *Second = Buffer + 32;
};

TEST_P(PaddedTest, TwoObjects) {
  for (auto [A, B] : {std::pair(kTo, kFrom), std::pair(kFrom, kTo),
                      std::pair(kFrom, kFrom), std::pair(kBidi, kFrom)}) {
    EXPECT_THAT(mapped({{First, 25, A}, {Second, 22, B}}), IsEmpty());
    EXPECT_THAT(mapped({{Second, 22, A}, {First, 25, B}}), IsEmpty());
  }
}

TEST_P(PaddedTest, TwoPartsOfOneObject) {
  EXPECT_THAT(mapped({{Second + 24, 8, kTo}, {Second, 22, kFrom}}),
              ElementsAre("cacheline-shared-mappings@0"));
  EXPECT_THAT(mapped({{Second, 22, kFrom}, {Second + 24, 8, kTo}}),
              ElementsAre("cacheline-shared-mappings@0"));
}

TEST_P(PaddedTest, AnotherObjectHidesNothing) {
  for (char *Other : {First, Second + 32}) {
    EXPECT_THAT(
        mapped({{Other, 25, kTo}, {Second + 24, 8, kTo}, {Second, 22, kFrom}}),
        ElementsAre("cacheline-shared-mappings@0"));
    // A member of a structure.
    EXPECT_THAT(mapped({{Other, 25, kTo}, {Second + 8, 8, kFrom}}),
                ElementsAre("cacheline-shared-object@-8"));
  }
}

TEST_P(PaddedTest, StoresIntoObjects) {
  for (auto [Mine, Other] : {std::pair(First, Second), {Second, First}}) {
    uint64_t Dma = Dev.map(Mine, 22, kFrom);
    store(Other, 32);
    EXPECT_THAT(taken(), IsEmpty());
    store(Mine + 22, 4);
    EXPECT_THAT(taken(), ElementsAre("cacheline-neighbor-write@22"));
    store(Mine + 21, 4);
    EXPECT_THAT(taken(), ElementsAre("cpu-write-device-owned@21"));
    Dev.unmap(Dma, 22, kFrom);
  }
  // Out of its own object into the next.
  uint64_t A = Dev.map(First, 22, kFrom), B = Dev.map(Second, 22, kFrom);
  store(First + 30, 2);
  auto Findings = Host::get().take();
  EXPECT_THAT(names(Findings), ElementsAre("cacheline-neighbor-write@30"));
  store(Second + 22, 4);
  EXPECT_THAT(taken(), ElementsAre("cacheline-neighbor-write@22"))
      << "the other mapping is the first on the line";
  Dev.unmap(A, 22, kFrom);
  Dev.unmap(B, 22, kFrom);
}

INSTANTIATE_TEST_SUITE_P(CacheLines, PaddedTest, testing::Values(64, 128, 256));

/// What is on a line with memory that nobody knows counts, whatever else.
TEST_F(LinesTest, OnlyObjectsHaveLinesOfTheirOwn) {
  uintptr_t Split = reinterpret_cast<uintptr_t>(Buffer) + 32;
  Host::get().Origin = [=](uintptr_t Address, uint64_t,
                           struct dmasan_port_origin &Out) {
    Out.kind = uint32_t(OriginKind::Heap);
    Out.begin = Address < Split ? Split - 32 : Split;
    Out.size = 32;
  };
  uint64_t A = Dev.map(Buffer, 22, kTo), B = Dev.map(Buffer + 32, 32, kFrom);
  EXPECT_THAT(taken(), ElementsAre("cacheline-shared-mappings@0"));
  Dev.unmap(A, 22, kTo);
  store(Buffer, 1);
  EXPECT_THAT(taken(), ElementsAre("cacheline-neighbor-write@-32"));
  Dev.unmap(B, 32, kFrom);
}

TEST_F(LinesTest, LinesThatALayerProvides) {
  struct dmasan_port_origin Object = {};
  Object.kind = uint32_t(OriginKind::Heap);
  Object.begin = reinterpret_cast<uintptr_t>(Buffer);
  Object.size = 300;
  Host::get().Origin = [&](uintptr_t, uint64_t,
                           struct dmasan_port_origin &Out) { Out = Object; };
  dmasan_call Call = Dev.make(DMASAN_EVENT_OWN_LINES, DMASAN_API_NONE);
  Call.cpu = Buffer + 20;
  Call.size = 100;
  Dev.send(Call);
  Dev.unmap(Dev.map(Buffer + 20, 100, kFrom), 100, kFrom);
  Dev.unmap(Dev.map(Buffer + 84, 36, kFrom), 36, kFrom); // a part of it
  EXPECT_THAT(taken(), IsEmpty());
  Dev.unmap(Dev.map(Buffer + 20, 101, kFrom), 101, kFrom);
  EXPECT_THAT(taken(), ElementsAre("cacheline-shared-object@-20"));
}

/// Every cache line that can be asked for: a device-writable mapping of five
/// lines and a bit, which begins and ends in the middle of a line.
class EveryLineTest : public LinesTest,
                      public testing::WithParamInterface<unsigned> {
protected:
  void SetUp() override {
    LinesTest::SetUp();
    Set = "cache_line=" + std::to_string(Line) + ":unknown_bounds=ignore";
    parseOptions(Set.c_str(), "test");
  }
  void TearDown() override {
    parseOptions("cache_line=64:unknown_bounds=report", "test");
    LinesTest::TearDown();
  }

  /// Maps the buffer and a byte, in both orders; what is said each time.
  std::vector<std::vector<std::string>> both(const char *Byte) {
    std::vector<std::vector<std::string>> Said;
    for (bool ByteFirst : {false, true}) {
      uint64_t A = 0, B = 0;
      if (ByteFirst)
        B = Dev.map(Byte, 1, kTo);
      A = Dev.map(Begin, Size, kFrom);
      if (!ByteFirst)
        B = Dev.map(Byte, 1, kTo);
      Said.push_back(taken());
      Dev.unmap(B, 1, kTo);
      Dev.unmap(A, Size, kFrom);
    }
    EXPECT_THAT(taken(), IsEmpty());
    return Said;
  }
  /// What is said of the byte's mapping when it comes second, and of the
  /// buffer's.
  static auto shared(int64_t InBuffer) {
    return ElementsAre(
        ElementsAre("cacheline-shared-mappings@0"),
        ElementsAre("cacheline-shared-mappings@" + std::to_string(InBuffer)));
  }
  static auto silent() { return ElementsAre(IsEmpty(), IsEmpty()); }

  const uint64_t Line = GetParam();
  std::string Set;
  const uint64_t Half = Line / 2;
  char *FirstLine = Buffer + 4096 - 2 * Line; // and over the page's end
  char *Begin = FirstLine + Half;
  const uint64_t Size = 5 * Line;
  char *End = Begin + Size;
  char *LastLine = End - Half;
};

TEST_P(EveryLineTest, MappingOnTheFirstLine) {
  EXPECT_THAT(both(FirstLine), shared(0));
  EXPECT_THAT(both(Begin - 1), shared(0));
  EXPECT_THAT(both(FirstLine - 1), silent());
}

TEST_P(EveryLineTest, MappingOnTheLastLine) {
  EXPECT_THAT(both(End), shared(int64_t(Size - Half)));
  EXPECT_THAT(both(LastLine + Line - 1), shared(int64_t(Size - Half)));
  EXPECT_THAT(both(LastLine + Line), silent());
}

/// A list with a hole in one of its middle lines.
TEST_P(EveryLineTest, MappingInAHole) {
  std::vector<dmasan_sg_entry> List = {
      {FirstLine, 2 * Line + Half, 0x10000, uint32_t(2 * Line + Half)},
      {FirstLine + 2 * Line + Half + 1, 3 * Line - Half - 1, 0x20000,
       uint32_t(3 * Line - Half - 1)}};
  auto Map = Dev.make(DMASAN_EVENT_MAP_SG, DMASAN_API_SG);
  Map.object = &List;
  Map.count = Map.result = 2;
  Map.direction = kFrom;
  auto Unmap = Map;
  Unmap.event = DMASAN_EVENT_UNMAP_SG;
  const char *Hole = FirstLine + 2 * Line + Half;
  Dev.send(Map);
  uint64_t Dma = Dev.map(Hole, 1, kTo);
  EXPECT_THAT(taken(), ElementsAre("cacheline-shared-mappings@0"));
  Dev.send(Unmap);
  Dev.send(Map);
  EXPECT_THAT(taken(), ElementsAre("cacheline-shared-mappings@" +
                                   std::to_string(2 * Line)))
      << "once, of the first of two entries";
  Dev.unmap(Dma, 1, kTo);
  Dev.send(Unmap);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_P(EveryLineTest, StoresBesideAndInside) {
  uint64_t Dma = Dev.map(Begin, Size, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
  store(FirstLine - 1, 1);
  store(LastLine + Line, 1);
  EXPECT_THAT(taken(), IsEmpty());
  store(FirstLine, 1);
  EXPECT_THAT(taken(), ElementsAre("cacheline-neighbor-write@" +
                                   std::to_string(-int64_t(Half))));
  store(End, 1);
  EXPECT_THAT(taken(),
              ElementsAre("cacheline-neighbor-write@" + std::to_string(Size)));
  store(FirstLine + 2 * Line, 1);
  EXPECT_THAT(taken(), ElementsAre("cpu-write-device-owned@" +
                                   std::to_string(2 * Line - Half)));
  Dev.unmap(Dma, Size, kFrom);
  store(FirstLine, 6 * Line);
  EXPECT_THAT(taken(), IsEmpty());
}

/// A load fetches the line before and the line behind, and both of a page's
/// last lines come from that page only.
TEST_P(EveryLineTest, LoadsBeside) {
  parseOptions("speculation=1", "test");
  const uint64_t Fetched = Line < 64 ? 64 : Line;
  char *At = Buffer + 4096 + 4 * Fetched;
  uint64_t Dma = Dev.map(At, Fetched, kFrom);
  load(At - 2 * Fetched, Fetched);
  load(At + 2 * Fetched, 1);
  EXPECT_THAT(taken(), IsEmpty());
  load(At - Fetched, 1);
  EXPECT_THAT(taken(), ElementsAre("speculative-read@" +
                                   std::to_string(-int64_t(Fetched))));
  load(At + 2 * Fetched - 1, 1);
  EXPECT_THAT(taken(), ElementsAre("speculative-read@" +
                                   std::to_string(2 * Fetched - 1)));
  Dev.syncForCpu(Dma, Fetched, kFrom);
  load(At - Fetched, 3 * Fetched);
  EXPECT_THAT(taken(), IsEmpty());
  Dev.syncForDevice(Dma, Fetched, kFrom);
  load(At + Fetched, 1);
  EXPECT_EQ(taken().size(), 1u);
  Dev.unmap(Dma, Fetched, kFrom);
  load(At - Fetched, 3 * Fetched);
  Dma = Dev.map(At, Fetched, kTo); // the device only reads
  load(At + Fetched, 1);
  Dev.unmap(Dma, Fetched, kTo);
  Dma = Dev.map(Buffer + 4096, Fetched, kFrom); // first of its page
  load(Buffer + 4095, 1);
  Dev.unmap(Dma, Fetched, kFrom);
  EXPECT_THAT(taken(), IsEmpty());
  for (uint64_t I = 0; I != 16384; I += 64)
    EXPECT_EQ(*Host::get().shadow(reinterpret_cast<uintptr_t>(Buffer) + I), 0);
  parseOptions("speculation=0", "test");
}

INSTANTIATE_TEST_SUITE_P(CacheLines, EveryLineTest,
                         testing::Values(16u, 32u, 64u, 128u, 256u));

} // namespace
