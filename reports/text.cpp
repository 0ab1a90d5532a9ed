// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of a report: what and where, one sentence, the stacks, the mapping,
// its history, the other party, the memory, the shadow, the fix, the footer.

#include "reports/text.h"

#include "reports/advice.h"

namespace dmasan {

namespace {

constexpr const char *kRed = "\033[1;31m";
constexpr const char *kBlue = "\033[1;34m";
constexpr const char *kGreen = "\033[1;32m";
constexpr const char *kPlain = "\033[0m";

class Report {
public:
  Report(TextBuffer &Out, const Finding &F, const RenderContext &C)
      : Out(Out), F(F), C(C) {}

  void write() {
    HavePlace = findPlace(F, C);
    rule();
    if (C.Style == Grammar::Kernel)
      kernelHead();
    else
      hostedHead();
    color(nullptr);
    stack(F.Stack);
    Out << "\n  ";
    writeSentence(Out, F);
    Out << "\n  Rule: " << info(F.What).Rule << " (" << info(F.What).Source
        << ")\n";
    severity();
    places();
    parties();
    memory();
    if (F.WindowBegin)
      writeShadowWindow(Out, F);
    writeHazardLine(Out, F);
    Out << "\n  ";
    color(kGreen);
    Out << "Fix: ";
    color(nullptr);
    writeFix(Out, F);
    Out << '\n';
    footer();
    summary();
  }

  void live() {
    Out << "  ";
    Out.decimal(F.Count) << (F.Count == 1 ? " mapping, " : " mappings, ");
    Out.decimal(F.Size) << " bytes; the first is mapping ";
    writeMappingCard(Out, F, F.Mapping);
    stackUnder("made here:", F.Mapping.MapStack);
    Out << '\n';
  }

  void describe() {
    Out << "DMASanitizer: address ";
    Out.hex(F.Address, 12);
    if (F.Mapping.Id) {
      Out << " is byte ";
      Out.decimal(F.Offset) << " of mapping ";
      Out.decimal(F.Mapping.Id);
    } else {
      Out << " is not mapped for any device";
    }
    Out << '\n';
    parties();
    memory();
    writeShadowWindow(Out, F);
    writeHazardLine(Out, F);
    footer();
  }

private:
  void color(const char *Which) {
    if (C.Color)
      Out << (Which ? Which : kPlain);
  }

  void rule() { Out.repeat('=', 65) << '\n'; }

  void hostedHead() {
    color(kRed);
    Out << "==";
    Out.decimal(uint64_t(C.Process))
        << "==ERROR: DMASanitizer: " << info(F.What).Name;
    if (F.Address || !F.Dma)
      Out << " on address ";
    else
      Out << " on DMA address ";
    Out.hex(F.Address || !F.Dma ? F.Address : F.Dma, 12) << " at pc ";
    Out.hex(HavePlace ? C.Scratch->Place.Pc : F.Pc, 12) << '\n';
    color(kBlue);
    if (F.IsAccess) {
      Out << (F.IsWrite ? "WRITE" : "READ") << " of size ";
      Out.decimal(F.Size) << " at ";
      Out.hex(F.Address, 12);
    } else {
      call();
    }
    Out << " thread T";
    Out.decimal(uint64_t(F.Thread)) << '\n';
  }

  /// An access by the device, or a call with what it was given.
  void call() {
    if (F.What == Kind::MappingLeak) {
      Out << "LEAK of size ";
      Out.decimal(F.Size) << " at DMA address ";
      Out.hex(F.Mapping.Dma);
      return;
    }
    if (F.ByDevice) {
      Out << "DEVICE " << (F.IsWrite ? "WRITE" : "READ");
      if (F.Refused)
        Out << ", refused by an IOMMU,";
      else
        (Out << " of size ").decimal(F.Size);
      Out << (F.Refused && F.Size > 1 ? " in the page" : "")
          << " at DMA address ";
      Out.hex(F.Dma);
      return;
    }
    Out << "CALL of " << (F.Function ? F.Function : "?") << " of size ";
    Out.decimal(F.Size) << " at ";
    if (F.Dma)
      Out << "DMA address ";
    Out.hex(F.Dma ? F.Dma : F.Address);
  }

  void kernelHead() {
    Out << "BUG: DMASAN: " << info(F.What).Name << " in ";
    if (HavePlace)
      writeKernelPlace(Out, C.Scratch->Place);
    else
      Out.hex(F.Pc);
    Out << '\n';
    if (F.IsAccess) {
      Out << (F.IsWrite ? "Write" : "Read") << " of size ";
      Out.decimal(F.Size) << " at addr ";
      Out.hexDigits(F.Address, 2 * sizeof(uintptr_t));
    } else {
      call();
    }
    if (!F.Refused) { // the interrupt comes to anybody
      Out << " by task " << C.TaskName << '/';
      Out.decimal(uint64_t(F.Thread));
    }
    Out << '\n';
  }

