// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan explain KIND: the rule behind a kind of finding, for a developer who
// has one in front of them.

#include "reports/kinds.h"
#include "tools/dmasan/kind_help.h"
#include "tools/dmasan/subcommands.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace dmasan::tool {

static cl::list<std::string> Names(cl::Positional, cl::OneOrMore,
                                   cl::desc("<kind>..."),
                                   cl::sub(commandExplain()));

static const KindInfo *findKind(StringRef Name) {
  for (const KindInfo &Info : kKinds)
    if (Name == Info.Name)
      return &Info;
  return nullptr;
}

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

static void explain(const KindInfo &Info, raw_ostream &Out) {
  const KindHelp &Help = kKindHelp[size_t(&Info - kKinds)];
  Out << Info.Name << "  (" << name(Info.DefaultSeverity) << ", family "
      << StringRef(Info.Family).lower() << ")\n\n"
      << "  Rule:    " << Info.Rule << '\n'
      << "  Harm:    " << Help.Harm << '\n'
      << "  Mending: " << Help.Mending << '\n'
      << "  Source:  " << Info.Source << '\n';
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
