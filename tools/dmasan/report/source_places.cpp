// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/dmasan/report/source_places.h"

#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace dmasan::tool {

namespace {

std::string text(const nlohmann::json &Object, const char *Key) {
  auto Member = Object.find(Key);
  return Member != Object.end() && Member->is_string()
             ? Member->get<std::string>()
             : std::string();
}

uint64_t number(const nlohmann::json &Object, const char *Key) {
  auto Member = Object.find(Key);
  return Member != Object.end() && Member->is_number_unsigned()
             ? Member->get<uint64_t>()
             : 0;
}

/// Where a function of that name and size begins in a module. A kernel takes
/// what lies between two functions for a part of the first.
std::optional<object::SectionedAddress>
addressOf(const object::ObjectFile &Module, StringRef Function, uint64_t Size) {
  for (const object::ELFSymbolRef Symbol : Module.symbols()) {
    Expected<StringRef> Name = Symbol.getName();
    constexpr uint64_t Padding = 64;
    if (!Name || *Name != Function || Symbol.getSize() > Size ||
        Size - Symbol.getSize() >= Padding) {
      consumeError(Name.takeError());
      continue;
    }
    Expected<uint64_t> Value = Symbol.getValue();
    Expected<object::section_iterator> Section = Symbol.getSection();
    if (Value && Section && *Section != Module.section_end())
      return object::SectionedAddress{*Value, (*Section)->getIndex()};
    consumeError(Value.takeError());
    consumeError(Section.takeError());
  }
  return std::nullopt;
}

/// The frame that a finding is placed in: not the first one when that acted on
/// its caller's behalf.
nlohmann::json placeOf(const nlohmann::json &Finding) {
  auto Stack = Finding.find("stack");
  if (Stack == Finding.end() || !Stack->is_array() || Stack->empty())
    return nullptr;
  for (const nlohmann::json &Frame : *Stack)
    if (Frame.is_object() &&
        text(Frame, "function") == text(Finding, "function"))
      return Frame;
  return Stack->front();
}

} // namespace

Error SourcePlaces::addFolder(StringRef Folder) {
  std::error_code Code;
  for (sys::fs::recursive_directory_iterator It(Folder, Code), End;
       It != End && !Code; It.increment(Code)) {
    if (sys::path::extension(It->path()) != ".ko")
      continue;
    std::string Name = sys::path::stem(It->path()).str();
    std::replace(Name.begin(), Name.end(), '-', '_');
    Modules.emplace(Name, It->path());
  }
  return Code ? createStringError(Code, Folder + ": " + Code.message())
              : Error::success();
}

DIInliningInfo SourcePlaces::find(const nlohmann::json &Frame) {
  auto Module = Modules.find(text(Frame, "module"));
  uint64_t Offset = number(Frame, "function_offset");
  if (Module == Modules.end() || !text(Frame, "file").empty() || Offset == 0)
    return {};
  auto File = object::ObjectFile::createObjectFile(Module->second);
  if (!File) {
    consumeError(File.takeError());
    return {};
  }
  auto Where = addressOf(*File->getBinary(), text(Frame, "function"),
                         number(Frame, "function_size"));
  if (!Where)
    return {};
  Where->Address += Offset - 1; // inside the call whose return address it is
  Expected<DIInliningInfo> Found =
      Symbolizer.symbolizeInlinedCode(Module->second, *Where);
  if (!Found) {
    consumeError(Found.takeError());
    return {};
  }
  return *Found;
}

nlohmann::json SourcePlaces::completeStack(const nlohmann::json &Stack) {
  nlohmann::json Out = nlohmann::json::array();
  for (const nlohmann::json &Frame : Stack) {
    DIInliningInfo Lines = Frame.is_object() ? find(Frame) : DIInliningInfo();
    uint32_t Count = Lines.getNumberOfFrames();
    if (Count == 0 || Lines.getFrame(0).Line == 0) {
      Out.push_back(Frame);
      continue;
    }
    for (uint32_t I = 0; I != Count; ++I) {
      const DILineInfo &Line = Lines.getFrame(I);
      nlohmann::json Place = Frame;
      if (I + 1 != Count) // the last one is the function itself
        Place["function"] = Line.FunctionName;
      Place["file"] = Line.FileName;
      Place["line"] = Line.Line;
      Place["column"] = Line.Column;
      Out.push_back(Place);
    }
  }
  return Out;
}

void SourcePlaces::complete(nlohmann::json &Finding) {
  if (!Finding.is_object())
    return;
  nlohmann::json Place = placeOf(Finding);
  for (auto &[Key, Value] : Finding.items())
    if (Value.is_array() && StringRef(Key).ends_with("stack"))
      Value = completeStack(Value);
  Place = completeStack(nlohmann::json::array({Place}));
  if (!text(Finding, "file").empty() || text(Place.front(), "file").empty())
    return;
  for (const char *Key : {"file", "line", "column"})
    Finding[Key] = Place.front()[Key];
}

} // namespace dmasan::tool
