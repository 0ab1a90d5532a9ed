/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A hand-instrumented driver; each argument is one thing that it does.
 */
#include <dmasan/interface.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef WITH_ASAN
#define OFFSET DMASAN_SHADOW_OFFSET_WITH_ASAN
#else
#define OFFSET DMASAN_SHADOW_OFFSET
#endif

static int device;
static char *buffer;
static const uint64_t dma = 0x10000;

static struct dmasan_call call(enum dmasan_event event, const char *function) {
  struct dmasan_call c = {0};
  c.event = event;
  c.api = DMASAN_API_SINGLE;
  c.direction = DMASAN_FROM_DEVICE;
  c.device = &device;
  c.function = function;
  c.size = 256;
  return c;
}

static void add_device(void) {
  struct dmasan_call c = call(DMASAN_EVENT_DEVICE_ADD, "add");
  c.flags = DMASAN_CALL_DEVICE_HAS_MASK;
  c.object = "dev0";
  c.dma = ~0ull;
  c.size = 0;
  __dmasan_call(&c);
}

__attribute__((noinline)) static void map(void *cpu, uint64_t at) {
  struct dmasan_call c = call(DMASAN_EVENT_MAP, "dma_map_single");
  c.cpu = cpu;
  c.dma = c.result = at;
  __dmasan_call(&c);
  c = call(DMASAN_EVENT_MAPPING_ERROR, "dma_mapping_error");
  c.dma = at;
  __dmasan_call(&c);
}

__attribute__((noinline)) static void unmap(uint64_t at, uint64_t size) {
  struct dmasan_call c = call(DMASAN_EVENT_UNMAP, "dma_unmap_single");
  c.dma = at;
  c.size = size;
  __dmasan_call(&c);
}

/* What the plugin puts before a store. */
static inline void check_store(void *p, uintptr_t size) {
  uintptr_t a = (uintptr_t)p;
  if (*(volatile uint8_t *)((a >> DMASAN_SHADOW_SCALE) + OFFSET) &
      DMASAN_STORE_TRAP) {
    if (size == 4)
      __dmasan_store4(a);
    else
      __dmasan_store_n(a, size);
  }
}

static inline void store_inlined(char *p) {
  check_store(p, 4);
  memset(p, 1, 4);
}

__attribute__((noinline)) static void bad_store(char *p) { store_inlined(p); }

static void *thread_store(void *p) {
  bad_store(p);
  return NULL;
}

static void run(const char *what) {
  if (!strcmp(what, "map"))
    map(buffer, dma);
  else if (!strcmp(what, "unmap"))
    unmap(dma, 256);
  else if (!strcmp(what, "unmap-short"))
    unmap(dma, 128);
  else if (!strcmp(what, "store"))
    bad_store(buffer + 68);
  else if (!strcmp(what, "store-twice")) {
    for (int i = 0; i < 2; i++)
      bad_store(buffer + 68);
  } else if (!strcmp(what, "store-ignored")) {
    dmasan_ignore_begin();
    bad_store(buffer + 68);
    dmasan_ignore_end();
  } else if (!strcmp(what, "range")) {
    __dmasan_store_range((uintptr_t)buffer + 250, 100);
    __dmasan_store_range((uintptr_t)buffer, 0);
  } else if (!strcmp(what, "thread")) {
    pthread_t t;
    pthread_create(&t, NULL, thread_store, buffer + 4);
    pthread_join(t, NULL);
  } else if (!strcmp(what, "free")) {
    free(buffer);
    buffer = NULL;
  } else if (!strcmp(what, "stack")) {
    char local[256] __attribute__((aligned(64)));
    map(local, dma);
    unmap(dma, 256);
  } else if (!strcmp(what, "describe"))
    dmasan_describe_address(buffer + 10);
  else if (!strcmp(what, "would"))
    printf("would: load %d store %d beside %d\n",
           dmasan_would_report(buffer, 4, 0), dmasan_would_report(buffer, 4, 1),
           dmasan_would_report(buffer + 512, 4, 1));
  else if (!strcmp(what, "count"))
    printf("count: %d\n", (int)dmasan_finding_count());
  else if (!strcmp(what, "wrong-version"))
    __dmasan_init(DMASAN_ABI_VERSION + 1, OFFSET);
  else if (!strcmp(what, "mixture"))
    __dmasan_init(DMASAN_ABI_VERSION, OFFSET + 4096);
  else if (!strcmp(what, "wait-any"))
    printf("child: %d\n", waitpid(-1, NULL, WNOHANG) >= 0 || errno != ECHILD);
  else if (!strcmp(what, "hello"))
    printf("hello");
  else
    abort();
}

int main(int argc, char **argv) {
  int taken = argc > 1 && !strcmp(argv[1], "taken");
  if (taken)
    mmap((void *)(OFFSET + (1ull << 30)), 4096, PROT_NONE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  __dmasan_init(DMASAN_ABI_VERSION, OFFSET);
  add_device();
  buffer = aligned_alloc(64, 1024);
  for (int i = 1 + taken; i < argc; i++)
    run(argv[i]);
  free(buffer);
  return 5;
}
