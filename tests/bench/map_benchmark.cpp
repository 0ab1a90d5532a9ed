// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cost of map, unmap and the look-up of an access at a given number of
// live mappings, by one thread and by two; of a finding that was reported
// before; and of the simulated bus without and with DMASan. Stacks are captured
// as in real use.

#include <dmasan/interface.h>
#include <dmasan/sim.h>

#include <linux/dma-mapping.h>
#include <linux/slab.h>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <sys/mman.h>
#include <thread>
#include <vector>

// The one report that a benchmark provokes is no failure.
extern "C" const char *__dmasan_default_options(void) {
  return "symbolize=0:exitcode=0";
}

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
  /// A buffer that is not the rig's own; returns its index.
  uint64_t add(char *Buffer) {
    Buffers.push_back(Buffer);
    return Buffers.size() - 1;
  }
  char *takeLast() {
    char *Buffer = Buffers.back();
    Buffers.pop_back();
    return Buffer;
  }

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

void mapUnmap(benchmark::State &State) {
  auto Mine = uint64_t(State.range(0));
  for (auto Step : State) {
    Shared->map(Mine);
    Shared->unmap(Mine);
  }
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
BENCHMARK(lookUp)->DMASAN_LIVE;

// Buffers on many pages: what sampling leaves of the cost.
void mapUnmapMany(benchmark::State &State) {
  constexpr uint64_t kPages = 1024;
  uint64_t First = 0, Next = 0;
  for (uint64_t I = 0; I != kPages; ++I) {
    uint64_t Index =
        Shared->add(static_cast<char *>(std::aligned_alloc(4096, 4096)));
    First = I ? First : Index;
  }
  for (auto Step : State) {
    Shared->map(First + Next);
    Shared->unmap(First + Next);
    Next = (Next + 1) % kPages;
  }
  State.counters["findings"] = double(dmasan_finding_count());
}
BENCHMARK(mapUnmapMany)->Arg(1000)->Setup(prepare)->Teardown(clear);

// Memory from mmap: nobody knows its bounds.
void mapUnmapPages(benchmark::State &State) {
  uint64_t Mine = Shared->add(
      static_cast<char *>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)));
  for (auto Step : State) {
    Shared->map(Mine);
    Shared->unmap(Mine);
  }
  munmap(Shared->takeLast(), 4096);
}
BENCHMARK(mapUnmapPages)->Arg(1000)->Setup(prepare)->Teardown(clear);

// --- Two threads on different mappings --------------------------------------

double now(clockid_t Clock) {
  timespec Time = {};
  clock_gettime(Clock, &Time);
  return double(Time.tv_sec) + double(Time.tv_nsec) * 1e-9;
}

constexpr unsigned kThreadCalls = 20000;

struct Spent {
  double Wall, Cpu; // seconds; Cpu is the mean of the threads
};

/// Each thread maps and unmaps a buffer of its own; all start together.
Spent runThreads(unsigned Threads, uint64_t FirstFree) {
  std::atomic<unsigned> Waiting = Threads;
  std::vector<double> Cpu(Threads);
  std::vector<std::thread> Running;
  std::atomic<double> Begin = 0;
  for (unsigned T = 0; T != Threads; ++T)
    Running.emplace_back([&, T] {
      uint64_t Mine = FirstFree + uint64_t(T) * 32;
      if (--Waiting == 0)
        Begin = now(CLOCK_MONOTONIC);
      while (Begin == 0)
        ;
      double Start = now(CLOCK_THREAD_CPUTIME_ID);
      for (unsigned I = 0; I != kThreadCalls; ++I) {
        Shared->map(Mine);
        Shared->unmap(Mine);
      }
      Cpu[T] = now(CLOCK_THREAD_CPUTIME_ID) - Start;
    });
  for (std::thread &Thread : Running)
    Thread.join();
  Spent Out = {now(CLOCK_MONOTONIC) - Begin, 0};
  for (double Seconds : Cpu)
    Out.Cpu += Seconds / Threads;
  return Out;
}

