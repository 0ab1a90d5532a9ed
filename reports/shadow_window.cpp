// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pictures of memory: the shadow around the accused line, and the bytes of the
// hazard line with their owners.

#include "reports/text_parts.h"
#include "shadow/encoding.h"

namespace dmasan {

namespace {

struct ReasonText {
  char Letter;
  const char *Text;
};
constexpr ReasonText kReasons[] = {
#define DMASAN_LINE_REASON(Id, Value, Traps, Letter, Text) {Letter, Text},
#include "shadow/line_reasons.def"
};

constexpr size_t kLinesPerRow = 8;

bool inRange(uintptr_t Address, CpuRange Range) {
  return Address - Range.Begin < Range.Size;
}

/// Who a byte of the hazard line belongs to.
char ownerOf(uintptr_t Address, const Finding &F) {
  if (F.Address && inRange(Address, {F.Address, F.Size ? F.Size : 1}) &&
      (F.IsAccess || !F.Function))
    return 'X';
  bool InMapping = F.Mapping.Id && inRange(Address, F.Mapping.Cpu);
  bool InOther = F.Other.Id && inRange(Address, F.Other.Cpu);
  if (InMapping && InOther)
    return 'B';
  if (InMapping)
    return 'M';
  if (InOther)
    return 'O';
  return inRange(Address, F.Origin.Object) ? 'd' : '.';
}

} // namespace

void writeShadowWindow(TextBuffer &Out, const Finding &F) {
  Out << "\n  Shadow, one letter for ";
  Out.decimal(uint64_t(kLineSize)) << " bytes, around the accused line:\n";
  uintptr_t Accused = F.Address & ~(kLineSize - 1);
  uint32_t Used = 0;
  for (size_t Row = 0; Row < kShadowWindow; Row += kLinesPerRow) {
    uintptr_t RowBegin = F.WindowBegin + Row * kLineSize;
    bool Here = Accused - RowBegin < kLinesPerRow * kLineSize;
    Out << (Here ? "  =>" : "    ");
    Out.hex(RowBegin, 12) << ':';
    for (size_t I = Row; I != Row + kLinesPerRow && I != kShadowWindow; ++I) {
      auto Reason = size_t(ShadowByte(F.Window[I]).reason());
      bool IsAccused = F.WindowBegin + I * kLineSize == Accused;
      Used |= 1u << Reason;
      bool AfterAccused =
          I != Row && F.WindowBegin + (I - 1) * kLineSize == Accused;
      Out << (IsAccused      ? '['
              : AfterAccused ? ']'
                             : ' ')
          << kReasons[Reason].Letter;
      if (IsAccused && (I + 1 == Row + kLinesPerRow || I + 1 == kShadowWindow))
        Out << ']';
    }
    Out << '\n';
  }
  Out << "  Legend:";
  for (size_t I = 0; I != sizeof(kReasons) / sizeof(kReasons[0]); ++I)
    if (Used & 1u << I)
      Out << "\n    " << kReasons[I].Letter << "  " << kReasons[I].Text;
  Out << '\n';
}

void writeHazardLine(TextBuffer &Out, const Finding &F) {
  if (!F.HazardLine || !F.Address || !F.Mapping.Id)
    return;
  uintptr_t Begin = F.Address & ~uintptr_t(F.HazardLine - 1);
  Out << "\n  Cache line of ";
  Out.decimal(uint64_t(F.HazardLine)) << " bytes at ";
  Out.hex(Begin, 12) << ", one character a byte:\n";
  uint32_t Used = 0;
  constexpr uint32_t kPerRow = 64;
  static constexpr StringRef kLetters = "XMOBd";
  for (uint32_t Row = 0; Row < F.HazardLine; Row += kPerRow) {
    Out << "    |";
    for (uint32_t I = Row; I != Row + kPerRow && I != F.HazardLine; ++I) {
      char Letter = ownerOf(Begin + I, F);
      Out << Letter;
      if (size_t At = kLetters.find(Letter); At != kLetters.size())
        Used |= 1u << At;
    }
    Out << "|\n";
  }
  static constexpr const char *kTexts[] = {
      "X accused", "M this mapping", "O the other mapping", "B both mappings",
      "d other data of the object"};
  const char *Between = "    ";
  for (size_t I = 0; I != kLetters.size(); ++I)
    if (Used & 1u << I) {
      Out << Between << kTexts[I];
      Between = ", ";
    }
  Out << '\n';
}

} // namespace dmasan
