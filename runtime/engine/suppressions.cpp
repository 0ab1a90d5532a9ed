// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading and matching of suppressions. Patterns on the device and driver are
// tried first; names of functions are asked for only when none of them fits
// and a pattern needs them.

#include "runtime/engine/suppressions.h"

#include "runtime/port/port.h"

namespace dmasan {

namespace {

struct FieldName {
  const char *Name;
  Suppression::Field Field;
};
constexpr FieldName kFields[] = {
    {"device", Suppression::Field::Device},
    {"driver", Suppression::Field::Driver},
    {"function", Suppression::Field::Function},
    {"file", Suppression::Field::File},
};

bool fitsSomeKind(StringRef Glob) {
  for (const KindInfo &Info : kKinds)
    if (matchesGlob(Glob, Info.Name))
      return true;
  return false;
}

/// The whole path, or what follows any of its slashes.
bool matchesPath(StringRef Glob, StringRef Path) {
  while (!matchesGlob(Glob, Path)) {
    size_t Slash = Path.find('/');
    if (Slash == Path.size())
      return false;
    Path = Path.drop(Slash + 1);
  }
  return true;
}

/// A line of a suppression text, with the position of what is wrong with it.
struct LineReader {
  StringRef Kind, Pattern;
  Suppression::Field Where = Suppression::Field::Any;
  const char *Error = nullptr;
  StringRef ErrorWord;
  const char *ErrorAt = nullptr;

  bool fail(const char *What, StringRef Word, const char *At) {
    Error = What;
    ErrorWord = Word;
    ErrorAt = At;
    return false;
  }

