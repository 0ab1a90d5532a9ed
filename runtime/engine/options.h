// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Run-time options: a struct generated from options.def that holds its defaults
// before any code has run, and a parser for "name=value:name=value".
//
// Invariant: a value is validated as a whole before it is committed; whatever
// is wrong with one entry, the others take effect.
// Threading: parse before threads need the values. Readers take no lock.

#pragma once

#include "runtime/base/text_buffer.h"

namespace dmasan {

inline constexpr size_t kOptionTextLength = 1024;

/// Members are spelled as the option is.
struct Options {
#define DMASAN_OPTION_BOOL(Name, Default, Hosts, Help) bool Name = Default;
#define DMASAN_OPTION_INT(Name, Default, Min, Max, Hosts, Help)                \
  uint32_t Name = Default;
#define DMASAN_OPTION_ENUM(Name, Default, Values, Hosts, Help)                 \
  uint32_t Name = Default;
#define DMASAN_OPTION_STRING(Name, Default, Hosts, Help)                       \
  char Name[kOptionTextLength] = Default;
#include "runtime/engine/options.def"
};

/// Values of alloc_on_mapped.
enum { kAllocOff, kAllocBytes, kAllocPage };

enum class OptionType : uint8_t { Bool, Int, Enum, String };
enum class OptionHosts : uint8_t { Everywhere, Hosted, Kernel };

struct OptionInfo {
  const char *Name;
  OptionType Type;
  OptionHosts Hosts;
  uint32_t Min, Max;  // of an Int
  const char *Values; // of an Enum: "a|b|c"
  size_t Position;    // of the member in Options
  const char *Help;
};

inline constexpr OptionInfo kOptions[] = {
#define DMASAN_OPTION_BOOL(Name, Default, Hosts, Help)                         \
  {#Name, OptionType::Bool, OptionHosts::Hosts,      0,                        \
   1,     nullptr,          offsetof(Options, Name), Help},
#define DMASAN_OPTION_INT(Name, Default, Min, Max, Hosts, Help)                \
  {#Name, OptionType::Int, OptionHosts::Hosts,      Min,                       \
   Max,   nullptr,         offsetof(Options, Name), Help},
#define DMASAN_OPTION_ENUM(Name, Default, Values, Hosts, Help)                 \
  {#Name, OptionType::Enum, OptionHosts::Hosts,      0,                        \
   0,     Values,           offsetof(Options, Name), Help},
#define DMASAN_OPTION_STRING(Name, Default, Hosts, Help)                       \
  {#Name,                                                                      \
   OptionType::String,                                                         \
   OptionHosts::Hosts,                                                         \
   0,                                                                          \
   0,                                                                          \
   nullptr,                                                                    \
   offsetof(Options, Name),                                                    \
   Help},
#include "runtime/engine/options.def"
};

/// Receives one message about a bad entry, without a line feed.
struct OptionSink {
  void (*Message)(void *Context, const char *Text);
  void *Context;
};
/// Passes messages to dmasan_port_message.
extern const OptionSink kPortOptionSink;

/// Reads "name=value" entries separated by colons, commas or white space into
/// `Into`. Values with separators in them stand in quotes. Source names the
/// text in messages ("DMASAN_OPTIONS"). Returns how many entries were bad.
unsigned parseOptions(const char *Text, const char *Source, OptionSink Sink,
                      Options &Into);

namespace detail {
extern Options CurrentOptions;
}

/// The options in force.
inline const Options &options() { return detail::CurrentOptions; }

/// As above, into the options in force.
inline unsigned parseOptions(const char *Text, const char *Source,
                             OptionSink Sink = kPortOptionSink) {
  return parseOptions(Text, Source, Sink, detail::CurrentOptions);
}

/// One option, its value taken whole, whatever separators are in it. False, and
/// a message, when there is something wrong.
bool assignOption(StringRef Name, StringRef Value, const char *Source,
                  OptionSink Sink = kPortOptionSink);

/// The current value as it would be written in an entry.
void writeOptionValue(TextBuffer &Out, StringRef Name, const Options &Current);

/// The listing of help=1: type, range, default and current value of every
/// option that this host has.
void writeOptionHelp(TextBuffer &Out, const Options &Current, OptionHosts Host);

} // namespace dmasan
