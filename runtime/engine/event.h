// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One event on its way through the engine: the call or access, where it came
// from, and what is asked for more than once.
//
// Invariant: the stack is captured at most once, and only when something needs
// it. Threading: lives on the stack of the thread that made the event.

#pragma once

#include "dmasan/interface.h"
#include "reports/finding.h"
#include "runtime/check/views.h"
#include "runtime/core/dma_table.h"
#include "runtime/core/range.h"

namespace dmasan {

class Event {
public:
  Event(const dmasan_call &Call, uintptr_t Pc, uintptr_t Frame);

  const dmasan_call &Call;
  const uintptr_t Pc;
  ShadowRules Rules;
  bool IsAccess = false; // a load or store; IsWrite tells which
  bool IsWrite = false;

  uintptr_t frame() const { return Frame; }
  /// The device's id, made at first use; 0 when the table is full.
  DeviceId device();
  StackId stack();
  /// CPU address of the buffer, from a pointer, a page or a physical address.
  /// 0 when the memory has none.
  uint64_t cpu() const;
  CallView view() const;
  MappingQuery query();

private:
  const uintptr_t Frame;
  DeviceId Device = 0;
  StackId Stack = 0;
};

MappingView viewOf(const Mapping &M);
DeviceView viewOf(const Device &D, bool Coherent);

/// The origin of memory as the port knows it.
OriginInfo originOf(uint64_t Cpu, uint64_t Size, bool *ExemptOverlap = nullptr);

/// Host hooks of the public interface.
uint64_t pageAddress(const void *Page);
/// Moves Run on to the next bytes of the CPU range that no device wrote.
bool nextUnwritten(const void *Device, uint64_t Dma, Span Cpu, Span &Run);
size_t readScatterlist(const void *Object, bool IsTable, size_t First,
                       size_t Count, dmasan_sg_entry *Out);

} // namespace dmasan
