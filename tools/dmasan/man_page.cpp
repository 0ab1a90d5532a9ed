// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan man PAGE: the manual pages dmasan(1) and dmasan-clang(1) in man(7)'s
// macros, made of what the programs' --help and the run-time options are made
// of. Only what no table says is written here.

#include "tools/dmasan/option_list.h"
#include "tools/dmasan/subcommands.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <map>

using namespace llvm;

namespace dmasan::tool {

static cl::opt<std::string> Page(cl::Positional, cl::Required,
                                 cl::desc("<dmasan|dmasan-clang>"),
                                 cl::sub(commandMan()));

/// Text as troff prints it: no escapes, and no line that is a request.
static std::string roff(StringRef Text) {
  std::string Out;
  bool LineStart = true;
  for (char C : Text) {
    if (LineStart && (C == '.' || C == '\''))
      Out += "\\&";
    if (C == '\\')
      Out += "\\e";
    else if (C == '-')
      Out += "\\-";
    else if (C == '|')
      Out += "|\\:"; // a line may break here
    else
      Out += C;
    LineStart = C == '\n';
  }
  return Out;
}

static void section(StringRef Title) { outs() << ".SH " << Title << '\n'; }

/// A term and what it means.
static void item(const Twine &Term, StringRef Text) {
  outs() << ".TP\n.B " << roff(Term.str()) << '\n' << roff(Text) << '\n';
}

static void head(StringRef Name, StringRef Summary) {
  outs() << ".TH " << Name.upper() << " 1 \"\" \"DMASan " DMASAN_VERSION
         << "\" \"DMASan\"\n.ad l\n.nh\n";
  section("NAME");
  outs() << roff(Name) << " \\- " << Summary << '\n';
  section("SYNOPSIS");
}

static void see(StringRef Other) {
  section("SEE ALSO");
  outs() << ".BR " << roff(Other) << " (1),\n.BR clang (1)\n";
}

static void subcommand(cl::SubCommand &Command, StringRef Summary) {
  outs() << ".SS " << roff(Command.getName());
  for (const cl::Option *Argument : Command.PositionalOpts)
    outs() << ' ' << roff(Argument->HelpStr);
  outs() << '\n' << roff(Summary) << ".\n";
  std::map<StringRef, const cl::Option *> Sorted;
  for (const auto &Entry : Command.OptionsMap)
    if (Entry.second->getOptionHiddenFlag() == cl::NotHidden)
      Sorted[Entry.first()] = Entry.second;
  for (auto [Name, Option] : Sorted) {
    if (Name.starts_with("help") || Name == "version")
      continue;
    StringRef Value = Option->ValueStr;
    item("--" + Name + (Value.empty() ? "" : "=" + Value), Option->HelpStr);
  }
}

static void programPage() {
  head("dmasan", "explain, list, drive and report for DMASan");
  outs() << ".B dmasan\n.I subcommand\n.RI [ options ]\n";
  section("DESCRIPTION");
  outs() << roff(kOverview);
  section("SUBCOMMANDS");
#define DMASAN_SUBCOMMAND(Id, Name, Summary) subcommand(command##Id(), Summary);
#include "tools/dmasan/subcommands.def"
  section("EXIT STATUS");
  item("0", "Nothing was found.");
  item("1", "There are findings, or the command could not do its work.");
  item("2", "The command line or an input is wrong.");
  see("dmasan-clang");
}

static void compilerPage() {
  head("dmasan-clang", "clang that checks how a program uses DMA");
  outs() << ".B dmasan\\-clang\n.RI [ options ]\n.I file ...\n.br\n"
            ".B dmasan\\-clang++\n.RI [ options ]\n.I file ...\n";
  section("DESCRIPTION");
  outs() << "A drop\\-in\n.BR clang .\nWith\n.B \\-fsanitize=dma\n"
            "it instruments loads, stores and calls of DMA interfaces and "
            "links the runtime with its simulated bus.\n"
            "In a kernel module's build (CC=dmasan\\-clang) the flag is on by "
            "itself, and flags of "
            "kernels that GCC built are translated.\n";
  section("OPTIONS");
  outs() << "All of clang's, and\n";
#define DMASAN_FLAG(Spelling, Help) item(Spelling, Help);
#include "tools/clang_driver/flags.def"
  section("ENVIRONMENT");
#define DMASAN_FLAG_ENVIRONMENT(Name, Help) item(Name, Help);
#include "tools/clang_driver/flags.def"
  item("DMASAN_OPTIONS",
       "run-time options of the program that was built, name=value, with "
       "colons between them. A kernel takes them as parameters of dmasan.ko.");
  section("RUN\\-TIME OPTIONS");
  for (const OptionRow &Row : optionRows())
    item(Row.Name + "=" + Row.Default, Row.Help + " (" + Row.Values + "; " +
                                           StringRef(Row.Hosts).lower() + ")");
  section("EXIT STATUS");
  outs() << "clang's. A program that was built exits with 1 after findings of "
            "severity error; see\n.B fail_on\nand\n.BR exitcode .\n";
  see("dmasan");
}

int runMan() {
  if (Page == "dmasan")
    programPage();
  else if (Page == "dmasan-clang" || Page == "dmasan-clang++")
    compilerPage();
  else
    return usageError("there is no page '" + Page + "'");
  return kExitClean;
}

} // namespace dmasan::tool
