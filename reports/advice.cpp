// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Placeholders are looked up in one table of name and writer.

#include "reports/advice.h"

#include "dmasan/interface.h"

namespace dmasan {

namespace {

struct Entry {
  Kind Id;
  Advice Text;
};
constexpr Entry kAdvice[] = {
#define DMASAN_ADVICE(Id, Sentence, Fix) {Kind::Id, {Sentence, Fix}},
#include "reports/advice.def"
};
constexpr bool inOrderOfKinds() {
  for (size_t I = 0; I != sizeof(kAdvice) / sizeof(kAdvice[0]); ++I)
    if (size_t(kAdvice[I].Id) != I)
      return false;
  return sizeof(kAdvice) / sizeof(kAdvice[0]) == kKindCount;
}
static_assert(inOrderOfKinds(), "advice.def follows kinds.def line by line");

void text(TextBuffer &Out, const char *Text, const char *Otherwise) {
  Out << (Text && Text[0] ? Text : Otherwise);
}

uint64_t pastObject(const Finding &F) {
  uint64_t End = F.Address + F.Size;
  uint64_t ObjectEnd = F.Origin.Object.Begin + F.Origin.Object.Size;
  return End > ObjectEnd ? End - ObjectEnd : 0;
}

/// The mapping, or what the call itself said where there is none.
MappingInfo subject(const Finding &F) {
  MappingInfo M = {};
  if (F.Mapping.Id) {
    __builtin_memcpy(&M, &F.Mapping, sizeof(M));
    return M;
  }
  M.Api = F.Api;
  M.Direction = F.Direction;
  M.Cpu = {F.Address, F.Size};
  M.Dma = F.Dma;
  return M;
}

using Writer = void (*)(TextBuffer &Out, const Finding &F);
struct Placeholder {
  const char *Name;
  Writer Write;
};
#define WRITER(Expression) [](TextBuffer &Out, const Finding &F) { Expression; }
constexpr Placeholder kPlaceholders[] = {
    {"address", WRITER(Out.hex(F.Address))},
    {"dma", WRITER(Out.hex(F.Dma))},
    {"size", WRITER(Out.decimal(F.Size))},
    {"offset", WRITER(Out.decimal(F.Offset))},
    {"end", WRITER(Out.decimal(F.Offset + int64_t(F.Size)))},
    {"device", WRITER(text(Out, F.DeviceName, "?"))},
    {"driver", WRITER(text(Out, F.DriverName, "?"))},
    {"function", WRITER(text(Out, F.Function, "The call"))},
    {"direction", WRITER(writeDirection(Out, F.Direction))},
    {"count", WRITER(Out.decimal(F.Count ? F.Count : 1))},
    {"line", WRITER(Out.decimal(uint64_t(F.HazardLine)))},
    {"expected", WRITER(Out.decimal(F.Expected))},
    {"expected.hex", WRITER(Out.hex(F.Expected))},
    {"expected.direction", WRITER(writeDirection(Out, F.Expected))},
    {"expected.api", WRITER(Out << apiName(F.Expected))},
    {"actual", WRITER(Out.decimal(F.Actual))},
    {"actual.hex", WRITER(Out.hex(F.Actual))},
    {"actual.direction", WRITER(writeDirection(Out, F.Actual))},
    {"actual.api", WRITER(Out << apiName(F.Actual))},
    {"map.cpu", WRITER(Out.hex(subject(F).Cpu.Begin))},
    {"map.dma", WRITER(Out.hex(subject(F).Dma))},
    {"map.size", WRITER(Out.decimal(subject(F).Cpu.Size))},
    {"map.direction", WRITER(writeDirection(Out, subject(F).Direction))},
    {"map.api", WRITER(Out << apiName(subject(F).Api))},
    {"map.end", WRITER(Out.hex(subject(F).Cpu.Begin + subject(F).Cpu.Size))},
    {"other.cpu", WRITER(Out.hex(F.Other.Cpu.Begin))},
    {"other.dma", WRITER(Out.hex(F.Other.Dma))},
    {"other.size", WRITER(Out.decimal(F.Other.Cpu.Size))},
    {"other.direction", WRITER(writeDirection(Out, F.Other.Direction))},
    {"object.begin", WRITER(Out.hex(F.Origin.Object.Begin))},
    {"object.size", WRITER(Out.decimal(F.Origin.Object.Size))},
    {"object.past", WRITER(Out.decimal(pastObject(F)))},
    {"call.map", WRITER(MappingInfo M = subject(F);
                        writeCall(Out, CallKind::Map, M, 0, M.Cpu.Size))},
    {"call.unmap", WRITER(MappingInfo M = subject(F);
                          writeCall(Out, CallKind::Unmap, M, 0, M.Cpu.Size))},
    {"call.free", WRITER(MappingInfo M = subject(F);
                         writeCall(Out, CallKind::Unmap, M, 0, M.Cpu.Size))},
    {"call.test", WRITER(writeCall(Out, CallKind::Test, subject(F), 0, 0))},
    {"call.other_for_cpu", WRITER(writeCall(Out, CallKind::SyncForCpu, F.Other,
                                            0, F.Other.Cpu.Size))},
    {"call.sync_for_cpu",
     WRITER(MappingInfo M = subject(F);
            writeCall(Out, CallKind::SyncForCpu, M, 0, M.Cpu.Size))},
    {"call.sync_for_device",
     WRITER(MappingInfo M = subject(F);
            writeCall(Out, CallKind::SyncForDevice, M, 0, M.Cpu.Size))},
    {"call.range_for_cpu",
     WRITER(writeCall(Out, CallKind::SyncForCpu, subject(F), uint64_t(F.Offset),
                      F.Size))},
    {"call.range_for_device",
     WRITER(writeCall(Out, CallKind::SyncForDevice, subject(F),
                      uint64_t(F.Offset), F.Size))},
};
#undef WRITER

} // namespace

const Advice &adviceOf(Kind K) { return kAdvice[size_t(K)].Text; }

bool expandTemplate(TextBuffer &Out, StringRef Template, const Finding &F) {
  bool AllKnown = true;
  while (!Template.empty()) {
    size_t Open = Template.find('{');
    Out << Template.take(Open);
    Template = Template.drop(Open);
    if (Template.empty())
      break;
    size_t Close = Template.find('}');
    StringRef Name = Template.drop(1).take(Close - 1);
    const Placeholder *Found = nullptr;
    for (const Placeholder &P : kPlaceholders)
      if (Name == P.Name)
        Found = &P;
    if (Found)
      Found->Write(Out, F);
    else
      Out << Template.take(Close + 1);
    AllKnown &= Found != nullptr;
    Template = Template.drop(Close + 1);
  }
  return AllKnown;
}

void writeTime(TextBuffer &Out, uint64_t Ns) {
  static constexpr const char *kUnits[] = {" ns", " us", " ms", " s"};
  unsigned Unit = 0;
  for (; Unit != 3 && Ns >= 1000; ++Unit)
    Ns /= 1000;
  Out.decimal(Ns) << kUnits[Unit];
}

/// A refused access, told by what became of the address.
static void writeRefusal(TextBuffer &Out, const Finding &F) {
  Out << "An IOMMU refused the device a " << (F.IsWrite ? "write" : "read")
      << (F.Size > 1 ? " in the page" : "") << " at DMA address ";
  Out.hex(F.Dma);
  const char *Known = ", of which no mapping is known.";
  if (F.What == Kind::DeviceActiveAtShutdown)
    Known = ", and it should have been quiet.";
  else if (F.What == Kind::MappingErrorUsed)
    Known = ", which a mapping that failed has.";
  else if (F.What == Kind::DeviceUseAfterUnmap)
    Known = ", where the call above has unmapped {map.size} bytes";
  else if (F.What == Kind::DeviceWrongDirection)
    Known = ", where {map.size} bytes are mapped {map.direction}.";
  else if (F.What == Kind::DeviceOutOfBounds)
    Known = ", right behind the {map.size} bytes mapped at {map.dma}.";
  expandTemplate(Out, Known, F);
  if (F.What != Kind::DeviceUseAfterUnmap)
    return;
  if (F.Mapping.EndedNs) {
    Out << ' ';
    writeTime(Out, F.Mapping.EndedNs);
    Out << " before";
  }
  Out << '.';
}

void writeSentence(TextBuffer &Out, const Finding &F) {
  if (F.Refused)
    return writeRefusal(Out, F);
  expandTemplate(Out, adviceOf(F.What).Sentence, F);
}
void writeFix(TextBuffer &Out, const Finding &F) {
  expandTemplate(Out, adviceOf(F.What).Fix, F);
}

} // namespace dmasan
