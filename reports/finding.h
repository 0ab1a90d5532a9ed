// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A finding: one diagnosed misuse as plain data. Checks fill it, the sink
// deduplicates and suppresses it, renderers turn it into text or JSON. It owns
// nothing and points to nothing that can go away, so it may be copied, queued
// and rendered after every lock has been dropped.
//
// Invariant: a zero member means "not known" and is not printed.

#pragma once

#include "reports/kinds.h"

namespace dmasan {

inline constexpr size_t kMaxFrames = 64;
inline constexpr size_t kHistoryLength = 4;
inline constexpr size_t kShadowWindow = 33; // lines, the middle one accused
inline constexpr size_t kNameLength = 48;

/// A stack in the depot; 0 is "no stack".
using StackId = uint32_t;

/// Bytes [Begin, Begin + Size) of CPU memory.
struct CpuRange {
  uintptr_t Begin;
  uint64_t Size;
};

enum class HandoverKind : uint8_t {
  None,
  Map,
  SyncForCpu,
  SyncForDevice,
  Unmap,
  DeviceRead,
  DeviceWrite,
  CpuWrite, // the first store into a range since the CPU owns it
};

/// One change of ownership (or first use) of a part of a mapping.
struct Handover {
  HandoverKind Kind;
  uint32_t Thread;   // host's id of the thread or task
  uint64_t Sequence; // orders a mapping's and a thread's hand-overs, no clock
  uint64_t Offset;   // first byte, from the start of the mapping
  uint64_t Size;     // bytes
  StackId Stack;
};

/// A mapping as it was when the finding was made.
struct MappingInfo {
  uint64_t Id; // serial number; 0: no mapping
  uint8_t Api; // enum dmasan_api
  uint8_t Direction;
  bool Coherent; // coherent memory, no hand-overs
  bool Live;     // false: already unmapped
  uint64_t Attrs;
  CpuRange Cpu;
  uint64_t Dma;
  uint64_t Count; // scatterlist entries, 0 for others
  StackId MapStack;
  StackId UnmapStack;
  uint64_t EndedNs;                 // ago; 0: not told
  Handover History[kHistoryLength]; // oldest first, Kind None: unused
};

/// Who has the bytes of a live mapping.
enum class Owner : uint8_t {
  Nobody, // coherent memory, or no memory of the CPU
  Device,
  Cpu,
  CpuWritten, // and has written since it was handed over
  Mixed,      // one part the device, another the CPU
};

/// A live mapping in a listing.
struct LiveMapping {
  MappingInfo Mapping;
  Owner Who;
  uint64_t AgeMs;     // since its map call
  const char *Excuse; // why nothing is reported of it, or null; stays
  char DeviceName[kNameLength];
  char DriverName[kNameLength];
};

/// Where a piece of memory comes from.
enum class OriginKind : uint8_t {
  Unknown,
  Heap,  // an allocation with known bounds
  Freed, // an allocation that was freed
  Stack,
  Data, // writable globals
  Rodata,
  Text,
  Vmalloc, // virtually contiguous only
  User,
  Device, // MMIO
  Alias,  // second address of other memory (vmap)
  Pages,  // page allocator or page cache, no object known
  Invalid,
};

struct OriginInfo {
  OriginKind Kind;
  bool Unpinned;       // user memory that may be moved or go away
  bool Untranslated;   // vmalloc memory taken for a page: it lies on others
  CpuRange Object;     // Size 0: bounds unknown
  uint64_t PaddedSize; // its allocator pads it to the hazard line; 0: no
  StackId AllocStack;
  StackId FreeStack;
  uintptr_t AliasDirty; // first byte written through a second address and not
                        // flushed, or 0
};

struct Finding {
  Kind What;
  Severity Sev;
  bool IsAccess; // a load or store (IsWrite tells), else a call or device
  bool IsWrite;
  bool ByDevice; // an access of the device (IsWrite tells)
  bool Refused;  // ... which an IOMMU refused, somewhere in Size bytes at Dma
  bool LastOfMapping; // further ones of this kind and mapping are left out
  uint8_t Direction;  // as given to the call
  uint8_t Api;        // family of the call
  uint32_t Thread;
  uint64_t Sequence;
  uintptr_t Pc;
  uintptr_t Address;    // accused first CPU byte
  uint64_t Dma;         // address given to the call or used by the device
  int64_t Offset;       // accused first byte, from the start of Mapping;
                        // negative: a neighbour before it
  uint64_t Size;        // accused bytes
  uint64_t Expected;    // for mismatches: what it should have been
  uint64_t Actual;      // and what it was
  uint64_t Count;       // how many of the same were grouped (leaks); 0 means 1
  const char *Function; // API function or null, static storage
  char DeviceName[kNameLength];
  char DriverName[kNameLength];
  StackId Stack;       // of the access or call
  StackId SecondStack; // the other place: the store that was not handed over
  MappingInfo Mapping;
  MappingInfo Other;     // the second party on a line
  OriginInfo Origin;     // of the buffer, or of the neighbour for line findings
  uintptr_t WindowBegin; // CPU address of the first line in Window
  uint8_t Window[kShadowWindow]; // raw shadow bytes
  uint32_t HazardLine;           // bytes

  /// Its stack is the access's; of a refused one it is that of the call which
  /// mapped or unmapped.
  bool accessesItself() const { return IsAccess || (ByDevice && !Refused); }
};

} // namespace dmasan
