// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cost of map, unmap and the look-up of an access at a given number of
// live mappings, by one thread and by two. Stacks are captured as in real use.

#include <dmasan/interface.h>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <vector>

namespace {

constexpr uint64_t kBuffer = 256;
constexpr uint64_t kDmaOffset = 0x10000;

/// A device with many buffers, the first Live of them mapped.
class Rig {
public:
  explicit Rig(uint64_t Live) : Live(Live) {
    for (uint64_t I = 0; I != Live + 64; ++I)
      Buffers.push_back(
          static_cast<char *>(std::aligned_alloc(kBuffer, kBuffer)));
    dmasan_call Call = make(DMASAN_EVENT_DEVICE_ADD);
    Call.flags = DMASAN_CALL_DEVICE_HAS_MASK;
    Call.dma = ~uint64_t(0);
    __dmasan_call(&Call);
    for (uint64_t I = 0; I != Live; ++I)
      map(I);
  }
  ~Rig() {
    for (uint64_t I = 0; I != Live; ++I)
      unmap(I);
    dmasan_call Call = make(DMASAN_EVENT_DEVICE_REMOVE);
    __dmasan_call(&Call);
    for (char *Buffer : Buffers)
      std::free(Buffer);
  }
  Rig(const Rig &) = delete;
  Rig &operator=(const Rig &) = delete;

  void map(uint64_t Index) const { send(DMASAN_EVENT_MAP, Index); }
  void unmap(uint64_t Index) const { send(DMASAN_EVENT_UNMAP, Index); }
  char *at(uint64_t Index) const { return Buffers[Index]; }

private:
  dmasan_call make(dmasan_event Event) const {
    dmasan_call Call = {};
    Call.event = Event;
    Call.api = DMASAN_API_SINGLE;
    Call.direction = DMASAN_TO_DEVICE;
    Call.flags = DMASAN_CALL_ERROR_VISIBLE;
    Call.device = this;
    return Call;
  }
  void send(dmasan_event Event, uint64_t Index) const {
    dmasan_call Call = make(Event);
    Call.size = kBuffer;
    Call.cpu = Event == DMASAN_EVENT_MAP ? at(Index) : nullptr;
    Call.dma = reinterpret_cast<uintptr_t>(at(Index)) + kDmaOffset;
    Call.result = Call.dma;
    Call.function = "dma_map_single";
    __dmasan_call(&Call);
    if (Event == DMASAN_EVENT_MAP) {
      Call.event = DMASAN_EVENT_MAPPING_ERROR;
      Call.result = 0;
      __dmasan_call(&Call);
    }
  }

  uint64_t Live;
  std::vector<char *> Buffers;
};

std::unique_ptr<Rig> Shared;

void prepare(const benchmark::State &State) {
  Shared = std::make_unique<Rig>(uint64_t(State.range(0)));
}
void clear(const benchmark::State &) { Shared.reset(); }

// Each thread has a free buffer of its own, most often on a page of its own.
void mapUnmap(benchmark::State &State) {
  uint64_t Mine =
      uint64_t(State.range(0)) + uint64_t(State.thread_index()) * 32;
  for (auto Step : State) {
    Shared->map(Mine);
    Shared->unmap(Mine);
  }
  if (State.thread_index() == 0)
    State.counters["findings"] = double(dmasan_finding_count());
}

// A legal load of device-owned memory: the whole way to its mapping.
void lookUp(benchmark::State &State) {
  uint64_t Index = 0, Live = uint64_t(State.range(0));
  for (auto Step : State) {
    Index = (Index + 7919) % Live;
    benchmark::DoNotOptimize(
        dmasan_would_report(Shared->at(Index), 8, /*is_store=*/1));
  }
}

#define DMASAN_LIVE                                                            \
  Arg(1000)->Arg(100000)->Arg(1000000)->Setup(prepare)->Teardown(clear)
BENCHMARK(mapUnmap)->DMASAN_LIVE->UseRealTime();
BENCHMARK(mapUnmap)->DMASAN_LIVE->Threads(2)->UseRealTime();
BENCHMARK(lookUp)->DMASAN_LIVE;

} // namespace

int main(int Argc, char **Argv) {
  __dmasan_init(DMASAN_ABI_VERSION, DMASAN_SHADOW_OFFSET);
  benchmark::Initialize(&Argc, Argv);
  if (benchmark::ReportUnrecognizedArguments(Argc, Argv))
    return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
