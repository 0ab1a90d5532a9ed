// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Events on byte ranges: of one mapping (map, sync, unmap, device access), or
// of plain memory (CPU access, free). The state moves on; what was wrong is
// returned as data for the checks.
//
// Threading: pages are locked one after the other, so two events on one range
// may interleave page by page; each page is consistent.

#pragma once

#include "runtime/core/mapping.h"
#include "runtime/core/pairs.h"
#include "shadow/page_index.h"

namespace dmasan {

struct RangeOutcome {
  Span Wrong;                 // first run of bytes that broke the rule
  uint64_t Covered = 0;       // bytes of the mapping that the event met
  uint64_t Redundant = 0;     // bytes that had the new owner already
  uint64_t CpuOwned = 0;      // bytes that the CPU owned, unwritten
  uint64_t FirstCpuOwned = 0; // address of the first of them
  Span Unflushed;             // written through an alias, not flushed
};

/// The mapping that a new one gets into the worst conflict with, and the
/// coherent memory that it is on; the first found of several.
struct Partner {
  MappingRef Other;
  PairRelation Relation = PairRelation::Fine;
  MappingRef Coherent; // coherent memory that the new one lies in
};

/// One event on one page. `Bytes` are the view's addresses, the outcome has the
/// memory's.
void applyPage(PageView &View, MappingId Id, Span Bytes, RangeEvent Event,
               RangeOutcome &Out);

/// Puts a mapping on its CPU pages in one state, which ends what was stale
/// there. With `Beside`, looks for conflicting mappings on the way.
void attachRange(MappingId Id, LineReason State, const ShadowRules &Rules,
                 Partner *Beside);

RangeOutcome applyRange(MappingId Id, Span Bytes, RangeEvent Event,
                        const ShadowRules &Rules);

/// Memory comes or goes: ends what is stale in it. Stops at a live mapping that
/// has bytes there, which the caller has to detach before it goes on; with
/// `Comes`, one that holds more than all of it (an arena is mapped as a whole)
/// is left alone.
bool detachAll(Span Bytes, bool Comes, const ShadowRules &Rules,
               MappingRef &Live);
/// Memory gets a new mapping that is not known: ends what is stale in it.
void endStaleBytes(Span Bytes, const ShadowRules &Rules);
/// A live mapping that devices reach with a byte on the page, if there is one.
MappingRef findOnPage(uint64_t Page, const ShadowRules &Rules);

/// First run of bytes that the event on a live mapping finds wrong, and the
/// first stores into CPU-owned ranges.
struct AccessOutcome {
  enum class Fault : uint8_t {
    None,
    DeviceOwned,
    Stale,
    StaleAlias,
    Neighbour,
    Speculation
  };
  Fault What = Fault::None;
  MappingRef Accused;
  Span Bytes;         // as the CPU named them
  uint64_t Shift = 0; // Bytes less the memory's address: through an alias

  struct Write {
    MappingRef Into;
    Span Bytes; // of the memory
  };
  static constexpr unsigned kMaxWrites = 4;
  Write Writes[kMaxWrites];
  unsigned WriteCount = 0;

  MappingRef Coherent; // coherent memory that was touched, when it traps

  bool faulty() const { return What != Fault::None; }
};

/// A CPU access. With `Commit` false nothing changes (what would happen?).
void applyAccess(Span Bytes, bool Store, bool Commit, const ShadowRules &Rules,
                 AccessOutcome &Out);

} // namespace dmasan
