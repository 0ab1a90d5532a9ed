// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A hash table from page numbers to nodes that the caller allocates. Node needs
// the members `Next` (the table's) and `Key`. Zero-initialised it is empty.
// Threading: the caller locks. Failure: insert tells when memory is short, and
// nothing is lost.

#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

namespace dmasan::sim {

template <typename Node> class PageMap {
public:
  Node *find(uint64_t Key) const {
    if (!Buckets)
      return nullptr;
    for (Node *N = Buckets[slot(Key)]; N; N = N->Next)
      if (N->Key == Key)
        return N;
    return nullptr;
  }

  [[nodiscard]] bool insert(Node *N) {
    if (Count >= capacity())
      grow();
    if (!Buckets)
      return false;
    Node *&Head = Buckets[slot(N->Key)];
    N->Next = Head;
    Head = N;
    ++Count;
    return true;
  }

  /// Unlinks and returns the node, or null.
  Node *remove(uint64_t Key) {
    if (!Buckets)
      return nullptr;
    for (Node **Link = &Buckets[slot(Key)]; *Link; Link = &(*Link)->Next)
      if ((*Link)->Key == Key) {
        Node *N = *Link;
        *Link = N->Next;
        --Count;
        return N;
      }
    return nullptr;
  }

  /// Unlinks and returns any node, null when there is none.
  Node *takeAny() {
    for (size_t I = 0; Buckets && I < capacity(); ++I)
      if (Buckets[I])
        return remove(Buckets[I]->Key);
    return nullptr;
  }

  void destroy() {
    free(static_cast<void *>(Buckets));
    *this = {};
  }

private:
  size_t capacity() const { return Buckets ? size_t(1) << Bits : 0; }
  size_t slot(uint64_t Key) const {
    return size_t((Key * 0x9e3779b97f4a7c15u) >> (64 - Bits));
  }

  // A table that cannot grow gets slower, not wrong.
  void grow() {
    unsigned NewBits = Buckets ? Bits + 1 : 8;
    auto **New =
        static_cast<Node **>(calloc(size_t(1) << NewBits, sizeof(Node *)));
    if (!New)
      return;
    Node **Old = Buckets;
    size_t OldCapacity = capacity();
    Buckets = New;
    Bits = NewBits;
    for (size_t I = 0; I < OldCapacity; ++I)
      while (Node *N = Old[I]) {
        Old[I] = N->Next;
        N->Next = Buckets[slot(N->Key)];
        Buckets[slot(N->Key)] = N;
      }
    free(static_cast<void *>(Old));
  }

  Node **Buckets = nullptr;
  size_t Count = 0;
  unsigned Bits = 0;
};

} // namespace dmasan::sim
