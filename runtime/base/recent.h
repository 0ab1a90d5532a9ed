// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The last few of something, oldest first: when there is no room the oldest
// goes. All zero is empty, so static memory holds valid ones.
//
// Threading: the owner's lock guards it. Failure: none, it forgets.

#pragma once

namespace dmasan {

template <typename T, unsigned Capacity> class Recent {
public:
  void push(const T &Item) {
    if (Count == Capacity)
      removeOldest();
    Items[Count++] = Item;
  }
  /// Keeps the order of the rest.
  template <typename Predicate> void removeIf(Predicate Gone) {
    unsigned Kept = 0;
    for (unsigned I = 0; I != Count; ++I) {
      if (Gone(Items[I]))
        continue;
      if (Kept != I) // nothing moves before the first that goes
        Items[Kept] = Items[I];
      ++Kept;
    }
    Count = Kept;
  }
  void clear() { Count = 0; }

  T *begin() { return Items; }
  T *end() { return Items + Count; }

private:
  void removeOldest() {
    --Count;
    for (unsigned I = 0; I != Count; ++I)
      Items[I] = Items[I + 1];
  }

  T Items[Capacity];
  unsigned Count = 0;
};

} // namespace dmasan
