// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which checks are needed. Accesses of one base at constant offsets share a
// check of their two end points while they fit into 64 bytes, and a check that
// has been made on every way to a place need not be made there again, because
// shadow changes only at calls that may hand memory over.
//
// Invariant: the members of a group are executed whenever the group's check
// is, with no hand-over in between.

#pragma once

#include "interceptors/llvm/access.h"

namespace dmasan {

struct CheckGroup {
  llvm::Instruction *At = nullptr; // the check goes before it
  llvm::Value *Base = nullptr;
  int64_t Lo = 0; // bytes from Base, the end points of all members
  int64_t Hi = 0;
  llvm::Align BaseAlign; // of Base, where known
  bool IsStore = false;
  bool AtEntry = false; // no hand-over between the block's start and At
  bool AtEnd = false;   // none between At and the block's end
  struct Member {
    int64_t Offset;
    uint64_t Size;
    llvm::DebugLoc Loc;
  };
  llvm::SmallVector<Member, 2> Members;
};

/// Groups of the plain accesses (no masks, no dynamic sizes). With `Elide`
/// false every access is its own group.
llvm::SmallVector<CheckGroup, 32> groupAccesses(llvm::ArrayRef<Access> Accesses,
                                                bool Elide);

/// Removes groups that earlier checks prove; returns how many.
size_t removeProvedGroups(llvm::Function &F,
                          llvm::SmallVectorImpl<CheckGroup> &Groups);

} // namespace dmasan
