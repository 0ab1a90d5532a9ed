// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parser and listing of the options. One entry is read, looked up, validated
// and committed before the next one is looked at; a name that is none is taken
// for the option that is spelled nearly so.

#include "runtime/engine/option_values.h"
#include "runtime/port/port.h"

namespace dmasan {

constinit Options detail::CurrentOptions;

constinit const OptionSink kPortOptionSink = {
    [](void *, const char *Text) { dmasan_port_message(Text); }, nullptr};

namespace {

constexpr Options kDefaults;

bool isSeparator(char C) {
  return C == ':' || C == ',' || StringRef::isSpace(C);
}

/// Levenshtein distance of short words; long ones are far from everything.
unsigned distance(StringRef A, StringRef B) {
  constexpr size_t kLongest = 40;
  if (A.size() > kLongest || B.size() > kLongest)
    return ~0u;
  unsigned Row[kLongest + 1];
  for (unsigned J = 0; J <= B.size(); ++J)
    Row[J] = J;
  for (unsigned I = 1; I <= A.size(); ++I) {
    unsigned Diagonal = Row[0];
    Row[0] = I;
    for (size_t J = 1; J <= B.size(); ++J) {
      unsigned Best = Diagonal + (A[I - 1] != B[J - 1]);
      Diagonal = Row[J];
      if (Row[J] + 1 < Best)
        Best = Row[J] + 1;
      if (Row[J - 1] + 1 < Best)
        Best = Row[J - 1] + 1;
      Row[J] = Best;
    }
  }
  return Row[B.size()];
}

const OptionInfo *findOption(StringRef Name) {
  for (const OptionInfo &Info : kOptions)
    if (Name == Info.Name)
      return &Info;
  return nullptr;
}

/// The option that the user may have meant: at most a third of it differs.
const OptionInfo *nearestOption(StringRef Name) {
  const OptionInfo *Best = nullptr;
  unsigned BestDistance = static_cast<unsigned>(Name.size() / 3 + 1);
  for (const OptionInfo &Info : kOptions) {
    unsigned D = distance(Name, Info.Name);
    if (D < BestDistance) {
      Best = &Info;
      BestDistance = D;
    }
  }
  return Best;
}

/// Reads a text and remembers line and column for messages.
class Parser {
public:
  Parser(const char *Text, const char *Source, OptionSink Sink, Options &Into)
      : Rest(Text), Source(Source), Sink(Sink), Into(Into) {}

  unsigned run() {
    while (skipSeparators())
      entry();
    return Bad;
  }

private:
  bool skipSeparators() {
    while (!Rest.empty() && isSeparator(Rest[0]))
      advance(1);
    return !Rest.empty();
  }

  void advance(size_t Count) {
    for (size_t I = 0; I != Count; ++I) {
      ++Column;
      if (Rest[I] == '\n') {
        ++Line;
        Column = 1;
      }
    }
    Rest = Rest.drop(Count);
  }

  /// Begins a message about the place where the parser is.
  TextBuffer &complain() {
    ++Bad;
    TextBuffer &Out = Message.buffer();
    Out.clear();
    Out << Source << ':';
    Out.decimal(uint64_t(Line)) << ':';
    return Out.decimal(uint64_t(Column)) << ": ";
  }
  void send() { Sink.Message(Sink.Context, Message.text()); }

  void entry() {
    size_t NameEnd = 0;
    while (NameEnd != Rest.size() && !isSeparator(Rest[NameEnd]) &&
           Rest[NameEnd] != '=')
      ++NameEnd;
    StringRef Name = Rest.take(NameEnd);
    const OptionInfo *Info = findOption(Name);
    bool HasValue = NameEnd != Rest.size() && Rest[NameEnd] == '=';
    if (!Info)
      unknown(Name);
    else if (!HasValue && Info->Type != OptionType::Bool) {
      complain() << "option '" << Name << "' needs a value";
      send();
    }
    advance(NameEnd);
    if (HasValue) {
      advance(1);
      value(Info);
    } else if (Info && Info->Type == OptionType::Bool) {
      FixedText<128> Unused; // nothing is wrong with it
      setOption(*Info, "1", Into, Unused.buffer());
    }
  }

  void value(const OptionInfo *Info) {
    size_t Begin = 0, End = 0, Next = 0;
    if (!Rest.empty() && (Rest[0] == '"' || Rest[0] == '\'')) {
      Begin = 1;
      End = 1 + Rest.drop(1).find(Rest[0]);
      if (End >= Rest.size()) {
        complain() << "the quoted value does not end";
        send();
        advance(Rest.size());
        return;
      }
      Next = End + 1;
    } else {
      while (End != Rest.size() && !isSeparator(Rest[End]))
        ++End;
      Next = End;
    }
    StringRef Value = Rest.drop(Begin).take(End - Begin);
    FixedText<128> Why;
    if (Info && !setOption(*Info, Value, Into, Why.buffer())) {
      complain() << "value '" << Value << "' of option '" << Info->Name << "' "
                 << Why.text();
      send();
    }
    advance(Next);
  }

  void unknown(StringRef Name) {
    TextBuffer &Out = complain() << "unknown option '" << Name << '\'';
    if (const OptionInfo *Near = nearestOption(Name))
      Out << "; did you mean '" << Near->Name << "'?";
    else
      Out << "; help=1 lists the options";
    if (firstTime(Name))
      send();
  }

  /// Whether this name has not been complained of in this text.
  bool firstTime(StringRef Name) {
    uint32_t Hash = 2166136261u;
    for (char C : Name)
      Hash = (Hash ^ static_cast<unsigned char>(C)) * 16777619u;
    for (uint32_t Old : Warned)
      if (Old == Hash)
        return false;
    Warned[WarnedNext++ % kWarnedNames] = Hash;
    return true;
  }

  static constexpr size_t kWarnedNames = 16;

  StringRef Rest;
  const char *Source;
  OptionSink Sink;
  Options &Into;
  unsigned Line = 1, Column = 1;
  unsigned Bad = 0;
  uint32_t Warned[kWarnedNames] = {};
  size_t WarnedNext = 0;
  FixedText<320> Message;
};

} // namespace

unsigned parseOptions(const char *Text, const char *Source, OptionSink Sink,
                      Options &Into) {
  return Parser(Text, Source, Sink, Into).run();
}

bool assignOption(StringRef Name, StringRef Value, const char *Source,
                  OptionSink Sink) {
  FixedText<128> Why;
  const OptionInfo *Info = findOption(Name);
  if (!Info)
    Why.buffer() << "belongs to no option";
  else if (setOption(*Info, Value, detail::CurrentOptions, Why.buffer()))
    return true;
  FixedText<320> Message;
  Message.buffer() << Source << ": value '" << Value << "' of option '" << Name
                   << "' " << Why.text();
  Sink.Message(Sink.Context, Message.text());
  return false;
}

void writeOptionValue(TextBuffer &Out, StringRef Name, const Options &Current) {
  for (const OptionInfo &Info : kOptions)
    if (Name == Info.Name)
      writeValue(Out, Info, Current);
}

void writeOptionHelp(TextBuffer &Out, const Options &Current,
                     OptionHosts Host) {
  for (const OptionInfo &Info : kOptions) {
    if (Info.Hosts != OptionHosts::Everywhere && Info.Hosts != Host)
      continue;
    Out << "  " << Info.Name << '=';
    writeValue(Out, Info, Current);
    Out.padTo(30) << " (";
    writeType(Out, Info);
    Out << "; default ";
    writeValue(Out, Info, kDefaults);
    Out << ")\n      " << Info.Help << '\n';
  }
}

} // namespace dmasan
