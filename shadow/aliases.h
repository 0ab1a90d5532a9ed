// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Second CPU addresses of memory (vmap): which page shows the memory of which
// other page. A mapping of the memory lies on the page itself and on every
// alias of it, so that an access through either is seen.
//
// Invariant: a page is an alias of at most one page, and no alias of an alias.
// Threading: any context. An alias is added before anybody can use its address
// and removed when nobody does any more; the tables' stripes guard the rest,
// one at a time, inside a page's stripe.
// Failure: out of memory, or beyond kMaxAliases of one page, accesses through
// the alias are not seen, and that is counted.

#pragma once

#include "runtime/base/bits.h"

#include <atomic>

namespace dmasan {

constexpr unsigned kMaxAliases = 4;

/// How the lines of an alias and those of its memory see each other: through
/// maintenance only, where caches may hold both; or always, because the two
/// addresses have one colour (user mappings).
enum class AliasLines : uint8_t { Apart, Shared };

/// Both are page numbers (address >> kPageShift).
void addAlias(uint64_t Alias, uint64_t Memory, AliasLines Lines);
/// False: it is not an alias.
bool removeAlias(uint64_t Alias);

namespace detail {
extern std::atomic<uint32_t> AliasCount;
uint64_t findAliasShift(uint64_t Page);
} // namespace detail

/// Most programs have none, and every event on a page asks.
inline bool anyAliases() {
  return detail::AliasCount.load(std::memory_order_acquire) != 0;
}

/// Bytes from the memory to its alias, modulo 2^64; 0: the page is no alias.
inline uint64_t aliasShift(uint64_t Page) {
  return anyAliases() ? detail::findAliasShift(Page) : 0;
}
/// The page is an alias that shares its memory's lines.
bool sharesLines(uint64_t Page);

/// The aliases of a page of memory, at most kMaxAliases; returns their number.
unsigned aliasesOf(uint64_t Memory, uint64_t *Aliases);

} // namespace dmasan
