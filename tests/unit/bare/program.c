/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A whole program without a library: the board's part, the four memory
 * functions that a compiler takes for granted, and a driver with two bugs.
 */
#include "dmasan/interface.h"
#include "runtime/port/bare/board.h"

void *memcpy(void *to, const void *from, size_t size) {
  for (size_t i = 0; i < size; i++)
    ((char *)to)[i] = ((const char *)from)[i];
  return to;
}
void *memmove(void *to, const void *from, size_t size) {
  if ((uintptr_t)to < (uintptr_t)from)
    return memcpy(to, from, size);
  while (size--)
    ((char *)to)[size] = ((const char *)from)[size];
  return to;
}
void *memset(void *to, int value, size_t size) {
  for (size_t i = 0; i < size; i++)
    ((char *)to)[i] = (char)value;
  return to;
}
int memcmp(const void *a, const void *b, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (((const char *)a)[i] != ((const char *)b)[i])
      return ((const unsigned char *)a)[i] - ((const unsigned char *)b)[i];
  return 0;
}

static long system_call(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c)
                   : "rcx", "r11", "memory");
  return result;
}

void dmasan_board_write(const char *text, size_t size) {
  system_call(1, 1, (long)text, (long)size);
}
unsigned long dmasan_board_irq_save(void) { return 0; }
void dmasan_board_irq_restore(unsigned long flags) { (void)flags; }

static char ram[1 << 20] __attribute__((aligned(4096)));
static char memory[8 << 20] __attribute__((aligned(4096)));
static int device;

static void say(const char *text) {
  size_t size = 0;
  while (text[size])
    size++;
  dmasan_board_write(text, size);
}

static void send(enum dmasan_event event, const char *function, uint64_t size) {
  struct dmasan_call c = {0};
  c.event = event;
  c.api = DMASAN_API_SINGLE;
  c.direction = DMASAN_FROM_DEVICE;
  c.flags = event == DMASAN_EVENT_DEVICE_ADD ? DMASAN_CALL_DEVICE_HAS_MASK : 0;
  c.device = &device;
  c.function = function;
  c.size = size;
  c.dma = c.result = event == DMASAN_EVENT_DEVICE_ADD ? ~0ull : 0x8000;
  c.cpu = event == DMASAN_EVENT_MAP ? ram : 0;
  __dmasan_call(&c);
}

static int run(void) {
  if (dmasan_bare_start((uintptr_t)ram, sizeof(ram), memory, 4096) != -1)
    return 1; /* too small, and said so */
  if (dmasan_bare_start((uintptr_t)ram, sizeof(ram), memory, sizeof(memory)))
    return 2;
  send(DMASAN_EVENT_DEVICE_ADD, "add", 0);
  send(DMASAN_EVENT_MAP, "map", 256);
  send(DMASAN_EVENT_MAPPING_ERROR, "mapping_error", 0);
  if (__dmasan_range_trapped((uintptr_t)ram + 512, 64, 3))
    return 3; /* beside the mapping */
  if (!__dmasan_range_trapped((uintptr_t)ram, 1, 3))
    return 4;
  __dmasan_access((uintptr_t)ram + 512, 4, 1,
                  (uintptr_t)__builtin_return_address(0), 0);
  if (dmasan_finding_count() != 0)
    return 5;
  __dmasan_access((uintptr_t)ram + 68, 4, 1,
                  (uintptr_t)__builtin_return_address(0), 0);
  if (dmasan_finding_count() != 1)
    return 6;
  send(DMASAN_EVENT_UNMAP, "unmap", 128);
  if (dmasan_finding_count() != 2)
    return 7;
  if (__dmasan_range_trapped((uintptr_t)ram, sizeof(ram), 3))
    return 8; /* an unmap with a wrong size still ends all of it */
  say("findings: 2\n");
  return 0;
}

__attribute__((used)) static void start(void) {
  int failed = run();
  say(failed ? "a check failed\n" : "all checks passed\n");
  system_call(231, failed, 0, 0);
}

/* The kernel enters with the stack aligned and no return address. */
__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  call start\n");
