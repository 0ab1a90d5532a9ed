// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/dmasan/guest_log.h"
#include "tools/dmasan/report/json_text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <map>

using namespace llvm;

namespace dmasan::tool {

namespace {

/// The text after Mark in Line, or nothing.
std::optional<StringRef> after(StringRef Line, StringRef Mark) {
  size_t At = Line.find(Mark);
  if (At == StringRef::npos)
    return std::nullopt;
  return Line.substr(At + Mark.size());
}

} // namespace

GuestLog readGuestLog(StringRef Text, ArrayRef<std::string> Known) {
  GuestLog Log;
  std::map<unsigned, std::string> Pieces;
  SmallVector<StringRef> Lines;
  Text.split(Lines, '\n', -1, false);
  for (StringRef Line : Lines) {
    Line = Line.rtrim("\r");
    if (auto Rest = after(Line, "dmasan-guest: exit ")) {
      int Status;
      if (!Rest->getAsInteger(10, Status))
        Log.Exit = Status;
    }
    bool IsKnown =
        any_of(Known, [&](StringRef Part) { return Line.contains(Part); });
    for (StringRef Sign :
         {"Kernel panic", "WARNING: CPU", "BUG: unable to handle",
          "Oops:", "general protection fault", "dmasan-guest: cannot",
          "dmasan.ko cannot be unloaded", "soft lockup"})
      if (Log.Failure.empty() && !IsKnown && Line.contains(Sign))
        Log.Failure = Line.str();
    auto Rest = after(Line, "dmasan-json ");
    if (!Rest)
      continue;
    unsigned Number, Part;
    auto [Head, Body] = Rest->split(": ");
    bool Last = Head.consume_back("$");
    auto [First, Second] = Head.split('.');
    if (First.getAsInteger(10, Number) || Second.getAsInteger(10, Part))
      continue;
    Pieces[Number] += Body;
    if (!Last)
      continue;
    auto Value = parseJson(Pieces[Number]);
    if (Value.is_discarded())
      Log.Failure =
          "finding " + std::to_string(Number) + " is damaged in the log";
    else
      Log.Findings.push_back(std::move(Value));
    Pieces.erase(Number);
  }
  if (!Pieces.empty() && Log.Failure.empty())
    Log.Failure = "the log ends within a finding";
  return Log;
}

} // namespace dmasan::tool
