// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The model reader, with LLVM's YAML IO.

#include "interceptors/llvm/model_file.h"

#include "dmasan/interface.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;
using namespace dmasan;

namespace {

// The file as it is written; names are resolved while the reader still knows
// the line that they stand on.
struct ArgMap {
  SmallVector<std::pair<Role, unsigned>, 8> Roles;
};
struct ConstantMap {
  SmallVector<std::pair<Role, uint64_t>, 2> Roles;
};
struct EventName {
  uint32_t Id = 0;
  When Point = When::After;
};
struct ApiName {
  uint32_t Family = 0;
};
struct FlagName {
  uint32_t Bit = 0;
};
struct HostName {
  Host Id = Host::Hosted;
};
struct RoleName {
  Role Id = Role::RESULT;
};
struct FunctionText {
  std::string Name;
  EventName Event;
  ApiName Api;
  ArgMap Args;
  ConstantMap Constants;
  std::optional<RoleName> Returns;
  std::optional<std::vector<HostName>> Hosts;
  std::vector<FlagName> Flags;
};
struct ModelText {
  unsigned Format = 0;
  std::string Name;
  bool External = false;
  std::vector<FunctionText> Functions;
};

std::optional<Role> roleByName(StringRef Name) {
#define DMASAN_ROLE(Id, Text, Field, Summary)                                  \
  if (Name == Text)                                                            \
    return Role::Id;
#include "dmasan/events.def"
  return std::nullopt;
}

} // namespace

LLVM_YAML_IS_SEQUENCE_VECTOR(FunctionText)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(FlagName)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(HostName)

