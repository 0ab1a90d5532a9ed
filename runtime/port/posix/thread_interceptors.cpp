// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pthread_create, so that every thread's stack is known to all others. Weak:
// another sanitizer in the program has its own, and knows the stacks itself.

#include "runtime/port/posix/thread.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

using namespace dmasan::posix;

namespace {

using CreateFunction = int (*)(pthread_t *, const pthread_attr_t *,
                               void *(*)(void *), void *);

struct Start {
  void *(*Routine)(void *);
  void *Argument;
};

// The key's destructor also runs when the thread ends by pthread_exit or is
// cancelled.
pthread_key_t EndKey;
pthread_once_t Once = PTHREAD_ONCE_INIT;
CreateFunction Real;

void prepare() {
  Real = reinterpret_cast<CreateFunction>(dlsym(RTLD_NEXT, "pthread_create"));
  pthread_key_create(&EndKey, [](void *) { unregisterOwnStack(); });
}

void *startThread(void *Opaque) {
  Start Copy = *static_cast<Start *>(Opaque);
  {
    InternalScope Scope;
    free(Opaque);
    registerOwnStack();
    pthread_setspecific(EndKey, &EndKey);
  }
  return Copy.Routine(Copy.Argument);
}

} // namespace

extern "C" __attribute__((weak, visibility("default"))) int
pthread_create(pthread_t *Thread, const pthread_attr_t *Attributes,
               void *(*Routine)(void *), void *Argument) {
  InternalScope Scope;
  pthread_once(&Once, prepare);
  auto *S = static_cast<Start *>(malloc(sizeof(Start)));
  if (!S || !Real)
    return EAGAIN;
  *S = {Routine, Argument};
  int Result = Real(Thread, Attributes, startThread, S);
  if (Result != 0)
    free(S);
  return Result;
}
