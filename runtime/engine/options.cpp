// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parser and listing of the options. One entry is read, looked up, validated
// and committed before the next one is looked at.

#include "runtime/engine/options.h"

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

/// Number of the word in "a|b|c", or -1.
int indexIn(StringRef Values, StringRef Word) {
  for (int I = 0; !Values.empty(); ++I) {
    size_t End = Values.find('|');
    if (Values.take(End) == Word)
      return I;
    Values = Values.drop(End + 1);
  }
  return -1;
}

StringRef wordAt(StringRef Values, uint32_t Index) {
  while (Index--)
    Values = Values.drop(Values.find('|') + 1);
  return Values.take(Values.find('|'));
}

bool parseBool(StringRef Text, bool &Value) {
  static constexpr const char *kYes[] = {"1", "true", "yes", "on", "Y", "y"};
  static constexpr const char *kNo[] = {"0", "false", "no", "off", "N", "n"};
  for (const char *Word : kYes)
    if (Text == Word)
      return Value = true;
  for (const char *Word : kNo)
    if (Text == Word)
      return Value = false, true;
  return false;
}

/// Decimal or 0x...; values beyond 64 bits are held at the largest, which is
/// out of every option's range.
bool parseNumber(StringRef Text, uint64_t &Value) {
  unsigned Base = 10;
  if (Text.startsWith("0x") || Text.startsWith("0X")) {
    Base = 16;
    Text = Text.drop(2);
  }
  if (Text.empty())
    return false;
  Value = 0;
  for (char C : Text) {
    char Lower = static_cast<char>(C | 0x20);
    unsigned Digit = C >= '0' && C <= '9' ? static_cast<unsigned>(C - '0')
                     : Lower >= 'a' && Lower <= 'f'
                         ? static_cast<unsigned>(Lower - 'a') + 10
                         : 99;
    if (Digit >= Base)
      return false;
    if (__builtin_mul_overflow(Value, uint64_t(Base), &Value) ||
        __builtin_add_overflow(Value, uint64_t(Digit), &Value))
      Value = ~uint64_t(0);
  }
  return true;
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

template <class T> T &member(Options &O, const OptionInfo &Info) {
  return *reinterpret_cast<T *>(reinterpret_cast<char *>(&O) + Info.Position);
}
template <class T> const T &member(const Options &O, const OptionInfo &Info) {
  return *reinterpret_cast<const T *>(reinterpret_cast<const char *>(&O) +
                                      Info.Position);
}

/// Commits the value, or says in Why what is wrong and leaves the old one.
bool setOption(const OptionInfo &Info, StringRef Value, Options &Into,
               TextBuffer &Why) {
  switch (Info.Type) {
  case OptionType::Bool: {
    bool Yes = false;
    if (!parseBool(Value, Yes)) {
      Why << "is not a truth value (0 or 1)";
      return false;
    }
    member<bool>(Into, Info) = Yes;
    return true;
  }
  case OptionType::Int: {
    uint64_t Number = 0;
    if (!parseNumber(Value, Number)) {
      Why << "is not a number";
      return false;
    }
    if (Number < Info.Min || Number > Info.Max) {
      Why << "is out of range (";
      Why.decimal(uint64_t(Info.Min)) << " to ";
      Why.decimal(uint64_t(Info.Max)) << ')';
      return false;
    }
    if (Info.Position == offsetof(Options, cache_line) &&
        (Number & (Number - 1)) != 0) {
      Why << "is not a power of two";
      return false;
    }
    member<uint32_t>(Into, Info) = static_cast<uint32_t>(Number);
    return true;
  }
  case OptionType::Enum: {
    int Index = indexIn(Info.Values, Value);
    if (Index < 0) {
      Why << "is none of " << Info.Values;
      return false;
    }
    member<uint32_t>(Into, Info) = static_cast<uint32_t>(Index);
    return true;
  }
  case OptionType::String: {
    if (Value.size() >= kOptionTextLength) {
      Why << "is longer than ";
      Why.decimal(uint64_t(kOptionTextLength - 1)) << " characters";
      return false;
    }
    char *Text = &member<char>(Into, Info);
    if (!Value.empty())
      __builtin_memcpy(Text, Value.data(), Value.size());
    Text[Value.size()] = '\0';
    return true;
  }
  }
  __builtin_trap();
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
      member<bool>(Into, *Info) = true;
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

void writeValue(TextBuffer &Out, const OptionInfo &Info, const Options &From) {
  switch (Info.Type) {
  case OptionType::Bool:
    Out << (member<bool>(From, Info) ? '1' : '0');
    return;
  case OptionType::Int:
    Out.decimal(uint64_t(member<uint32_t>(From, Info)));
    return;
  case OptionType::Enum:
    Out << wordAt(Info.Values, member<uint32_t>(From, Info));
    return;
  case OptionType::String:
    Out << '"' << &member<char>(From, Info) << '"';
    return;
  }
}

void writeType(TextBuffer &Out, const OptionInfo &Info) {
  switch (Info.Type) {
  case OptionType::Bool:
    Out << "0 or 1";
    return;
  case OptionType::Int:
    Out.decimal(uint64_t(Info.Min)) << " to ";
    Out.decimal(uint64_t(Info.Max));
    return;
  case OptionType::Enum:
    for (StringRef Rest = Info.Values; !Rest.empty();) {
      size_t End = Rest.find('|');
      Out << Rest.take(End);
      Rest = Rest.drop(End + 1);
      if (!Rest.empty())
        Out << ", ";
    }
    return;
  case OptionType::String:
    Out << "text";
    return;
  }
}

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
