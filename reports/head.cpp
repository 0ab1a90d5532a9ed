// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The head of a report, in either grammar.

#include "reports/text_parts.h"

namespace dmasan {

namespace {

class Head {
public:
  Head(TextBuffer &Out, const Finding &F, const RenderContext &C,
       bool HavePlace)
      : Out(Out), F(F), C(C), HavePlace(HavePlace) {}

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

private:
  void color(const char *Which) { writeColor(Out, C, Which); }

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
        Out << ", refused by an IOMMU," << (F.Size > 1 ? " in the page" : "");
      else
        (Out << " of size ").decimal(F.Size);
      Out << " at DMA address ";
      Out.hex(F.Dma);
      return;
    }
    Out << "CALL of " << (F.Function ? F.Function : "?") << " of size ";
    Out.decimal(F.Size) << " at ";
    if (F.Dma)
      Out << "DMA address ";
    Out.hex(F.Dma ? F.Dma : F.Address);
  }

  TextBuffer &Out;
  const Finding &F;
  const RenderContext &C;
  bool HavePlace;
};

} // namespace

void writeHead(TextBuffer &Out, const Finding &F, const RenderContext &C,
               bool HavePlace) {
  Head H(Out, F, C, HavePlace);
  if (C.Style == Grammar::Kernel)
    H.kernelHead();
  else
    H.hostedHead();
  writeColor(Out, C, kPlain);
}

} // namespace dmasan
