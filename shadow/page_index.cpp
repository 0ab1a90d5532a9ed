// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Entries, tables and records of the page index. Everything runs under the
// stripe of the view's page; pool locks are taken inside it.

#include "shadow/page_index.h"

#include "runtime/base/index_pool.h"
#include "runtime/base/striped_table.h"

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

// The shadow of a page as words, each line's byte at once.
constexpr uint64_t kEachByte = 0x0101010101010101u;
constexpr unsigned kWords = kLinesPerPage / 8;
using Word __attribute__((may_alias)) = uint64_t;
Word *words(uint8_t *Shadow) { return reinterpret_cast<Word *>(Shadow); }

} // namespace

uint64_t pageIndexBytes() {
  return Entries.bytes() + Tables.bytes() + Records.bytes();
}

PageView::PageView(uint64_t Page, const ShadowRules &Rules)
    : Rules(Rules), PageBegin(Page << kPageShift), Shift(aliasShift(Page)),
      Hash(mixHash(Page)), Shadow(shadowOf(uintptr_t(PageBegin))) {
  auto &Stripe = Pages.stripe(Hash);
  Flags = Stripe.Lock.lock();
  Link = &Stripe.chain(Hash);
  while (uint32_t Index = *Link) {
    PageEntry &Found = Entries.at(Index);
    if (Found.Page == Page) {
      Entry = &Found;
      return;
    }
    Link = &Found.Next;
  }
}

PageView::~PageView() { Pages.stripe(Hash).Lock.unlock(Flags); }

bool PageView::createEntry(PartyId Id) {
  auto &Stripe = Pages.stripe(Hash);
  uint32_t Fresh = Stripe.Spare ? Stripe.Spare : Entries.take();
  if (!Fresh) {
    count(Counter::DroppedPages);
    return false;
  }
  Entry = &Entries.at(Fresh);
  if (Fresh == Stripe.Spare)
    Stripe.Spare = Entry->Next;
  *Entry = {PageBegin >> kPageShift, {}, {Id}};
  Stripe.insert(Hash, Fresh, Entry->Next);
  Link = &Stripe.chain(Hash);
  return true;
}

/// It stays with its stripe for the next page, so that there are no more than
/// the stripe had at once.
void PageView::dropEntry() {
  auto &Stripe = Pages.stripe(Hash);
  uint32_t Index = *Link;
  Stripe.unlink(*Link, Entry->Next);
  Entry->Next = Stripe.Spare;
  Stripe.Spare = Index;
  Entry = nullptr;
}

uint32_t *PageView::slot(unsigned Line) const {
  return &Tables.at(Entry->table()).Slots[Line];
}

uint32_t PageView::named(unsigned Line) const {
  if (Entry->table())
    return *slot(Line);
  for (PartyId Id : Entry->Named)
    if (Id && natural(Id, Line))
      return Id;
  return 0;
}

bool PageView::meet(PartyId A, PartyId B) const {
  return extent(A).widen(kLineSize).overlaps(extent(B));
}

bool PageView::joinFew(PartyId Id) {
  for (PartyId &Place : Entry->Named) {
    if (!Place) {
      Place = Id;
      return true;
    }
    if (meet(Place, Id))
      return false;
  }
  return false;
}

void PageView::leaveFew(PartyId Id) {
  unsigned Kept = 0;
  for (PartyId Other : Entry->Named)
    if (Other != Id)
      Entry->Named[Kept++] = Other;
  while (Kept != PageEntry::kFew)
    Entry->Named[Kept++] = 0;
}

bool PageView::ensureTable() {
  if (Entry->table())
    return true;
  uint32_t Fresh = Tables.take();
  if (!Fresh) {
    count(Counter::DroppedLines);
    return false;
  }
  LineTable &Table = Tables.at(Fresh);
  Table.Records = Table.Parties = 0;
  for (unsigned Line = 0; Line != kLinesPerPage; ++Line)
    Table.Slots[Line] =
        masksOf(shadow(Line).reason(), 1).Covered ? named(Line) : 0;
  for (PartyId Id : Entry->Named)
    Table.Parties += Id != 0;
  *Entry->Named = PageEntry::kTableTag | Fresh;
  return true;
}

/// Few mappings need no table, if no line has two of them.
void PageView::dropTable() {
  uint32_t Old = Entry->table();
  const LineTable &Table = Tables.at(Old);
  PageEntry Few = {};
  unsigned Found = 0;
  for (uint32_t Slot : Table.Slots) {
    bool Known = Slot == 0;
    for (unsigned I = 0; I != Found; ++I)
      Known |= Few.Named[I] == Slot;
    if (Known)
      continue;
    if (Found == PageEntry::kFew)
      return;
    for (unsigned I = 0; I != Found; ++I)
      if (meet(Few.Named[I], Slot))
        return;
    Few.Named[Found++] = Slot;
  }
  for (unsigned I = 0; I != PageEntry::kFew; ++I)
    Entry->Named[I] = Few.Named[I];
  Tables.give(Old);
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
  ++Tables.at(Entry->table()).Records;
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
  uint32_t *Slot = slot(Line);
  if (!(*Slot & kRecordTag))
    return;
  uint32_t First = *Slot & ~kRecordTag;
  uint32_t *Chain = &First;
  while (uint32_t I = *Chain) {
    LineRecord &Record = Records.at(I);
    if (Record.Masks.Covered) {
      Chain = &Record.Next;
      continue;
    }
    *Chain = Record.Next;
    Records.give(I);
    --Tables.at(Entry->table()).Records;
  }
  *Slot = First ? kRecordTag | First : 0;
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
            uniformByte(uniformReason(Only.Masks, P.DeviceWrites, P.Coherent)));
  *Slot = Only.Id;
  Records.give(First);
  --Tables.at(Entry->table()).Records;
}

