// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan kinds, dmasan options: the catalogues, as text for people or as the
// Markdown that docs/ is made of.

#include "reports/kinds.h"
#include "tools/dmasan/kind_help.h"
#include "tools/dmasan/option_list.h"
#include "tools/dmasan/subcommands.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace dmasan::tool {

enum class ListFormat { Text, Markdown };

static cl::opt<ListFormat> Format(
    "format", cl::desc("form of the output:"), cl::init(ListFormat::Text),
    cl::values(clEnumValN(ListFormat::Text, "text", "columns (default)"),
               clEnumValN(ListFormat::Markdown, "markdown", "a page of docs/")),
    cl::sub(commandKinds()), cl::sub(commandOptions()));

static void kindsAsMarkdown(raw_ostream &Out) {
  Out << "# Kinds of findings\n\n"
         "Severities: *error* corrupts anywhere; *portability* corrupts on "
         "non-coherent or longer-line machines;\n*performance* and *style* "
         "cost time or clarity (shown with `report_from=`).\n"
         "`dmasan explain KIND` prints one entry.\n";
  StringRef Family;
  for (size_t I = 0; I < kKindCount; ++I) {
    const KindInfo &Info = kKinds[I];
    if (Family != Info.Family) {
      Family = Info.Family;
      Out << "\n## " << Family << '\n';
    }
    Out << "\n### " << Info.Name << "\n\n*" << name(Info.DefaultSeverity)
        << "* — " << Info.Rule << "\n\n- Harm: " << kKindHelp[I].Harm
        << "\n- Mending: " << kKindHelp[I].Mending
        << "\n- Source: " << Info.Source << '\n';
  }
}

int runKinds() {
  if (Format == ListFormat::Markdown) {
    kindsAsMarkdown(outs());
    return kExitClean;
  }
  for (const KindInfo &Info : kKinds)
    outs() << left_justify(Info.Name, 28)
           << left_justify(name(Info.DefaultSeverity), 13) << Info.Rule << '\n';
  return kExitClean;
}

static void optionsAsMarkdown(raw_ostream &Out) {
  Out << "# Run-time options\n\n"
         "Hosted: `DMASAN_OPTIONS=name=value:name=value`, or a function "
         "`__dmasan_default_options()` in the program.\nKernel: parameters of "
         "`dmasan.ko` of the same names. `dmasan options` prints this list.\n\n"
         "| option | default | values | where | what "
         "|\n|---|---|---|---|---|\n";
  for (const OptionRow &Row : optionRows()) {
    std::string Values = Row.Values;
    // A bar would end the column.
    for (size_t At = 0; (At = Values.find('|', At)) != std::string::npos;
         At += 2)
      Values.replace(At, 1, ", ");
    Out << "| `" << Row.Name << "` | "
        << (Row.Default.empty() ? "" : "`" + Row.Default + "`") << " | "
        << Values << " | " << StringRef(Row.Hosts).lower() << " | " << Row.Help
        << " |\n";
  }
}

int runOptions() {
  if (Format == ListFormat::Markdown) {
    optionsAsMarkdown(outs());
    return kExitClean;
  }
  for (const OptionRow &Row : optionRows())
    outs() << left_justify(Row.Name + "=" + Row.Default, 30) << Row.Help << " ("
           << Row.Values << "; " << StringRef(Row.Hosts).lower() << ")\n";
  return kExitClean;
}

} // namespace dmasan::tool
