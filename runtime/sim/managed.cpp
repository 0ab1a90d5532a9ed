// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Resources that are released when their device is unbound, newest first.

#include "runtime/sim/device.h"
#include "runtime/sim/memory.h"

#include <linux/slab.h>

#include <stdlib.h>

struct Managed {
  Managed *Next;
  void (*Release)(device *, void *);
  void *Data;
};

namespace dmasan::sim {

bool sameData(void *Data, const void *Wanted) { return Data == Wanted; }

bool addManaged(device *Dev, void (*Release)(device *, void *), void *Data) {
  auto *M = static_cast<Managed *>(malloc(sizeof(Managed)));
  if (!M || !simDevice(Dev)) {
    free(M);
    return false;
  }
  Lock L;
  *M = {Dev->sim->Managed, Release, Data};
  Dev->sim->Managed = M;
  return true;
}

bool dropManaged(device *Dev, const void *Wanted,
                 bool (*Matches)(void *Data, const void *Wanted),
                 void (*Release)(device *, void *)) {
  if (!simDevice(Dev))
    return false;
  Lock L;
  for (Managed **Link = &Dev->sim->Managed; *Link; Link = &(*Link)->Next)
    if ((*Link)->Release == Release && Matches((*Link)->Data, Wanted)) {
      Managed *M = *Link;
      *Link = M->Next;
      free(M);
      return true;
    }
  return false;
}

void releaseManaged(device *Dev) {
  while (Managed *M = Dev->sim->Managed) {
    Dev->sim->Managed = M->Next;
    M->Release(Dev, M->Data);
    free(M);
  }
}

} // namespace dmasan::sim

using namespace dmasan::sim;

namespace {

struct Action {
  void (*Function)(void *);
  void *Data;
};

void releaseMemory(device *, void *Object) { kfree(Object); }
void releaseAction(device *, void *Data) {
  auto *A = static_cast<Action *>(Data);
  A->Function(A->Data);
  free(A);
}

} // namespace

extern "C" {

void *devm_kmalloc(device *Dev, size_t Size, gfp_t Gfp) {
  void *Object = kmalloc(Size, Gfp);
  if (Object && addManaged(Dev, releaseMemory, Object))
    return Object;
  kfree(Object);
  return nullptr;
}
void *devm_kzalloc(device *Dev, size_t Size, gfp_t Gfp) {
  return devm_kmalloc(Dev, Size, Gfp | __GFP_ZERO);
}
void *devm_kcalloc(device *Dev, size_t N, size_t Size, gfp_t Gfp) {
  size_t Bytes;
  return __builtin_mul_overflow(N, Size, &Bytes)
             ? nullptr
             : devm_kzalloc(Dev, Bytes, Gfp);
}
void devm_kfree(device *Dev, const void *Object) {
  if (dropManaged(Dev, Object, sameData, releaseMemory))
    kfree(Object);
}

int devm_add_action(device *Dev, void (*Function)(void *), void *Data) {
  auto *A = static_cast<Action *>(malloc(sizeof(Action)));
  if (!A)
    return -ENOMEM;
  *A = {Function, Data};
  if (addManaged(Dev, releaseAction, A))
    return 0;
  free(A);
  return -ENOMEM;
}
int devm_add_action_or_reset(device *Dev, void (*Function)(void *),
                             void *Data) {
  int Error = devm_add_action(Dev, Function, Data);
  if (Error)
    Function(Data);
  return Error;
}

} // extern "C"
