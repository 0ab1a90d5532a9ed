// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Entries, tables and records of the page index. Everything runs under the
// stripe of the view's page; pool locks are taken inside it.

#include "shadow/page_index.h"

#include "runtime/base/index_pool.h"
#include "runtime/base/striped_table.h"
#include "shadow/aliases.h"

namespace dmasan {

namespace {

constexpr uint32_t kRecordTag = 1u << 31;

constinit IndexPool<PageEntry> Entries;
constinit IndexPool<LineTable> Tables;
constinit IndexPool<LineRecord> Records;

struct PageTraits {
  static uint32_t &next(uint32_t Node) { return Entries.at(Node).Next; }
  static uint64_t hash(uint32_t Node) { return mixHash(Entries.at(Node).Page); }
};
constinit StripedTable<PageTraits> Pages;

} // namespace

uint64_t pageIndexBytes() {
  return Entries.bytes() + Tables.bytes() + Records.bytes();
}

PageView::PageView(uint64_t Page, const ShadowRules &Rules)
    : Rules(Rules), PageBegin(Page << kPageShift), Shift(aliasShift(Page)),
      Hash(mixHash(Page)) {
  auto &Stripe = Pages.stripe(Hash);
  Flags = Stripe.Lock.lock();
  for (uint32_t I = Stripe.first(Hash); I; I = Entries.at(I).Next)
    if (Entries.at(I).Page == Page) {
      Index = I;
      Entry = &Entries.at(I);
      return;
    }
}

PageView::~PageView() { Pages.stripe(Hash).Lock.unlock(Flags); }

bool PageView::createEntry() {
  Index = Entries.take();
  if (!Index) {
    count(Counter::DroppedPages);
    return false;
  }
  Entry = &Entries.at(Index);
  *Entry = {};
  Entry->Page = PageBegin >> kPageShift;
  Pages.stripe(Hash).insert(Hash, Index);
  return true;
}

uint32_t *PageView::slot(unsigned Line) const {
  return &Tables.at(Entry->Table).Slots[Line];
}

bool PageView::ensureTable() {
  if (Entry->Table)
    return true;
  Entry->Table = Tables.take();
  if (!Entry->Table) {
    count(Counter::DroppedLines);
    return false;
  }
  LineTable &Table = Tables.at(Entry->Table);
  Table.Records = 0;
  for (unsigned Line = 0; Line != kLinesPerPage; ++Line) {
    LineReason Reason = shadow(Line).reason();
    bool Used =
        Entry->Sole && masksOf(Reason, 1).Covered && natural(Entry->Sole, Line);
    Table.Slots[Line] = Used ? Entry->Sole : 0;
  }
  Entry->Sole = 0;
  return true;
}

void PageView::dropTable() {
  LineTable &Table = Tables.at(Entry->Table);
  if (Entry->Parties == 1)
    for (uint32_t Slot : Table.Slots)
      if (Slot)
        Entry->Sole = Slot;
  Tables.give(Entry->Table);
  Entry->Table = 0;
}

LineRecord *PageView::record(unsigned Line, PartyId Id) const {
  uint32_t Slot = *slot(Line);
  if (!(Slot & kRecordTag))
    return nullptr;
  for (uint32_t I = Slot & ~kRecordTag; I; I = Records.at(I).Next)
    if (Records.at(I).Id == Id)
      return &Records.at(I);
  return nullptr;
}

bool PageView::addRecord(unsigned Line, PartyId Id, const LineMasks &Masks) {
  uint32_t Fresh = Records.take();
  if (!Fresh) {
    count(Counter::DroppedLines);
    return false;
  }
  LineRecord &Record = Records.at(Fresh);
  Record.Masks = Masks;
  Record.Id = Id;
  Record.Next = *slot(Line) & kRecordTag ? *slot(Line) & ~kRecordTag : 0;
  *slot(Line) = kRecordTag | Fresh;
  ++Tables.at(Entry->Table).Records;
  return true;
}

bool PageView::promote(unsigned Line) {
  if (!ensureTable())
    return false;
  uint32_t Slot = *slot(Line);
  if (Slot == 0 || Slot & kRecordTag)
    return true;
  LineMasks Masks = masksOf(shadow(Line).reason(), natural(Slot, Line));
  return addRecord(Line, Slot, Masks);
}

/// Back to the shadow byte where it says everything.
void PageView::simplify(unsigned Line) {
  uint32_t *Link = slot(Line);
  if (!(*Link & kRecordTag))
    return;
  uint32_t First = *Link & ~kRecordTag;
  uint32_t *Chain = &First;
  while (uint32_t I = *Chain) {
    LineRecord &Record = Records.at(I);
    if (Record.Masks.Covered) {
      Chain = &Record.Next;
      continue;
    }
    *Chain = Record.Next;
    Records.give(I);
    --Tables.at(Entry->Table).Records;
  }
  *Link = First ? kRecordTag | First : 0;
  if (!First || Records.at(First).Next)
    return;
  LineRecord &Only = Records.at(First);
  const Party &P = party(Only.Id);
  if (Only.Masks.Covered != natural(Only.Id, Line) ||
      uniformReason(Only.Masks, P.DeviceWrites, P.Coherent) ==
          LineReason::Mixed)
    return;
  // The caller's refresh() writes the byte; the reason must be there before.
  setShadow(Line,
            uniformByte(Only.Id,
                        uniformReason(Only.Masks, P.DeviceWrites, P.Coherent),
                        Only.Masks));
  *Link = Only.Id;
  Records.give(First);
  --Tables.at(Entry->Table).Records;
}

void PageView::attach(PartyId Id, LineReason Reason) {
  if (!Entry && !createEntry())
    return;
  Span Here = extent(Id).intersect(bytes());
  unsigned First = unsigned((Here.Begin - PageBegin) >> kLineShift);
  unsigned Last = unsigned((Here.End - 1 - PageBegin) >> kLineShift);
  if (Entry->Parties == 0)
    Entry->Sole = Id;
  else if (!ensureTable())
    return;
  ++Entry->Parties;
  retainParty(Id);
  if (Entry->Sole == Id && Here.size() == kPageSize) {
    fillShadow(uintptr_t(PageBegin),
               uniformByte(Id, Reason, masksOf(Reason, ~uint64_t(0))));
    return;
  }
  for (unsigned Line = First; Line <= Last; ++Line)
    attachLine(Id, Line, Reason);
  if (Rules.HazardLine <= kLineSize)
    return;
  for (unsigned Line = First; Line <= Last; ++Line)
    refresh(Line);
  refreshNeighbours(Id, First);
  refreshNeighbours(Id, Last);
}

void PageView::attachLine(PartyId Id, unsigned Line, LineReason Reason) {
  LineMasks Masks = masksOf(Reason, natural(Id, Line));
  if (Entry->Table && *slot(Line) != 0) {
    if (promote(Line) && addRecord(Line, Id, Masks))
      refresh(Line);
    return;
  }
  if (Entry->Table)
    *slot(Line) = Id;
  setShadow(Line, uniformByte(Id, Reason, Masks));
}

bool PageView::has(PartyId Id) const {
  for (unsigned Line = 0; Line != kLinesPerPage; ++Line)
    if (load(Id, Line).Covered)
      return true;
  return false;
}

LineMasks PageView::load(PartyId Id, unsigned Line) const {
  if (!Entry)
    return {};
  PartyId Named = Entry->Table ? *slot(Line) : Entry->Sole;
  if (Named == Id)
    return masksOf(shadow(Line).reason(), natural(Id, Line));
  const LineRecord *R = Entry->Table ? record(Line, Id) : nullptr;
  return R ? R->Masks : LineMasks{};
}

void PageView::store(PartyId Id, unsigned Line, const LineMasks &Masks) {
  const Party &P = party(Id);
  LineReason Reason = uniformReason(Masks, P.DeviceWrites, P.Coherent);
  bool Plain =
      Reason == LineReason::Clean ||
      (Reason != LineReason::Mixed && Masks.Covered == natural(Id, Line));
  PartyId Named = Entry->Table ? *slot(Line) : Entry->Sole;
  if (Named == Id && Plain) {
    setShadow(Line, uniformByte(Id, Reason, Masks));
    if (Entry->Table && Reason == LineReason::Clean)
      *slot(Line) = 0;
  } else if (promote(Line)) {
    if (LineRecord *R = record(Line, Id))
      R->Masks = Masks;
    simplify(Line);
    refresh(Line);
  } else {
    setShadow(Line, {});
  }
  if (Rules.HazardLine <= kLineSize)
    return;
  refresh(Line);
  if (P.DeviceWrites)
    refreshNeighbours(Id, Line);
}

bool PageView::isUniform(PartyId Id, LineMasks &Masks) const {
  if (!Entry || Entry->Sole != Id || !extent(Id).contains(bytes()))
    return false;
  Masks = masksOf(shadow(0).reason(), ~uint64_t(0));
  return Masks.Covered != 0 && shadowIsUniform(uintptr_t(PageBegin));
}

void PageView::storeUniform(PartyId Id, const LineMasks &Masks) {
  const Party &P = party(Id);
  LineReason Reason = uniformReason(Masks, P.DeviceWrites, P.Coherent);
  fillShadow(uintptr_t(PageBegin), uniformByte(Id, Reason, Masks));
}

unsigned PageView::collect(unsigned Line, PartyId *Ids) const {
  if (!Entry)
    return 0;
  PartyId Named = Entry->Table ? *slot(Line) : Entry->Sole;
  if (!(Named & kRecordTag)) {
    Ids[0] = Named;
    return Named && load(Named, Line).Covered ? 1 : 0;
  }
  unsigned Count = 0;
  for (uint32_t I = Named & ~kRecordTag; I && Count != kMaxVisited;
       I = Records.at(I).Next)
    Ids[Count++] = Records.at(I).Id;
  return Count;
}

void PageView::tidy(PartyId Id, bool Left) {
  if (!Entry)
    return;
  if (!Left) {
    --Entry->Parties;
    releaseParty(Id);
  }
  if (Entry->Table &&
      (Entry->Parties == 0 ||
       (Entry->Parties == 1 && Tables.at(Entry->Table).Records == 0)))
    dropTable();
  if (Entry->Parties == 0) {
    Pages.stripe(Hash).remove(Hash, Index);
    Entries.give(Index);
    Entry = nullptr;
  }
}

} // namespace dmasan
