// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each type of option, read and written.

#include "runtime/engine/option_values.h"

namespace dmasan {

namespace {

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

/// In quotes that are not in the text. One that has both was read without any,
/// so that no separator is in it.
void writeText(TextBuffer &Out, StringRef Text) {
  static constexpr char kQuotes[] = {'"', '\''};
  for (char Quote : kQuotes)
    if (Text.find(Quote) == Text.size()) {
      Out << Quote << Text << Quote;
      return;
    }
  Out << Text;
}

template <class T> T &member(Options &O, const OptionInfo &Info) {
  return *reinterpret_cast<T *>(reinterpret_cast<char *>(&O) + Info.Position);
}
template <class T> const T &member(const Options &O, const OptionInfo &Info) {
  return *reinterpret_cast<const T *>(reinterpret_cast<const char *>(&O) +
                                      Info.Position);
}

} // namespace

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
    writeText(Out, &member<char>(From, Info));
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

} // namespace dmasan
