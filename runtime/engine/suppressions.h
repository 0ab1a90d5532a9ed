// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Suppressions: findings that the user knows of and does not want to see.
//
//     # comment
//     kind:pattern           pattern fits the device, the driver, or a
//                            function or file of the stack
//     kind:field=pattern     only that field: device, driver, function, file
//
// Kind and pattern are globs (`*`, `?`); a file pattern may leave out leading
// directories. Invariant: a malformed line is reported with its position and
// the others count. Threading: matching takes no lock and may go on while one
// thread at a time changes the list; what was retired is freed when nobody can
// be matching. Failure: without memory a line is reported as ignored.

#pragma once

#include "reports/finding.h"
#include "runtime/base/string_ref.h"
#include "runtime/engine/options.h"

#include <atomic>

namespace dmasan {

/// Names of one frame, as far as they are known.
struct FrameNames {
  StringRef Function;
  StringRef File;
};
/// Host's service: calls Visit for every frame of the finding's stacks,
/// innermost first, until it returns true. Symbolizes, so it is called only
/// when a pattern cannot be decided without names.
using FrameWalker = void (*)(const Finding &F, void *Context,
                             bool (*Visit)(void *Context, const FrameNames &));

class Suppression {
public:
  enum class Field : uint8_t { Any, Device, Driver, Function, File };

  StringRef Kind;
  Field Where = Field::Any;
  StringRef Pattern;
  const char *Source = nullptr;
  unsigned Line = 0;
  std::atomic<uint64_t> Hits = 0;

  bool fitsKind(const Finding &F) const;
  bool fitsDevice(const Finding &F) const;
  bool fitsFrame(const FrameNames &Frame) const;
  bool needsNames() const {
    return Where != Field::Device && Where != Field::Driver;
  }
};

class SuppressionList {
public:
  constexpr SuppressionList() = default;
  SuppressionList(const SuppressionList &) = delete;
  SuppressionList &operator=(const SuppressionList &) = delete;

  /// Adds the lines of Text, which is copied. Source names it in messages and
  /// has to stay. Returns how many lines were bad.
  unsigned parse(StringRef Text, const char *Source, OptionSink Sink);

  /// The first suppression that fits, or null. Does not count a hit.
  Suppression *match(const Finding &F, FrameWalker Walk) const;

  /// Calls Visit for every suppression in the order of their lines.
  template <class Function> void forEach(Function Visit) const {
    for (Chunk *C = first(); C; C = C->Next.load(std::memory_order_acquire))
      for (size_t I = 0, End = C->Count.load(std::memory_order_acquire);
           I != End; ++I)
        Visit(C->Entries[I]);
  }
  bool empty() const { return !first(); }
  /// Empties the list for whoever looks from now on.
  void retire();
  /// Gives the memory of what was retired back. Nobody who began to match
  /// before retire() may be at it, or hold what he found.
  void freeRetired();
  void clear() { retire(), freeRetired(); }

private:
  struct Chunk {
    static constexpr size_t kEntries = 48;
    std::atomic<Chunk *> Next;
    std::atomic<size_t> Count;
    char *Text; // that this chunk and those after it point into, or null
    size_t TextBytes;
    Suppression Entries[kEntries];
  };
  Chunk *first() const { return First.load(std::memory_order_acquire); }
  Chunk *append();

  std::atomic<Chunk *> First = nullptr;
  Chunk *Last = nullptr;
  Chunk *Retired = nullptr;
};

} // namespace dmasan