// `speedup` is throughput of two threads over that of one, best of the rounds
// by the clock on the wall. A machine with other work has no second processor
// to give; `speedup_cpu` counts only what the threads do to one another:
// waiting for locks and cache lines.
void twoThreads(benchmark::State &State) {
  uint64_t FirstFree = uint64_t(State.range(0));
  double OneWall = 1e9, TwoWall = 1e9, OneCpu = 1e9, TwoCpu = 1e9;
  for (auto Step : State) {
    Spent One = runThreads(1, FirstFree), Two = runThreads(2, FirstFree);
    OneWall = std::min(OneWall, One.Wall),
    TwoWall = std::min(TwoWall, Two.Wall);
    OneCpu = std::min(OneCpu, One.Cpu), TwoCpu = std::min(TwoCpu, Two.Cpu);
    State.SetIterationTime(Two.Wall / kThreadCalls / 2);
  }
  State.counters["speedup"] = 2 * OneWall / TwoWall;
  State.counters["speedup_cpu"] = 2 * OneCpu / TwoCpu;
}
BENCHMARK(twoThreads)->DMASAN_LIVE->UseManualTime()->Iterations(20);

// --- A finding that was reported before --------------------------------------

// The same store into the same device-owned buffer: found, known, dropped.
void repeatedFinding(benchmark::State &State) {
  auto Address = reinterpret_cast<uintptr_t>(Shared->at(0));
  for (auto Step : State)
    __dmasan_store4(Address + 8);
  if (dmasan_finding_count() != 1)
    State.SkipWithError("the store is no finding, or more than one");
}
BENCHMARK(repeatedFinding)->Arg(1000)->Setup(prepare)->Teardown(clear);

// --- The simulated bus without and with DMASan
// --------------------------------

class Bus {
public:
  Bus() : Device(dmasan_sim_device_create("bench", nullptr)) {
    announce(DMASAN_EVENT_SET_MASK, DMA_BIT_MASK(64));
    Buffer = kmalloc(kBuffer, GFP_KERNEL);
  }
  ~Bus() {
    kfree(Buffer);
    dmasan_sim_device_destroy(Device);
  }
  Bus(const Bus &) = delete;
  Bus &operator=(const Bus &) = delete;

  // This file is not instrumented: the bus alone does the work.
  dma_addr_t map() {
    return dma_map_single_attrs(Device, Buffer, kBuffer, DMA_TO_DEVICE, 0);
  }
  void unmap(dma_addr_t Address) {
    dma_unmap_single_attrs(Device, Address, kBuffer, DMA_TO_DEVICE, 0);
  }
  // What instrumented code adds to each call.
  void announce(dmasan_event Event, dma_addr_t Address) {
    dmasan_call Call = {};
    Call.event = Event;
    Call.api = DMASAN_API_SINGLE;
    Call.direction = DMASAN_TO_DEVICE;
    Call.flags = Event == DMASAN_EVENT_SET_MASK
                     ? DMASAN_CALL_STREAMING_MASK | DMASAN_CALL_COHERENT_MASK
                     : DMASAN_CALL_ERROR_VISIBLE;
    Call.device = Device;
    Call.cpu = Event == DMASAN_EVENT_MAP ? Buffer : nullptr;
    Call.dma = Address;
    Call.result = Event == DMASAN_EVENT_MAP ? Address : 0;
    Call.size = kBuffer;
    Call.function = "dma_map_single";
    __dmasan_call(&Call);
  }

private:
  device *Device;
  void *Buffer;
};

void busMapUnmap(benchmark::State &State) {
  Bus Bus;
  for (auto Step : State)
    Bus.unmap(Bus.map());
}
void busMapUnmapWatched(benchmark::State &State) {
  uint64_t Before = dmasan_finding_count();
  Bus Bus;
  for (auto Step : State) {
    dma_addr_t Address = Bus.map();
    Bus.announce(DMASAN_EVENT_MAP, Address);
    Bus.announce(DMASAN_EVENT_MAPPING_ERROR, Address);
    Bus.announce(DMASAN_EVENT_UNMAP, Address);
    Bus.unmap(Address);
  }
  State.counters["findings"] = double(dmasan_finding_count() - Before);
}
BENCHMARK(busMapUnmap);
BENCHMARK(busMapUnmapWatched);

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
