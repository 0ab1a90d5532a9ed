// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A naive model of ownership: one state a byte of each mapping, and every
// mapping is looked at every time. It knows what may be found, not where.

#pragma once

#include "dmasan/interface.h"
#include "reports/kinds.h"
#include "runtime/base/bits.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace dmasan::fake {

/// Kind and accused address.
using Verdict = std::pair<Kind, uint64_t>;

enum class State : uint8_t { None, Device, Clean, Written, Stale };

struct ModelMapping {
  Span Cpu;
  uint64_t Dma;
  dmasan_direction Direction;
  bool Live;
  std::map<uint64_t, State> Bytes;

  bool writes() const { return Direction != DMASAN_TO_DEVICE; }
  State at(uint64_t Address) const {
    auto Found = Bytes.find(Address);
    return Found == Bytes.end() ? State::None : Found->second;
  }
};

class Model {
public:
  explicit Model(uint64_t Hazard) : Hazard(Hazard) {}

  /// What is not watched has no bytes, but ends what was stale in them.
  void map(size_t Slot, ModelMapping M, State First, bool Watched) {
    for (uint64_t A = M.Cpu.Begin; A != M.Cpu.End; ++A) {
      if (Watched)
        M.Bytes[A] = First;
      for (ModelMapping &Old : Dead)
        Old.Bytes.erase(A);
    }
    Slots[Slot] = M;
  }

  std::set<Verdict> unmap(size_t Slot, bool Skip) {
    ModelMapping M = Slots[Slot];
    Slots[Slot].Live = false;
    std::set<Verdict> Out;
    if (!Skip && M.writes())
      Out = firstIn(M, M.Cpu, State::Written, Kind::LostWriteAtUnmap);
    if (Skip && M.writes()) {
      std::erase_if(M.Bytes, [](auto &B) {
        return B.second != State::Device && B.second != State::Stale;
      });
      for (auto &Byte : M.Bytes)
        Byte.second = State::Stale;
      M.Live = false;
      Dead.push_back(M);
    }
    return Out;
  }

  std::set<Verdict> sync(size_t Slot, Span Range, bool ForCpu) {
    ModelMapping &M = Slots[Slot];
    std::set<Verdict> Out;
    if (ForCpu)
      Out = firstIn(M, Range, State::Written, Kind::MissingSyncForDevice);
    change(M, Range, ForCpu ? State::Clean : State::Device);
    return Out;
  }

  std::set<Verdict> device(size_t Slot, Span Range, bool Write) {
    ModelMapping &M = Slots[Slot];
    auto Out = firstIn(M, Range, State::Written, Kind::MissingSyncForDevice);
    for (uint64_t A = Range.Begin; A != Range.End; ++A)
      if (M.at(A) == State::Written || (Write && M.at(A) == State::Clean))
        M.Bytes[A] = State::Device;
    return Out;
  }

  /// Any one of the result is right; with an empty one nothing may be found.
  std::set<Verdict> access(Span Range, bool Store) {
    std::set<Verdict> Out;
    for (uint64_t P = alignDown(Range.Begin, 4096); P < Range.End; P += 4096) {
      Span Here = Range.intersect({P, P + 4096});
      if (Out.empty())
        Out = direct(Here, Store);
      if (Out.empty() && Store)
        Out = beside(Here);
    }
    eachMapping([&](ModelMapping &M) {
      for (uint64_t A = Range.Begin; A != Range.End; ++A) {
        if (M.at(A) == State::Stale)
          M.Bytes.erase(A);
        else if (Store && M.at(A) == State::Clean)
          M.Bytes[A] = State::Written;
      }
    });
    return Out;
  }

  /// How many live mappings lose bytes for the first time.
  size_t free(Span Range) {
    size_t Findings = 0;
    for (ModelMapping &M : Dead)
      for (uint64_t A = Range.Begin; A != Range.End; ++A)
        M.Bytes.erase(A);
    for (auto &[Slot, M] : Slots) {
      size_t Before = M.Bytes.size();
      for (uint64_t A = Range.Begin; A != Range.End; ++A)
        M.Bytes.erase(A);
      if (M.Live && M.Bytes.size() != Before)
        Findings += Freed.insert(Slot).second;
    }
    return Findings;
  }
  void forgetFreed(size_t Slot) { Freed.erase(Slot); }
  bool wasFreed(size_t Slot) const { return Freed.count(Slot) != 0; }

  std::map<size_t, ModelMapping> Slots;

private:
  template <typename Fn> void eachMapping(Fn Visit) {
    for (auto &[Slot, M] : Slots)
      if (M.Live)
        Visit(M);
    for (ModelMapping &M : Dead)
      Visit(M);
  }

  static std::set<Verdict> firstIn(const ModelMapping &M, Span Range, State S,
                                   Kind What) {
    for (uint64_t A = Range.Begin; A != Range.End; ++A)
      if (M.at(A) == S)
        return {{What, A}};
    return {};
  }
  static void change(ModelMapping &M, Span Range, State To) {
    for (uint64_t A = Range.Begin; A != Range.End; ++A)
      if (M.at(A) != State::None)
        M.Bytes[A] = To;
  }

  std::set<Verdict> direct(Span Here, bool Store) {
    std::set<Verdict> Out;
    for (uint64_t L = alignDown(Here.Begin, 64); L < Here.End && Out.empty();
         L += 64)
      eachMapping([&](ModelMapping &M) {
        Span Line = Here.intersect({L, L + 64});
        if (!Store)
          Out.merge(firstIn(M, Line, State::Stale, Kind::StaleRead));
        if (Store)
          Out.merge(firstIn(M, Line, State::Device, Kind::CpuWriteDeviceOwned));
        else if (M.writes())
          Out.merge(firstIn(M, Line, State::Device, Kind::CpuReadDeviceOwned));
      });
    return Out;
  }

  std::set<Verdict> beside(Span Here) {
    std::set<Verdict> Out;
    for (uint64_t L = alignDown(Here.Begin, Hazard);
         L < Here.End && Out.empty(); L += Hazard)
      eachMapping([&](ModelMapping &M) {
        Span Touched = Here.intersect({L, L + Hazard});
        if (!M.writes() || M.Cpu.contains(Touched))
          return;
        for (uint64_t A = L; A != L + Hazard; ++A)
          if (M.at(A) == State::Device) {
            Out.insert(
                {Kind::CachelineNeighborWrite,
                 M.Cpu.contains(Touched.Begin) ? M.Cpu.End : Touched.Begin});
            return;
          }
      });
    return Out;
  }

  const uint64_t Hazard;
  std::vector<ModelMapping> Dead;
  std::set<size_t> Freed;
};

} // namespace dmasan::fake
