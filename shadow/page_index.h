// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a CPU page to the mappings on it, and the exact state of each line.
//
// A page names a few mappings that share no line; any other page has a table of
// 64 slots, one a line. A line whose bytes share one state of one mapping is
// described by its shadow byte; any other has a chain of records of masks,
// one a mapping.
//
// A page that is a second address of memory (shadow/aliases.h) has the mappings
// of that memory, with a state of its own.
//
// Invariants: a mapping's bytes on a line are (its range) & (the line) unless a
// record says fewer. A page entry exists while a mapping has a byte on it, and
// holds one reference to each.
// Threading: a PageView holds its page's stripe; everything here, and the
// shadow bytes of the page, is guarded by it. One PageView at a time.
// Failure: out of memory, lines become clean (never trapping) and are counted;
// a page without shadow has no entry.

#pragma once

#include "shadow/aliases.h"
#include "shadow/line_masks.h"
#include "shadow/party.h"
#include "shadow/shadow.h"

namespace dmasan {

/// Options that the shadow depends on.
struct ShadowRules {
  uint32_t HazardLine = 64;  // bytes, a power of two, 16 to 256
  bool Speculation = false;  // loads beside what a device writes are checked
  uint8_t CoherentTraps = 0; // accesses of coherent memory that are looked at
};

struct LineRecord {
  LineMasks Masks;
  PartyId Id;
  uint32_t Next; // record of the same line, 0: last
  uint32_t PoolNext;
};

struct LineTable {
  uint32_t Slots[kLinesPerPage]; // 0, PartyId, or kRecordTag | record
  uint32_t Records;              // how many records the slots lead to
  uint32_t Parties;              // mappings with bytes on the page
  uint32_t PoolNext;
};

/// One lives for every page with a mapping, so that its size counts.
struct PageEntry {
  static constexpr unsigned kFew = 3;
  static constexpr uint32_t kTableTag = 1u << 31;

  uint64_t Page; // CPU address >> kPageShift
  union {
    uint32_t Next; // of the hash chain
    uint32_t PoolNext;
  };
  // The mappings with bytes here, no line with two of them, and then zeros; or
  // kTableTag | LineTable in the first.
  uint32_t Named[kFew];

  uint32_t table() const {
    return Named[0] & kTableTag ? Named[0] & ~kTableTag : 0;
  }
  /// The mapping is on the page and shares none of its lines.
  bool names(PartyId Id) const {
    return Named[0] == Id || (!table() && (Named[1] == Id || Named[2] == Id));
  }
};
static_assert(sizeof(PageEntry) == 24);

class PageView {
public:
  /// Locks the page; an unknown page is an empty view.
  PageView(uint64_t Page, const ShadowRules &Rules);
  ~PageView();
  PageView(const PageView &) = delete;
  PageView &operator=(const PageView &) = delete;

  bool empty() const { return Entry == nullptr; }
  Span bytes() const { return {PageBegin, PageBegin + kPageSize}; }
  uint64_t lineBegin(unsigned Line) const {
    return PageBegin + (uint64_t(Line) << kLineShift);
  }

  /// Bytes from the memory to this page, modulo 2^64; 0: it is no alias.
  uint64_t shift() const { return Shift; }
  /// The same for one mapping: one that names the alias itself lies there
  /// directly.
  uint64_t shift(const Party &P) const {
    return Shift && !P.Cpu.overlaps(bytes()) ? Shift : 0;
  }
  uint64_t shift(PartyId Id) const { return Shift ? shift(party(Id)) : 0; }
  /// Where the mapping lies as seen through this page.
  Span extent(const Party &P) const {
    uint64_t By = shift(P);
    return {P.Cpu.Begin + By, P.Cpu.End + By};
  }
  Span extent(PartyId Id) const { return extent(party(Id)); }

  /// Adds a mapping in one uniform state. It must not be on the page yet.
  void attach(PartyId Id, LineReason Reason);
  /// Whether the mapping has a byte on the page; looks at every line.
  bool has(PartyId Id) const;

  LineMasks load(PartyId Id, unsigned Line) const;
  /// Replaces the state; brings the shadow bytes that depend on it up to date.
  void store(PartyId Id, unsigned Line, const LineMasks &Masks);

