// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan explain KIND: the rule behind a kind of finding, for a developer who
// has one in front of them. An installation holds, in share/dmasan/examples,
// what the tests recorded of each kind: KIND.report, and KIND.bytes where the
// simulated cache loses data. Without these files the texts are all there is.

#include "reports/kinds.h"
#include "tools/dmasan/kind_help.h"
#include "tools/dmasan/report/findings.h"
#include "tools/dmasan/subcommands.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace dmasan::tool {

static cl::list<std::string> Names(cl::Positional, cl::OneOrMore,
                                   cl::desc("<kind>..."),
                                   cl::sub(commandExplain()));

/// The kind that was probably meant; empty when none is like it.
static StringRef nearestKind(StringRef Name) {
  StringRef Best;
  unsigned BestDistance = unsigned(Name.size()) / 3 + 2; // too far
  for (const KindInfo &Info : kKinds) {
    unsigned Distance = Name.edit_distance(Info.Name);
    if (Distance < BestDistance) {
      BestDistance = Distance;
      Best = Info.Name;
    }
  }
  return Best;
}

/// A file of share/dmasan/examples, beside this program's folder; null: none.
static std::unique_ptr<MemoryBuffer> example(const Twine &Name) {
  static int Anchor;
  SmallString<256> Path(sys::path::parent_path(
      sys::path::parent_path(sys::fs::getMainExecutable(nullptr, &Anchor))));
  sys::path::append(Path, "share", "dmasan", "examples", Name);
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  return Buffer ? std::move(*Buffer) : nullptr;
}

static void field(raw_ostream &Out, StringRef Label, StringRef Text) {
  constexpr unsigned Margin = 11, Width = 78 - Margin;
  Out << "  " << left_justify((Label + ":").str(), Margin - 2);
  while (Text.size() > Width) {
    size_t Space = Text.rfind(' ', Width + 1);
    if (Space == StringRef::npos)
      break;
    Out << Text.take_front(Space) << '\n';
    Out.indent(Margin);
    Text = Text.drop_front(Space + 1);
  }
  Out << Text << '\n';
}

static void printExample(raw_ostream &Out, StringRef Title, const Twine &Name) {
  std::unique_ptr<MemoryBuffer> Text = example(Name);
  if (!Text)
    return;
  Out << "\n  " << Title << ":\n\n";
  SmallVector<StringRef> Lines;
  Text->getBuffer().rtrim('\n').split(Lines, '\n');
  for (StringRef Line : Lines)
    Out << (Line.empty() ? "" : "    ") << Line << '\n';
}

static void explain(const KindInfo &Info, raw_ostream &Out) {
  const KindHelp &Help = kKindHelp[size_t(&Info - kKinds)];
  Out << Info.Name << "  (" << name(Info.DefaultSeverity) << ", family "
      << StringRef(Info.Family).lower() << ")\n\n";
  field(Out, "Rule", Info.Rule);
  field(Out, "Source", Info.Source);
  field(Out, "Meaning", Help.Meaning);
  field(Out, "Cause", Help.Cause);
  field(Out, "Harm", Help.Harm);
  field(Out, "Mending", Help.Mending);
  printExample(Out, "The bytes on a machine whose devices do not snoop caches",
               Twine(Info.Name) + ".bytes");
  printExample(Out, "An example", Twine(Info.Name) + ".report");
}

int runExplain() {
  bool First = true;
  for (StringRef Name : Names) {
    const KindInfo *Info = findKind(Name);
    if (!Info) {
      StringRef Nearest = nearestKind(Name);
      std::string Hint =
          Nearest.empty() ? "" : "did you mean '" + Nearest.str() + "'? ";
      return usageError("there is no kind '" + Name + "'; " + Hint +
                        "`dmasan kinds` lists all");
    }
    if (!First)
      outs() << '\n';
    First = false;
    explain(*Info, outs());
  }
  return kExitClean;
}

} // namespace dmasan::tool
