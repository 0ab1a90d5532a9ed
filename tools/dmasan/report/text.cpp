// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings as text, and as KTAP.

#include "tools/dmasan/report/formats.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace dmasan::tool {

static void frames(raw_ostream &Out, StringRef Indent, StringRef Title,
                   const std::vector<Place> &Stack) {
  if (Stack.empty())
    return;
  Out << Indent << Title << ":\n";
  for (size_t I = 0; I < Stack.size(); ++I)
    Out << Indent << "  #" << I << ' '
        << (Stack[I].Function.empty() ? "?" : Stack[I].Function) << ' '
        << Stack[I].str() << '\n';
}

static void details(raw_ostream &Out, StringRef Indent, const ReadFinding &F) {
  if (!F.Message.empty())
    Out << Indent << F.Message << '\n';
  if (!F.Fix.empty())
    Out << Indent << "Fix: " << F.Fix << '\n';
  if (!F.Device.empty())
    Out << Indent << "device " << F.Device
        << (F.Driver.empty() ? "" : ", driver " + F.Driver) << '\n';
  frames(Out, Indent, "here", F.Stack);
  frames(Out, Indent, "mapped", F.MapStack);
}

void writeText(const Findings &Found, raw_ostream &Out) {
  size_t Counts[4] = {}, Known = 0;
  for (const ReadFinding &F : Found.All) {
    ++Counts[size_t(F.Sev)];
    Known += F.Known;
    Out << F.Where.str() << ": " << name(F.Sev) << ": " << F.title();
    if (F.Known)
      Out << " (" << excuse(F) << ')';
    Out << '\n';
    details(Out, "  ", F);
    Out << '\n';
  }
  Out << Found.All.size() << (Found.All.size() == 1 ? " finding" : " findings");
  const char *Separator = ": ";
  for (Severity S : {Severity::Error, Severity::Portability,
                     Severity::Performance, Severity::Style})
    if (Counts[size_t(S)]) {
      Out << Separator << Counts[size_t(S)] << ' ' << name(S);
      Separator = ", ";
    }
  Out << "; " << Found.failing() << " failing, " << Known
      << " in the baseline, " << Found.Problems.size()
      << " lines not understood\n";
}

/// A description has no line end and no "#", which begins a directive.
static std::string description(StringRef Text) {
  std::string Out = Text.str();
  for (char &C : Out)
    if (C == '#' || static_cast<unsigned char>(C) < 0x20)
      C = ' ';
  return Out;
}

static void diagnostics(raw_ostream &Out, StringRef Text) {
  SmallVector<StringRef> Lines;
  Text.rtrim('\n').split(Lines, '\n');
  for (StringRef Line : Lines)
    Out << "# " << Line << '\n';
}

void writeKtap(const Findings &Found, raw_ostream &Out) {
  size_t Tests = Found.All.size() + Found.Problems.size(), Number = 0;
  Out << "KTAP version 1\n1.." << Tests;
  Out << (Tests ? "\n" : " # SKIP no findings\n");
  for (const ReadFinding &F : Found.All) {
    std::string Text;
    raw_string_ostream Details(Text);
    Details << F.Where.str() << ": " << name(F.Sev) << '\n';
    details(Details, "", F);
    diagnostics(Out, Text);
    Out << (F.Fails ? "not ok " : "ok ") << ++Number << ' '
        << description(F.title());
    if (!F.Fails)
      Out << " # SKIP " << excuse(F);
    Out << '\n';
  }
  for (const std::string &Problem : Found.Problems)
    Out << "not ok " << ++Number << ' ' << description(Problem) << " # ERROR\n";
}

} // namespace dmasan::tool
