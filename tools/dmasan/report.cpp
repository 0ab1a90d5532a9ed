// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dmasan report: findings of JSON lines in the form that somebody reads, and
// an exit status for CI. A line that is no finding is told with its place, all
// others count.

#include "tools/dmasan/report/formats.h"
#include "tools/dmasan/report/source_places.h"
#include "tools/dmasan/subcommands.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace dmasan::tool {

using Write = void (*)(const Findings &, raw_ostream &);
enum class Form { Text, Sarif, Junit, Ktap, Html };
static constexpr Write kWriters[] = {writeText, writeSarif, writeJunit,
                                     writeKtap, writeHtml};
enum class Bar { Error, Portability, Performance, Style, Never };

static cl::list<std::string> Inputs(cl::Positional, cl::OneOrMore,
                                    cl::desc("<file>..."),
                                    cl::sub(commandReport()));
static cl::opt<Form>
    Format("format", cl::desc("form of the output"), cl::init(Form::Text),
           cl::value_desc("text|sarif|junit|ktap|html"),
           cl::values(clEnumValN(Form::Text, "text", "paragraphs (default)"),
                      clEnumValN(Form::Sarif, "sarif", "SARIF 2.1.0"),
                      clEnumValN(Form::Junit, "junit", "JUnit XML"),
                      clEnumValN(Form::Ktap, "ktap", "KTAP version 1"),
                      clEnumValN(Form::Html, "html", "one page")),
           cl::sub(commandReport()));
static cl::opt<Bar> FailOn(
    "fail-on", cl::desc("lowest severity that makes the exit status 1"),
    cl::init(Bar::Error),
    cl::value_desc("error|portability|performance|style|never"),
    cl::values(clEnumValN(Bar::Error, "error", "corrupts anywhere (default)"),
               clEnumValN(Bar::Portability, "portability",
                          "corrupts on some machines"),
               clEnumValN(Bar::Performance, "performance", "costs time"),
               clEnumValN(Bar::Style, "style", "everything"),
               clEnumValN(Bar::Never, "never", "only problems of the input")),
    cl::sub(commandReport()));
static cl::opt<std::string>
    BaselinePath("baseline",
                 cl::desc("JSON lines of an earlier run, whose "
                          "findings do not fail this one"),
                 cl::value_desc("file"), cl::sub(commandReport()));
static cl::opt<std::string>
    OutputPath("output", cl::desc("where to write; standard output if not set"),
               cl::value_desc("file"), cl::init("-"), cl::sub(commandReport()));

static cl::list<std::string> Modules(
    "modules-from",
    cl::desc("folder of kernel modules as they were built, for the source "
             "places of findings of a kernel; repeatable"),
    cl::value_desc("folder"), cl::sub(commandReport()));

static bool readFile(StringRef Path, SourcePlaces &Places, Findings &Into) {
  auto Buffer = MemoryBuffer::getFileOrSTDIN(Path, /*IsText=*/true);
  if (!Buffer) {
    usageError("cannot read '" + Path + "': " + Buffer.getError().message());
    return false;
  }
  Into.read((*Buffer)->getBuffer(), Path == "-" ? "standard input" : Path,
            &Places);
  return true;
}

int runReport() {
  Findings Found, Baseline;
  SourcePlaces Places;
  for (const std::string &Folder : Modules)
    if (Error E = Places.addFolder(Folder))
      return usageError(toString(std::move(E)));
  for (const std::string &Path : Inputs)
    if (!readFile(Path, Places, Found))
      return kExitUsage;
  if (!BaselinePath.empty() && !readFile(BaselinePath, Places, Baseline))
    return kExitUsage;
  Found.judge(Baseline, Severity(FailOn.getValue()));
  if (FailOn == Bar::Never)
    for (ReadFinding &F : Found.All)
      F.Fails = false;

  std::error_code Error;
  raw_fd_ostream Out(OutputPath, Error, sys::fs::OF_Text);
  if (Error)
    return usageError("cannot write '" + OutputPath + "': " + Error.message());
  kWriters[size_t(Format.getValue())](Found, Out);
  for (const std::vector<std::string> *Problems :
       {&Found.Problems, &Baseline.Problems})
    for (const std::string &Problem : *Problems)
      usageError(Problem);
  if (Found.failing())
    return kExitFindings;
  return Found.Problems.empty() && Baseline.Problems.empty() ? kExitClean
                                                             : kExitUsage;
}

} // namespace dmasan::tool