  void frame(const Frame &Where, unsigned Index) {
    if (C.Style == Grammar::Kernel) {
      Out << "  ";
      writeKernelPlace(Out, Where);
      Out << '\n';
      return;
    }
    Out << "    #";
    Out.decimal(uint64_t(Index)) << ' ';
    Out.hex(Where.Pc, 12);
    if (!Where.Function.empty())
      Out << " in " << Where.Function;
    if (!Where.File.empty()) {
      Out << ' ';
      fileLine(Where);
    } else if (!Where.Module.empty()) {
      Out << " (" << Where.Module << '+';
      Out.hex(Where.Offset) << ')';
    }
    Out << '\n';
  }

  void fileLine(const Frame &Where) {
    Out << Where.File;
    if (Where.Line) {
      Out << ':';
      Out.decimal(uint64_t(Where.Line));
    }
    if (Where.Line && Where.Column) {
      Out << ':';
      Out.decimal(uint64_t(Where.Column));
    }
  }

  void stack(StackId Stack) {
    if (!Stack) {
      Out << "    (stack not kept)\n";
      return;
    }
    visitStack(Stack, F.Function, C.Resolve, *C.Scratch, this,
               [](void *Self, const Frame &Where, unsigned Index) {
                 static_cast<Report *>(Self)->frame(Where, Index);
                 return true;
               });
  }

  void stackUnder(const char *Title, StackId Stack) {
    if (!Stack)
      return;
    Out << '\n';
    color(kBlue);
    Out << "  " << Title << '\n';
    color(nullptr);
    stack(Stack);
  }

  void severity() {
    Out << "  Severity: " << name(F.Sev);
    if (F.What == Kind::MissingWriteBarrier ||
        F.What == Kind::MissingReadBarrier)
      Out << " (corrupts where the CPU reorders accesses)";
    else if (F.Sev == Severity::Portability)
      Out << " (corrupts where devices do not snoop the caches, or cache lines "
             "are longer)";
    Out << '\n';
  }

  void places() {
    if (F.SecondStack == F.Stack || F.SecondStack == F.Mapping.MapStack)
      return;
    switch (F.What) {
    case Kind::MissingSyncForDevice:
    case Kind::LostWriteAtUnmap:
      return stackUnder("written by the CPU here:", F.SecondStack);
    case Kind::MappingLeak:
      return stackUnder("noticed here:", F.SecondStack);
    default:
      return stackUnder("the other place:", F.SecondStack);
    }
  }

  void parties() {
    if (F.Mapping.Id) {
      Out << "\n  Mapping ";
      writeMappingCard(Out, F, F.Mapping);
      if (F.Mapping.MapStack != F.Stack)
        stackUnder(F.Mapping.Coherent ? "allocated here:" : "mapped here:",
                   F.Mapping.MapStack);
      // What reports a leak also takes the mapping away.
      if (F.What != Kind::MappingLeak && F.Mapping.UnmapStack != F.Stack)
        stackUnder("unmapped here:", F.Mapping.UnmapStack);
      history(F.Mapping);
    }
    if (F.Other.Id) {
      Out << "\n  Other party: mapping ";
      writeMappingCard(Out, F, F.Other);
      stackUnder("the other one was mapped here:", F.Other.MapStack);
    }
  }

  void history(const MappingInfo &M) {
    for (const Handover &H : M.History) {
      if (H.Kind == HandoverKind::None || H.Kind == HandoverKind::Map)
        continue;
      Out << "\n  earlier (event ";
      Out.decimal(H.Sequence) << "): " << handoverName(H.Kind) << " of bytes ";
      Out.decimal(H.Offset) << " to ";
      Out.decimal(H.Offset + H.Size) << " by thread T";
      Out.decimal(uint64_t(H.Thread)) << '\n';
      if (H.Stack && !(F.Refused && H.Stack == F.Stack))
        stack(H.Stack);
    }
  }

  void memory() {
    static constexpr const char *kNames[] = {"",
                                             "heap object",
                                             "freed heap object",
                                             "stack",
                                             "global data",
                                             "constant data",
                                             "text",
                                             "vmalloc area",
                                             "user memory",
                                             "MMIO",
                                             "second address of memory",
                                             "pages",
                                             "no memory"};
    static_assert(sizeof(kNames) / sizeof(kNames[0]) ==
                  size_t(OriginKind::Invalid) + 1);
    const OriginInfo &Origin = F.Origin;
    if (Origin.Kind == OriginKind::Unknown)
      return;
    Out << "\n  Memory: " << kNames[size_t(Origin.Kind)];
    if (Origin.Object.Size) {
      Out << " of ";
      Out.decimal(Origin.Object.Size) << " bytes at ";
      Out.hex(Origin.Object.Begin);
    }
    Out << '\n';
    stackUnder("allocated here:", Origin.AllocStack);
    stackUnder("freed here:", Origin.FreeStack);
  }

