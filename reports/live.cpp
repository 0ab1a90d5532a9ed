// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A live mapping in a listing: one line of text whose fields are separated by
// blanks, or one JSON object.

#include "reports/advice.h"
#include "reports/json_writer.h"
#include "reports/text_parts.h"

namespace dmasan {

namespace {

const char *name(Owner Who) {
  switch (Who) {
  case Owner::Nobody:
    return "-";
  case Owner::Device:
    return "device";
  case Owner::Cpu:
    return "cpu";
  case Owner::CpuWritten:
    return "cpu-written";
  case Owner::Mixed:
    return "mixed";
  }
  __builtin_trap();
}

StringRef orDash(StringRef Text) { return Text.empty() ? "-" : Text; }

} // namespace

void renderLiveHead(TextBuffer &Out) {
  Out << "# device driver api direction dma cpu size owner age_ms place\n";
}

void renderLiveLine(TextBuffer &Out, const LiveMapping &L,
                    const RenderContext &C) {
  const MappingInfo &M = L.Mapping;
  Out << orDash(L.DeviceName) << ' ' << orDash(L.DriverName) << ' '
      << apiName(M.Api) << ' ';
  if (M.Coherent)
    Out << "coherent";
  else
    writeDirection(Out, M.Direction);
  Out << ' ';
  Out.hex(M.Dma) << ' ';
  Out.hex(M.Cpu.Begin) << ' ';
  Out.decimal(M.Cpu.Size) << ' ' << name(L.Who) << ' ';
  Out.decimal(L.AgeMs) << ' ';
  if (!findPlace(M.MapStack, nullptr, C.Resolve, C.PassesOn, *C.Scratch))
    Out << '-';
  else if (C.Style == Grammar::Kernel)
    writeKernelPlace(Out, C.Scratch->Place);
  else
    writePlace(Out, C.Scratch->Place);
  if (L.Excuse)
    Out << " # excused: " << L.Excuse;
  Out << '\n';
}

void renderLiveJson(TextBuffer &Out, const LiveMapping &L,
                    const RenderContext &C) {
  JsonWriter J(Out);
  J.open('{');
  J.string("device", L.DeviceName);
  J.string("driver", L.DriverName);
  J.mapping(L.Mapping);
  J.string("owner", L.Who == Owner::Nobody ? nullptr : name(L.Who));
  J.number("age_ms", L.AgeMs);
  bool HavePlace =
      findPlace(L.Mapping.MapStack, nullptr, C.Resolve, C.PassesOn, *C.Scratch);
  const Frame &Place = C.Scratch->Place;
  J.string("function", HavePlace ? Place.Function : StringRef());
  J.string("file", HavePlace ? Place.File : StringRef());
  J.number("line", HavePlace ? Place.Line : 0);
  J.string("module", HavePlace ? Place.Module : StringRef());
  J.string("excuse", L.Excuse);
  J.close('}');
}

} // namespace dmasan
