// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interrupt lines. Raising one calls its handlers in the raising thread, first
// the hard one, then, if it asks for it, the threaded one; the table's lock is
// not held meanwhile, so a handler may request, free and raise.

#include "runtime/sim/announce.h"
#include "runtime/sim/device.h"

#include "dmasan/sim.h"

#include <linux/interrupt.h>

#include <pthread.h>
#include <stdlib.h>

using namespace dmasan::sim;

namespace {

struct Action {
  Action *Next;
  unsigned Line;
  irq_handler_t Hard, Threaded;
  void *Data;
};

constexpr unsigned kDisabledLines = 4096;

pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER; // everything below
Action *Actions;
uint8_t Disabled[kDisabledLines]; // depth

class Guard {
public:
  Guard() { pthread_mutex_lock(&Mutex); }
  ~Guard() { pthread_mutex_unlock(&Mutex); }
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;
};

// The handler number Skip of the line; false when there are no more.
bool handlerAt(unsigned Line, unsigned Skip, Action &Out) {
  Guard G;
  if (Line < kDisabledLines && Disabled[Line])
    return false;
  for (Action *A = Actions; A; A = A->Next)
    if (A->Line == Line && Skip-- == 0) {
      Out = *A;
      return true;
    }
  return false;
}

irqreturn_t callHard(const Action &A) {
  unsigned long Flags;
  local_irq_save(Flags);
  preempt_disable();
  irqreturn_t Result = A.Hard(int(A.Line), A.Data);
  preempt_enable();
  local_irq_restore(Flags);
  return Result;
}

struct ManagedLine {
  unsigned Line;
  void *Data;
};

void releaseLine(device *, void *Opaque) {
  auto *M = static_cast<ManagedLine *>(Opaque);
  free_irq(M->Line, M->Data);
  free(M);
}

// The record goes with the match.
bool isLine(void *Opaque, const void *Wanted) {
  auto *M = static_cast<ManagedLine *>(Opaque);
  auto *W = static_cast<const ManagedLine *>(Wanted);
  if (M->Line != W->Line || M->Data != W->Data)
    return false;
  free(M);
  return true;
}

unsigned lineOf(const device *Dev, unsigned Number) {
  return Dev->sim->Pci.irq + Number;
}

} // namespace

extern "C" {

int request_threaded_irq(unsigned int Line, irq_handler_t Hard,
                         irq_handler_t Threaded, unsigned long, const char *,
                         void *Data) {
  if ((!Hard && !Threaded) || Line == 0)
    return -EINVAL;
  auto *New = static_cast<Action *>(malloc(sizeof(Action)));
  if (!New)
    return -ENOMEM;
  Guard G;
  *New = {Actions, Line, Hard, Threaded, Data};
  Actions = New;
  return 0;
}

const void *free_irq(unsigned int Line, void *Data) {
  Guard G;
  for (Action **Link = &Actions; *Link; Link = &(*Link)->Next)
    if ((*Link)->Line == Line && (*Link)->Data == Data) {
      Action *Gone = *Link;
      *Link = Gone->Next;
      free(Gone);
      break;
    }
  return nullptr;
}

int devm_request_threaded_irq(device *Dev, unsigned int Line,
                              irq_handler_t Hard, irq_handler_t Threaded,
                              unsigned long Flags, const char *Name,
                              void *Data) {
  auto *M = static_cast<ManagedLine *>(malloc(sizeof(ManagedLine)));
  int Error = M ? request_threaded_irq(Line, Hard, Threaded, Flags, Name, Data)
                : -ENOMEM;
  if (Error) {
    free(M);
    return Error;
  }
  *M = {Line, Data};
  if (addManaged(Dev, releaseLine, M))
    return 0;
  releaseLine(Dev, M);
  return -ENOMEM;
}
void devm_free_irq(device *Dev, unsigned int Line, void *Data) {
  ManagedLine Wanted = {Line, Data};
  dropManaged(Dev, &Wanted, isLine, releaseLine);
  free_irq(Line, Data);
}

void disable_irq(unsigned int Line) {
  Guard G;
  if (Line < kDisabledLines)
    ++Disabled[Line];
}
void enable_irq(unsigned int Line) {
  Guard G;
  if (Line < kDisabledLines && Disabled[Line])
    --Disabled[Line];
}

int dmasan_sim_raise_irq(device *Dev, unsigned int Number) {
  if (!simDevice(Dev))
    return 0;
  announceInterrupt(Dev, DMASAN_SIM_CALLER);
  unsigned Called = 0;
  for (Action A; handlerAt(lineOf(Dev, Number), Called, A); ++Called) {
    int Line = int(A.Line);
    irqreturn_t Result = A.Hard ? callHard(A) : IRQ_WAKE_THREAD;
    if (Result == IRQ_WAKE_THREAD && A.Threaded)
      A.Threaded(Line, A.Data);
  }
  return int(Called);
}

int platform_get_irq(platform_device *Device, unsigned int Number) {
  return simDevice(&Device->dev) && Number < kLines
             ? int(lineOf(&Device->dev, Number))
             : -ENXIO;
}

int pci_alloc_irq_vectors(pci_dev *Device, unsigned int Least,
                          unsigned int Most, unsigned int) {
  if (!simDevice(&Device->dev) || Least > kLines)
    return -ENOSPC;
  return int(Most < kLines ? Most : kLines);
}
void pci_free_irq_vectors(pci_dev *) {}
int pci_irq_vector(pci_dev *Device, unsigned int Number) {
  return Number < kLines ? int(lineOf(&Device->dev, Number)) : -EINVAL;
}

} // extern "C"
