// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan kinds, dmasan options: the catalogues, as text for people or as JSON,
// which tools/docs makes pages of.

#include "reports/kinds.h"
#include "tools/dmasan/kind_help.h"
#include "tools/dmasan/option_list.h"
#include "tools/dmasan/subcommands.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

#include <nlohmann/json.hpp>

using namespace llvm;

namespace dmasan::tool {

enum class ListFormat { Text, Json };

static cl::opt<ListFormat>
    Format("format", cl::desc("form of the output"),
           cl::value_desc("text|json"), cl::init(ListFormat::Text),
           cl::values(clEnumValN(ListFormat::Text, "text", "columns (default)"),
                      clEnumValN(ListFormat::Json, "json",
                                 "an array with one object a row")),
           cl::sub(commandKinds()), cl::sub(commandOptions()));

using Json = nlohmann::ordered_json;

static void print(const Json &Rows) { outs() << Rows.dump(2) << '\n'; }

static void kindsAsJson() {
  Json Rows = Json::array();
  for (size_t I = 0; I < kKindCount; ++I) {
    const KindInfo &Info = kKinds[I];
    const KindHelp &Help = kKindHelp[I];
    Rows.push_back({{"kind", Info.Name},
                    {"family", StringRef(Info.Family).lower()},
                    {"severity", name(Info.DefaultSeverity)},
                    {"rule", Info.Rule},
                    {"source", Info.Source},
                    {"meaning", Help.Meaning},
                    {"cause", Help.Cause},
                    {"harm", Help.Harm},
                    {"mending", Help.Mending}});
  }
  print(Rows);
}

int runKinds() {
  if (Format == ListFormat::Json) {
    kindsAsJson();
    return kExitClean;
  }
  for (const KindInfo &Info : kKinds)
    outs() << left_justify(Info.Name, 28)
           << left_justify(name(Info.DefaultSeverity), 13) << Info.Rule << '\n';
  return kExitClean;
}

int runOptions() {
  if (Format == ListFormat::Json) {
    Json Rows = Json::array();
    for (const OptionRow &Row : optionRows())
      Rows.push_back({{"option", Row.Name},
                      {"default", Row.Default},
                      {"values", Row.Values},
                      {"hosts", StringRef(Row.Hosts).lower()},
                      {"help", Row.Help}});
    print(Rows);
    return kExitClean;
  }
  for (const OptionRow &Row : optionRows())
    outs() << left_justify(Row.Name + "=" + Row.Default, 30) << Row.Help << " ("
           << Row.Values << "; " << StringRef(Row.Hosts).lower() << ")\n";
  return kExitClean;
}

} // namespace dmasan::tool