namespace llvm::yaml {

template <> struct ScalarTraits<EventName> {
  static void output(const EventName &, void *, raw_ostream &) {}
  static StringRef input(StringRef Text, void *, EventName &Out) {
#define DMASAN_EVENT(Id, Name, Point, Summary)                                 \
  if (Text == Name) {                                                          \
    Out = {DMASAN_EVENT_##Id, When::Point};                                    \
    return {};                                                                 \
  }
#include "dmasan/events.def"
    return "unknown event";
  }
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};

template <> struct ScalarTraits<ApiName> {
  static void output(const ApiName &, void *, raw_ostream &) {}
  static StringRef input(StringRef Text, void *, ApiName &Out) {
#define DMASAN_API(Id, Name, Summary)                                          \
  if (Text == Name) {                                                          \
    Out.Family = DMASAN_API_##Id;                                              \
    return {};                                                                 \
  }
#include "dmasan/events.def"
    return "unknown API family";
  }
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};

template <> struct ScalarTraits<FlagName> {
  static void output(const FlagName &, void *, raw_ostream &) {}
  static StringRef input(StringRef Text, void *, FlagName &Out) {
    Out.Bit = StringSwitch<uint32_t>(Text)
                  .Case("managed", DMASAN_CALL_MANAGED)
                  .Case("coherent_mask", DMASAN_CALL_COHERENT_MASK)
                  .Case("streaming_mask", DMASAN_CALL_STREAMING_MASK)
                  .Case("orders_registers", DMASAN_CALL_ORDERS_REGISTERS)
                  .Case("whole_lines", DMASAN_CALL_WHOLE_LINES)
                  .Case("string", DMASAN_CALL_STRING)
                  .Default(0);
    return Out.Bit ? StringRef() : "unknown flag";
  }
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};

template <> struct ScalarTraits<HostName> {
  static void output(const HostName &, void *, raw_ostream &) {}
  static StringRef input(StringRef Text, void *, HostName &Out) {
    std::optional<Host> Id = StringSwitch<std::optional<Host>>(Text)
                                 .Case("hosted", Host::Hosted)
                                 .Case("kernel", Host::Kernel)
                                 .Case("freestanding", Host::Freestanding)
                                 .Default(std::nullopt);
    if (!Id)
      return "unknown host";
    Out.Id = *Id;
    return {};
  }
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};

template <> struct ScalarTraits<RoleName> {
  static void output(const RoleName &, void *, raw_ostream &) {}
  static StringRef input(StringRef Text, void *, RoleName &Out) {
    std::optional<Role> Id = roleByName(Text);
    if (!Id)
      return "unknown role";
    Out.Id = *Id;
    return {};
  }
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};

template <> struct CustomMappingTraits<ArgMap> {
  static void inputOne(IO &Io, StringRef Key, ArgMap &Out) {
    unsigned Index = 0;
    Io.mapRequired(Key.str().c_str(), Index);
    if (std::optional<Role> Id = roleByName(Key))
      Out.Roles.push_back({*Id, Index});
    else
      Io.setError("unknown role '" + Key + "'");
  }
  static void output(IO &, ArgMap &) {}
};

template <> struct CustomMappingTraits<ConstantMap> {
  static void inputOne(IO &Io, StringRef Key, ConstantMap &Out) {
    std::string Text;
    Io.mapRequired(Key.str().c_str(), Text);
    std::optional<Role> Id = roleByName(Key);
    if (!Id)
      return Io.setError("unknown role '" + Key + "'");
    std::optional<uint64_t> Value;
    if (*Id == Role::DIRECTION) {
#define DMASAN_DIRECTION(DirId, Name, Number)                                  \
  if (Text == Name)                                                            \
    Value = Number;
#include "dmasan/events.def"
    }
    uint64_t Number = 0;
    if (!Value && !StringRef(Text).getAsInteger(0, Number))
      Value = Number;
    if (!Value)
      return Io.setError("'" + Text + "' is no value for '" + Key + "'");
    Out.Roles.push_back({*Id, *Value});
  }
  static void output(IO &, ConstantMap &) {}
};

template <> struct MappingTraits<FunctionText> {
  static void mapping(IO &Io, FunctionText &F) {
    Io.mapRequired("name", F.Name);
    if (!F.Name.empty() &&
        !static_cast<StringSet<> *>(Io.getContext())->insert(F.Name).second)
      Io.setError("function '" + F.Name + "' is described twice");
    Io.mapRequired("event", F.Event);
    Io.mapOptional("api", F.Api);
    Io.mapOptional("args", F.Args);
    Io.mapOptional("const", F.Constants);
    Io.mapOptional("returns", F.Returns);
    Io.mapOptional("hosts", F.Hosts);
    Io.mapOptional("flags", F.Flags);
  }
};

template <> struct MappingTraits<ModelText> {
  static void mapping(IO &Io, ModelText &M) {
    Io.mapRequired("format", M.Format);
    Io.mapRequired("name", M.Name);
    Io.mapOptional("external", M.External);
    Io.mapRequired("functions", M.Functions);
    // Nothing is ever written. What could not be read has no place for an
    // error.
    if (M.Format != 1 && !static_cast<Input &>(Io).error())
      Io.setError("format " + Twine(M.Format) +
                  " is not known; this version reads format 1");
  }
};

} // namespace llvm::yaml

static void captureDiagnostic(const SMDiagnostic &Diagnostic, void *Context) {
  auto &Messages = *static_cast<std::vector<std::string> *>(Context);
  Messages.push_back(
      (Diagnostic.getFilename() + ":" + Twine(Diagnostic.getLineNo()) + ":" +
       Twine(Diagnostic.getColumnNo() + 1) + ": " + Diagnostic.getMessage())
          .str());
}

/// Nothing but white space and comments, which LLVM's reader has no answer to.
static bool isEmptyText(StringRef Text) {
  SmallVector<StringRef, 0> Lines;
  Text.split(Lines, '\n');
  return all_of(Lines, [](StringRef Line) {
    return Line.trim().empty() || Line.ltrim().starts_with("#");
  });
}

static FunctionModel resolve(const FunctionText &Text, Host Target) {
  FunctionModel F;
  F.Name = Text.Name;
  F.Event = Text.Event.Id;
  F.Point = Text.Event.Point;
  F.Api = Text.Api.Family;
  F.Args = Text.Args.Roles;
  F.Constants = Text.Constants.Roles;
  if (Text.Returns)
    F.Returns = Text.Returns->Id;
  for (FlagName Flag : Text.Flags)
    F.Flags |= Flag.Bit;
  if (Text.Hosts)
    F.Emitted = any_of(*Text.Hosts, [&](HostName H) { return H.Id == Target; });
  return F;
}

ModelFile dmasan::readModelFile(const std::string &Path, Host Target,
                                std::vector<std::string> &Mistakes) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer) {
    Mistakes.push_back(Path + ": " + Buffer.getError().message());
    return {};
  }
  if (isEmptyText((*Buffer)->getBuffer())) {
    Mistakes.push_back(Path + ":1:1: the file describes nothing");
    return {};
  }
  ModelText Text;
  StringSet<> Described;
  yaml::Input Input((*Buffer)->getMemBufferRef(), &Described, captureDiagnostic,
                    &Mistakes);
  Input >> Text;
  if (Input.error() && Mistakes.empty())
    Mistakes.push_back(Path + ":1:1: not a DMA model");
  if (!Mistakes.empty())
    return {};
  ModelFile File;
  File.External = Text.External;
  for (const FunctionText &F : Text.Functions)
    File.Functions.push_back(resolve(F, Target));
  return File;
}