  bool read(StringRef Line) {
    size_t Colon = Line.find(':');
    if (Colon == Line.size())
      return fail("expected kind:pattern, found", Line, Line.begin());
    Kind = Line.take(Colon).trim();
    if (Kind.empty() || !fitsSomeKind(Kind))
      return fail("no kind of finding is called", Kind, Line.begin());
    Pattern = Line.drop(Colon + 1).trim();
    size_t Equals = Pattern.find('=');
    if (Equals != Pattern.size()) {
      StringRef Name = Pattern.take(Equals);
      for (const FieldName &F : kFields)
        if (Name == F.Name)
          Where = F.Field;
      if (Where == Suppression::Field::Any)
        return fail("expected device=, driver=, function= or file=, found",
                    Name, Pattern.begin());
      Pattern = Pattern.drop(Equals + 1);
    }
    if (Pattern.empty())
      return fail("no pattern follows", Line, Line.end());
    return true;
  }
};

} // namespace

bool Suppression::fitsKind(const Finding &F) const {
  return matchesGlob(Kind, info(F.What).Name);
}

bool Suppression::fitsDevice(const Finding &F) const {
  bool AnyField = Where == Field::Any;
  return ((AnyField || Where == Field::Device) && F.DeviceName[0] &&
          matchesGlob(Pattern, F.DeviceName)) ||
         ((AnyField || Where == Field::Driver) && F.DriverName[0] &&
          matchesGlob(Pattern, F.DriverName)) ||
         // A finding of a device or driver without a name still fits "all".
         (AnyField && Pattern == "*");
}

bool Suppression::fitsFrame(const FrameNames &Frame) const {
  bool AnyField = Where == Field::Any;
  return ((AnyField || Where == Field::Function) && !Frame.Function.empty() &&
          matchesGlob(Pattern, Frame.Function)) ||
         ((AnyField || Where == Field::File) && !Frame.File.empty() &&
          matchesPath(Pattern, Frame.File));
}

SuppressionList::Chunk *SuppressionList::append() {
  auto *Fresh = static_cast<Chunk *>(dmasan_port_alloc(sizeof(Chunk)));
  if (!Fresh)
    return nullptr;
  (Last ? Last->Next : First).store(Fresh, std::memory_order_release);
  return Last = Fresh;
}

void SuppressionList::retire() {
  Chunk *Old = First.exchange(nullptr, std::memory_order_acq_rel);
  if (!Old)
    return;
  freeRetired();
  Retired = Old;
  Last = nullptr;
}

void SuppressionList::freeRetired() {
  while (Chunk *Old = Retired) {
    Retired = Old->Next.load(std::memory_order_relaxed);
    if (Old->Text)
      dmasan_port_free(Old->Text, Old->TextBytes);
    dmasan_port_free(Old, sizeof(Chunk));
  }
}

unsigned SuppressionList::parse(StringRef Text, const char *Source,
                                OptionSink Sink) {
  unsigned Bad = 0, LineNumber = 0;
  size_t CopyBytes = Text.size() + 1;
  auto *Copy = static_cast<char *>(dmasan_port_alloc(CopyBytes));
  if (Copy && !Text.empty()) {
    __builtin_memcpy(Copy, Text.data(), Text.size());
    Text = StringRef(Copy, Text.size());
  }
  Chunk *Mine = nullptr;
  auto Add = [&]() -> Suppression * {
    if (!Copy)
      return nullptr;
    if (!Mine ||
        Mine->Count.load(std::memory_order_relaxed) == Chunk::kEntries) {
      Chunk *Fresh = append();
      if (!Fresh)
        return nullptr;
      if (!Mine) { // the first of these owns the text
        Fresh->Text = Copy;
        Fresh->TextBytes = CopyBytes;
      }
      Mine = Fresh;
    }
    return &Mine->Entries[Mine->Count.load(std::memory_order_relaxed)];
  };
  auto Complain = [&](const LineReader &Reader, const char *LineBegin) {
    FixedText<320> Message;
    TextBuffer &Out = Message.buffer();
    Out << Source << ':';
    Out.decimal(uint64_t(LineNumber)) << ':';
    Out.decimal(uint64_t(Reader.ErrorAt - LineBegin + 1))
        << ": " << Reader.Error << " '" << Reader.ErrorWord
        << "'; the line is ignored";
    Sink.Message(Sink.Context, Message.text());
    ++Bad;
  };
  while (!Text.empty()) {
    size_t End = Text.find('\n');
    StringRef Whole = Text.take(End), Line = Whole.trim();
    Text = Text.drop(End + 1);
    ++LineNumber;
    if (Line.empty() || Line[0] == '#')
      continue;
    LineReader Reader;
    Suppression *Entry = nullptr;
    if (Reader.read(Line)) {
      Entry = Add();
      if (!Entry)
        Reader.fail("no memory for", Line, Line.begin());
    }
    if (!Entry) {
      Complain(Reader, Whole.begin());
      continue;
    }
    Entry->Kind = Reader.Kind;
    Entry->Where = Reader.Where;
    Entry->Pattern = Reader.Pattern;
    Entry->Source = Source;
    Entry->Line = LineNumber;
    Mine->Count.fetch_add(1, std::memory_order_release);
  }
  if (Copy && !Mine)
    dmasan_port_free(Copy, CopyBytes);
  return Bad;
}

Suppression *SuppressionList::match(const Finding &F, FrameWalker Walk) const {
  bool WantNames = false;
  Suppression *ByDevice = nullptr;
  forEach([&](Suppression &Entry) {
    if (ByDevice || !Entry.fitsKind(F))
      return;
    if (Entry.fitsDevice(F))
      ByDevice = &Entry;
    WantNames |= Entry.needsNames();
  });
  if (ByDevice)
    return ByDevice;
  if (!WantNames || !Walk)
    return nullptr;

  struct Search {
    const SuppressionList &List;
    const Finding &F;
    Suppression *Found;
  } S{*this, F, nullptr};
  Walk(F, &S, [](void *Context, const FrameNames &Frame) {
    auto &Self = *static_cast<Search *>(Context);
    Self.List.forEach([&](Suppression &Entry) {
      if (!Self.Found && Entry.fitsKind(Self.F) && Entry.fitsFrame(Frame))
        Self.Found = &Entry;
    });
    return Self.Found != nullptr;
  });
  return S.Found;
}

} // namespace dmasan
