// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of a report: what and where, one sentence, the stacks, the mapping,
// its history, the other party, the memory, the shadow, the fix, the footer.

#include "reports/advice.h"
#include "reports/text_parts.h"

namespace dmasan {

namespace {

class Report {
public:
  Report(TextBuffer &Out, const Finding &F, const RenderContext &C)
      : Out(Out), F(F), C(C) {}

  void write() {
    HavePlace = findPlace(F, C);
    rule();
    writeHead(Out, F, C, HavePlace);
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
    color(kPlain);
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
  void color(const char *Which) { writeColor(Out, C, Which); }
  void rule() { Out.repeat('=', 65) << '\n'; }

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
      writeFileLine(Out, Where);
    } else if (!Where.Module.empty()) {
      Out << " (" << Where.Module << '+';
      Out.hex(Where.Offset) << ')';
    }
    Out << '\n';
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
    color(kPlain);
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
    color(kPlain);
  }

  TextBuffer &Out;
  const Finding &F;
  const RenderContext &C;
  bool HavePlace = false;
};

} // namespace

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