void PageView::attach(PartyId Id, LineReason Reason) {
  if (!Shadow)
    return;
  if (!Entry) {
    if (!createEntry(Id))
      return;
  } else if (Entry->table() || !joinFew(Id)) {
    if (!ensureTable())
      return;
    ++Tables.at(Entry->table()).Parties;
  }
  retainParty(Id);
  Span Here = extent(Id).intersect(bytes());
  if (Entry->names(Id)) {
    fillShadow(Here, Reason);
    if (Here.size() == kPageSize)
      return;
  } else {
    for (unsigned Line = lineOf(Here.Begin); Line <= lineOf(Here.End - 1);
         ++Line)
      attachLine(Id, Line, Reason);
  }
  if (reachesOut())
    refreshAll(Id, Here);
}

void PageView::refreshAll(PartyId Id, Span Here) {
  unsigned First = lineOf(Here.Begin), Last = lineOf(Here.End - 1);
  for (unsigned Line = First; Line <= Last; ++Line)
    refresh(Line);
  refreshNeighbours(Id, First);
  refreshNeighbours(Id, Last);
}

void PageView::attachLine(PartyId Id, unsigned Line, LineReason Reason) {
  LineMasks Masks = masksOf(Reason, natural(Id, Line));
  if (*slot(Line) != 0) {
    if (promote(Line) && addRecord(Line, Id, Masks))
      refresh(Line);
    return;
  }
  *slot(Line) = Id;
  setShadow(Line, uniformByte(Reason));
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
  bool Plain = false; // the shadow byte describes it
  if (Entry->table()) {
    Plain = *slot(Line) == Id;
    if (!Plain) {
      const LineRecord *R = record(Line, Id);
      return R ? R->Masks : LineMasks{};
    }
  } else {
    Plain = Entry->names(Id);
  }
  return Plain ? masksOf(shadow(Line).reason(), natural(Id, Line))
               : LineMasks{};
}

void PageView::store(PartyId Id, unsigned Line, const LineMasks &Masks) {
  const Party &P = party(Id);
  LineReason Reason = uniformReason(Masks, P.DeviceWrites, P.Coherent);
  bool Plain =
      Reason == LineReason::Clean ||
      (Reason != LineReason::Mixed && Masks.Covered == natural(Id, Line));
  if (named(Line) == Id && Plain) {
    setShadow(Line, uniformByte(Reason));
    if (Entry->table() && Reason == LineReason::Clean)
      *slot(Line) = 0;
  } else if (promote(Line)) {
    if (LineRecord *R = record(Line, Id))
      R->Masks = Masks;
    simplify(Line);
    refresh(Line);
  } else {
    setShadow(Line, {});
  }
  if (!reachesOut())
    return;
  refresh(Line);
  if (P.DeviceWrites)
    refreshNeighbours(Id, Line);
}

LineReason PageView::alike(Span Bytes) const {
  // Plain loads: all that write hold the stripe.
  unsigned First = lineOf(Bytes.Begin), Last = lineOf(Bytes.End - 1);
  const ShadowByte Byte(Shadow[First]);
  if (Bytes.size() == kPageSize) {
    for (unsigned I = 0; I != kWords; ++I)
      if (words(Shadow)[I] != Byte.raw() * kEachByte)
        return LineReason::Clean;
  } else {
    for (unsigned Line = First + 1; Line <= Last; ++Line)
      if (Shadow[Line] != Byte.raw())
        return LineReason::Clean;
  }
  return Byte.reason() == LineReason::Mixed ? LineReason::Clean : Byte.reason();
}

void PageView::fillShadow(Span Bytes, LineReason Reason) const {
  const ShadowByte Byte = uniformByte(Reason);
  Word *Words = words(Shadow);
  if (Bytes.size() == kPageSize)
    for (unsigned I = 0; I != kWords; ++I)
      __atomic_store_n(Words + I, Byte.raw() * kEachByte, __ATOMIC_RELAXED);
  else
    for (unsigned Line = lineOf(Bytes.Begin), Last = lineOf(Bytes.End - 1);
         Line <= Last; ++Line)
      setShadow(Line, Byte);
}

/// The mapping is named and has no bytes here any more.
void PageView::leave(PartyId Id) {
  if (Entry->Named[1])
    leaveFew(Id);
  else
    dropEntry();
  releaseParty(Id);
}

unsigned PageView::collect(unsigned Line, unsigned Skip, PartyId *Ids) const {
  if (!Entry)
    return 0;
  bool Described = masksOf(shadow(Line).reason(), 1).Covered != 0;
  if (!Entry->table() && !Described)
    return 0;
  uint32_t Named = named(Line);
  if (!(Named & kRecordTag)) {
    // Who is named has bytes on the line; the reason says whether they count.
    Ids[0] = Named;
    return Skip == 0 && Named && Described ? 1 : 0;
  }
  unsigned Count = 0;
  for (uint32_t I = Named & ~kRecordTag; I && Count != kBatch;
       I = Records.at(I).Next)
    if (Skip)
      --Skip;
    else
      Ids[Count++] = Records.at(I).Id;
  return Count;
}

void PageView::tidy(PartyId Id, bool Left) {
  if (!Entry)
    return;
  uint32_t Table = Entry->table();
  if (!Left) {
    if (!Table)
      return leave(Id);
    --Tables.at(Table).Parties;
    releaseParty(Id);
  }
  if (Table && Tables.at(Table).Parties <= PageEntry::kFew &&
      Tables.at(Table).Records == 0)
    dropTable();
  if (!Entry->Named[0])
    dropEntry();
}

} // namespace dmasan