  void footer() {
    bool Any = F.LastOfMapping;
    if (Any) {
      Out << "\n  DMASan: other places that do this to mapping ";
      Out.decimal(F.Mapping.Id)
          << " are counted, not reported (mapping_limit)\n";
    }
    for (size_t I = 0; I != C.FooterCount; ++I) {
      if (!C.Footer[I].Count)
        continue;
      Out << (Any ? "" : "\n") << "  DMASan: ";
      Out.decimal(C.Footer[I].Count) << ' ' << C.Footer[I].Text << '\n';
      Any = true;
    }
  }

  void summary() {
    if (C.Style == Grammar::Kernel)
      return rule();
    FixedText<1024> Line;
    TextBuffer &Text = Line.buffer();
    Text << "SUMMARY: DMASanitizer: " << info(F.What).Name << ' ';
    if (HavePlace)
      writePlace(Text, C.Scratch->Place);
    else
      Text.hex(F.Pc);
    Text << '\n';
    // Without room for it, the end of the report gives way.
    constexpr StringRef kCut = "\n  (report cut)\n";
    size_t Need = Text.size() + kCut.size() + 16; // and two colours
    if (Out.overflowed() || Out.room() < Need) {
      size_t Whole = Out.size() + Out.room();
      if (Out.room() < Need && Whole > Need)
        Out.truncate(Whole - Need);
      Out << kCut;
    }
    color(kRed);
    Out << Text.ref();
    color(nullptr);
  }

  TextBuffer &Out;
  const Finding &F;
  const RenderContext &C;
  bool HavePlace = false;
};

} // namespace

const char *handoverName(HandoverKind Kind) {
  switch (Kind) {
  case HandoverKind::None:
    return "none";
  case HandoverKind::Map:
    return "map";
  case HandoverKind::SyncForCpu:
    return "sync_for_cpu";
  case HandoverKind::SyncForDevice:
    return "sync_for_device";
  case HandoverKind::Unmap:
    return "unmap";
  case HandoverKind::DeviceRead:
    return "device read";
  case HandoverKind::DeviceWrite:
    return "device write";
  case HandoverKind::CpuWrite:
    return "first CPU write";
  }
  __builtin_trap();
}

void writeKernelPlace(TextBuffer &Out, const Frame &F) {
  if (F.Function.empty()) {
    Out.hex(F.Pc);
  } else {
    Out << F.Function << '+';
    Out.hex(F.Offset);
    if (F.FunctionSize) {
      Out << '/';
      Out.hex(F.FunctionSize);
    }
  }
  if (!F.Module.empty())
    Out << " [" << F.Module << ']';
}

void writePlace(TextBuffer &Out, const Frame &F) {
  if (!F.File.empty()) {
    Out << F.File;
    if (F.Line) {
      Out << ':';
      Out.decimal(uint64_t(F.Line));
      if (F.Column) {
        Out << ':';
        Out.decimal(uint64_t(F.Column));
      }
    }
  } else if (!F.Module.empty()) {
    Out << F.Module << '+';
    Out.hex(F.Offset);
  } else {
    Out.hex(F.Pc);
  }
  if (!F.Function.empty())
    Out << " in " << F.Function;
}

void writeMappingCard(TextBuffer &Out, const Finding &F, const MappingInfo &M) {
  Out.decimal(M.Id) << " of ";
  if (F.DeviceName[0])
    Out << "device '" << F.DeviceName << '\'';
  else
    Out << "a device without a name";
  if (F.DriverName[0])
    Out << " (driver '" << F.DriverName << "')";
  Out << ": " << apiName(M.Api) << ", ";
  if (M.Coherent)
    Out << "coherent";
  else
    writeDirection(Out, M.Direction);
  Out << (M.Live ? "" : ", ended") << "\n    CPU [";
  Out.hex(M.Cpu.Begin, 12) << ", ";
  Out.hex(M.Cpu.Begin + M.Cpu.Size, 12) << "), ";
  Out.decimal(M.Cpu.Size) << " bytes; DMA [";
  Out.hex(M.Dma) << ", ";
  Out.hex(M.Dma + M.Cpu.Size) << ')';
  if (M.Count) {
    Out << "; ";
    Out.decimal(M.Count) << " scatterlist entries";
  }
  if (M.Attrs) {
    Out << "; attributes ";
    Out.hex(M.Attrs);
  }
  Out << '\n';
}

void renderText(TextBuffer &Out, const Finding &F, const RenderContext &C) {
  Report(Out, F, C).write();
}

void renderLiveMappings(TextBuffer &Out, const Finding &F,
                        const RenderContext &C) {
  Report(Out, F, C).live();
}

void renderDescription(TextBuffer &Out, const Finding &F,
                       const RenderContext &C) {
  Report(Out, F, C).describe();
}

} // namespace dmasan