  /// The state of the mapping's bytes on this page, `All` of them, when they
  /// are in one state and no line of theirs is shared, as in most buffers;
  /// Clean when that is not so.
  LineReason uniform(PartyId Id, Span All) const {
    return Entry && Entry->names(Id) &&
                   (All.size() == kPageSize || !reachesOut())
               ? alike(All)
               : LineReason::Clean;
  }
  /// Replaces the state of such bytes, by one that is uniform, too. Clean takes
  /// the mapping off the page.
  void storeUniform(PartyId Id, Span All, LineReason Reason) {
    fillShadow(All, Reason);
    if (Reason == LineReason::Clean)
      leave(Id);
  }

  /// Calls Visit(PartyId) for every mapping with a byte on the line; Visit may
  /// store() for the mapping it was given.
  template <typename Fn> void forEach(unsigned Line, Fn Visit) const {
    PartyId Ids[kBatch];
    unsigned Seen = 0; // of those that are on the line still, they come first
    unsigned Count;
    do {
      Count = collect(Line, Seen, Ids);
      for (unsigned I = 0; I != Count; ++I)
        Visit(Ids[I]);
      if (Count == kBatch)
        for (PartyId Id : Ids)
          Seen += load(Id, Line).Covered != 0;
    } while (Count == kBatch);
  }

  /// After a run of store() calls: forgets the mapping unless bytes are `Left`
  /// of it here, and the table when the shadow bytes suffice again.
  void tidy(PartyId Id, bool Left);

  const ShadowRules &rules() const { return Rules; }

private:
  static constexpr unsigned kBatch = 16;

  bool createEntry(PartyId Id);
  void dropEntry();
  void leave(PartyId Id);
  void fillShadow(Span Bytes, LineReason Reason) const;
  LineReason alike(Span Bytes) const;
  unsigned lineOf(uint64_t Address) const {
    return unsigned((Address - PageBegin) >> kLineShift);
  }
  bool ensureTable();
  void dropTable();
  /// Takes the mapping among the few, if it shares no line with another.
  bool joinFew(PartyId Id);
  void leaveFew(PartyId Id);
  /// The only mapping that may be on the line, a record with its tag, or 0.
  uint32_t named(unsigned Line) const;
  bool meet(PartyId A, PartyId B) const;
  uint32_t *slot(unsigned Line) const;
  /// The mapping's record on the line, made when `Make`; null when short.
  LineRecord *record(unsigned Line, PartyId Id) const;
  bool promote(unsigned Line);
  bool addRecord(unsigned Line, PartyId Id, const LineMasks &Masks);
  void simplify(unsigned Line);
  void attachLine(PartyId Id, unsigned Line, LineReason Reason);
  void refreshAll(PartyId Id, Span Here);
  /// Up to kBatch mappings on the line after the first Skip; their number.
  unsigned collect(unsigned Line, unsigned Skip, PartyId *Ids) const;
  uint64_t natural(PartyId Id, unsigned Line) const {
    return bitsOn(lineBegin(Line), extent(Id));
  }
  void refresh(unsigned Line);
  void refreshNeighbours(PartyId Id, unsigned Line);
  bool ownedBeside(unsigned Line, Span Lines) const;
  /// Whether the state of a line changes what may be done beside it.
  bool reachesOut() const {
    return Rules.HazardLine > kLineSize || Rules.Speculation;
  }
  /// The lines that a store, and those that a load, has to look at.
  Span hazardOf(unsigned Line) const;
  Span fetchedWith(unsigned Line) const;
  void setShadow(unsigned Line, ShadowByte Byte) const {
    if (Shadow)
      __atomic_store_n(Shadow + Line, Byte.raw(), __ATOMIC_RELAXED);
  }
  ShadowByte shadow(unsigned Line) const {
    return Shadow ? ShadowByte(__atomic_load_n(Shadow + Line, __ATOMIC_RELAXED))
                  : ShadowByte();
  }
  /// Of a line that is described by its byte.
  ShadowByte uniformByte(LineReason Reason) const {
    return {Reason, Reason == LineReason::Coherent ? Rules.CoherentTraps
                                                   : trapsOf(Reason)};
  }

  const ShadowRules &Rules;
  const uint64_t PageBegin;
  const uint64_t Shift; // 0, or this page's address less the memory's
  const uint64_t Hash;
  uint8_t *const Shadow; // a byte a line; null: the page has none
  unsigned long Flags;
  uint32_t *Link; // names Entry in its chain
  PageEntry *Entry = nullptr;
};

/// Bytes of memory that the index has taken from the host.
uint64_t pageIndexBytes();

} // namespace dmasan
