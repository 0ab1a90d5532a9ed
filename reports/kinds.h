// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kinds, families and severities of findings as C++ enums, and their names.
// Everything here is constexpr and generated from kinds.def.

#pragma once

#include <stddef.h>
#include <stdint.h>

namespace dmasan {

enum class Severity : uint8_t { Error, Portability, Performance, Style };

enum class Kind : uint8_t {
#define DMASAN_KIND(Id, Name, Family, Severity, Rule, Source) Id,
#include "reports/kinds.def"
};

inline constexpr size_t kKindCount = 0
#define DMASAN_KIND(Id, Name, Family, Severity, Rule, Source) +1
#include "reports/kinds.def"
    ;

struct KindInfo {
  const char *Name;
  const char *Family;
  Severity DefaultSeverity;
  const char *Rule;
  const char *Source;
};

inline constexpr KindInfo kKinds[] = {
#define DMASAN_KIND(Id, Name, Family, Sev, Rule, Source)                       \
  {Name, #Family, Severity::Sev, Rule, Source},
#include "reports/kinds.def"
};
static_assert(sizeof(kKinds) / sizeof(kKinds[0]) == kKindCount);

constexpr const KindInfo &info(Kind K) { return kKinds[size_t(K)]; }

constexpr const char *name(Severity S) {
  switch (S) {
  case Severity::Error:
    return "error";
  case Severity::Portability:
    return "portability";
  case Severity::Performance:
    return "performance";
  case Severity::Style:
    return "style";
  }
  __builtin_trap();
}

} // namespace dmasan
