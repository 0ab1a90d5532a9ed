/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The public C interface of the DMASan runtime: everything that interceptors,
 * instrumented code and users may know of it. Plain C, usable without libc.
 *
 * Names: dmasan_* is for people, __dmasan_* is for the compiler plugin and for
 * interceptors. Every function may be called in any context (interrupt,
 * signal handler, with locks held): none sleeps, none allocates from the
 * host's allocator on behalf of the caller, none changes errno.
 */
#ifndef DMASAN_INTERFACE_H
#define DMASAN_INTERFACE_H

#ifndef __KERNEL__
#include <stddef.h>
#include <stdint.h>
#else
#include <linux/types.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif
/* A driver may be a shared object and the runtime in the program. */
#pragma GCC visibility push(default)

enum dmasan_event {
#define DMASAN_EVENT(Id, Name, When, Summary) DMASAN_EVENT_##Id,
#include "dmasan/events.def"
  DMASAN_EVENT_COUNT
};

enum dmasan_api {
#define DMASAN_API(Id, Name, Summary) DMASAN_API_##Id,
#include "dmasan/events.def"
  DMASAN_API_COUNT
};

enum dmasan_direction {
#define DMASAN_DIRECTION(Id, Name, Value) DMASAN_##Id = Value,
#include "dmasan/events.def"
  DMASAN_DIRECTION_COUNT
};

/* Attribute bits, in Linux's numbering (linux/dma-mapping.h). */
#define DMASAN_ATTR_WEAK_ORDERING (1ull << 1)
#define DMASAN_ATTR_WRITE_COMBINE (1ull << 2)
#define DMASAN_ATTR_NO_KERNEL_MAPPING (1ull << 4)
#define DMASAN_ATTR_SKIP_CPU_SYNC (1ull << 5)

/* `count` of an allocation: its flags in Linux's numbering; this one lets it
 * sleep (__GFP_DIRECT_RECLAIM). */
#define DMASAN_GFP_MAY_SLEEP (1ull << 10)

/* The address that a failed mapping has (DMA_MAPPING_ERROR). */
#define DMASAN_MAPPING_ERROR (~0ull)

enum dmasan_call_flags {
  DMASAN_CALL_CPU_IS_PAGE = 1 << 0, /* cpu is a struct page, offset counts */
  DMASAN_CALL_CPU_IS_PHYS = 1 << 1, /* cpu is a physical address */
  DMASAN_CALL_OBJECT_IS_SG_TABLE = 1 << 2, /* object is a struct sg_table */
  DMASAN_CALL_ERROR_VISIBLE = 1 << 3, /* the caller's mapping_error is seen */
  DMASAN_CALL_MANAGED = 1 << 4, /* freed by the host when the device goes */
  DMASAN_CALL_COHERENT_MASK = 1 << 5,  /* set_mask: for coherent memory */
  DMASAN_CALL_STREAMING_MASK = 1 << 6, /* set_mask: for streaming mappings */
  DMASAN_CALL_END_ADDRESS = 1 << 7, /* size holds an end address, not a size */
  DMASAN_CALL_DEVICE_COHERENT = 1 << 8,  /* device_add: OS was told coherent */
  DMASAN_CALL_DEVICE_SNOOPS = 1 << 9,    /* device_add: hardware is coherent */
  DMASAN_CALL_DEVICE_HAS_MASK = 1 << 10, /* device_add: a bus set a mask: dma */
  DMASAN_CALL_HARDWARE_KNOWN = 1 << 11,  /* device_add: SNOOPS is a fact */
  DMASAN_CALL_DEVICE_UNCONFIGURED = 1 << 12, /* device_add: a child that did not
                                              * inherit a DMA configuration */
  DMASAN_CALL_ORDERS_REGISTERS = 1 << 13, /* barriers: register accesses, too,
                                           * not only memory's */
  DMASAN_CALL_WHOLE_LINES = 1 << 14, /* cache_*: lines that the range has only
                                      * a part of are left out */
  DMASAN_CALL_COUNT_IS_RESULT = 1 << 15, /* unmap_sg, sync_sg: count is known to
                                          * be what map_sg returned */
  DMASAN_CALL_DEVICE_RUNS = 1 << 17, /* device_shutdown: nothing stopped it, so
                                      * what it may write now is a finding */
  DMASAN_CALL_STRING = 1 << 16, /* cpu_*: what is read ends with its NUL, or
                                 * after size bytes where there is a size */
  DMASAN_CALL_SHARED_LINES = 1 << 17, /* alias_create: caches take it for the
                                       * memory's own address (user mapping) */
  DMASAN_CALL_REFUSED = 1 << 18, /* device_*: an IOMMU refused it, somewhere in
                                  * these size bytes (its page: a power of 2) */
};

/* One API call (or device access), as an interceptor saw it. Zero what the
 * call does not have. `result` is the raw return value for After events. */
struct dmasan_call {
  uint32_t event;       /* enum dmasan_event */
  uint32_t api;         /* enum dmasan_api */
  uint32_t direction;   /* enum dmasan_direction; any value may arrive */
  uint32_t flags;       /* enum dmasan_call_flags */
  const void *device;   /* identity of the struct device; may be NULL */
  const void *cpu;      /* CPU address, struct page or physical address */
  const void *object;   /* scatterlist, sg_table, pool, pages; or device name */
  uint64_t offset;      /* bytes added to cpu (page) or to dma (sync_range) */
  uint64_t dma;         /* DMA address; mask for set_mask */
  uint64_t size;        /* bytes; device_add: mask of the bus's wires or 0 */
  uint64_t attrs;       /* DMASAN_ATTR_*, Linux bits */
  uint64_t count;       /* entries of a scatterlist, pages; allocation flags */
  uint64_t result;      /* return value, zero extended; device_read and
                         * device_write: `dma` after the wires of the bus, so
                         * result != dma is an address that does not fit them */
  const char *function; /* name of the API function, static storage */
};

/* The one way in for API calls. The caller's stack is taken from here. */
void __dmasan_call(const struct dmasan_call *call);

/* For an interceptor that knows a better place than its own return address:
 * `pc` inside the API's caller, `frame` its frame pointer (0: unwind here). */
void __dmasan_call_at(const struct dmasan_call *call, uintptr_t pc,
                      uintptr_t frame);

/* --- Shadow and inline checks -------------------------------------------
 * One shadow byte describes 64 bytes. An instrumented access tests one bit of
 * one byte and calls a slow path when it is set:
 *
 *   constant mapping (hosted):   byte = *(uint8_t *)((addr >> 6) + offset)
 *   dynamic mapping (kernel, freestanding), with the table below:
 *     if (addr - base < limit) byte = shadow[(addr - base) >> 6]
 */
#define DMASAN_SHADOW_SCALE 6
/* A test may read up to this many shadow bytes behind that of the last address
 * (one load serves several lines): they have to be readable. */
#define DMASAN_SHADOW_PAD 8
#define DMASAN_LOAD_TRAP 1
#define DMASAN_STORE_TRAP 2
#define DMASAN_SHADOW_OFFSET 0x7fff8000ull
/* With ASan in the program its own shadow takes the place above. */
#define DMASAN_SHADOW_OFFSET_WITH_ASAN 0x200000000000ull
/* Raised whenever instrumented code and runtime could misunderstand. */
#define DMASAN_ABI_VERSION 1

/* Called by a constructor of every hosted instrumented object file. A second
 * call with another offset or version is a fatal, explained error. */
void __dmasan_init(uint32_t abi_version, uint64_t shadow_offset);
/* Called by constructors of the object files that need it; memory that is
 * mapped from then on is watched, at the price of traps.
 * fetches: built with -fsanitize-dma-fetches; second reads of coherent memory.
 * doorbells: has relaxed register writes; stores to coherent memory. */
void __dmasan_watch_fetches(void);
void __dmasan_watch_doorbells(void);
/* A value that was loaded from here is about to be used as an index or a
 * length, and the code compared it with nothing. */
void __dmasan_unchecked_use(uintptr_t addr, uintptr_t size);

#if defined(__clang__) && (defined(__x86_64__) || defined(__aarch64__))
#define DMASAN_PRESERVE_MOST __attribute__((preserve_most))
#else
#define DMASAN_PRESERVE_MOST
#endif

/* Slow paths of the inline tests, hosted. `addr` is the accessed address. The
 * access has not happened yet. preserve_most keeps the fast path's registers
 * free of spills. */
DMASAN_PRESERVE_MOST void __dmasan_load1(uintptr_t addr);
DMASAN_PRESERVE_MOST void __dmasan_load2(uintptr_t addr);
DMASAN_PRESERVE_MOST void __dmasan_load4(uintptr_t addr);
DMASAN_PRESERVE_MOST void __dmasan_load8(uintptr_t addr);
DMASAN_PRESERVE_MOST void __dmasan_load16(uintptr_t addr);
DMASAN_PRESERVE_MOST void __dmasan_load_n(uintptr_t addr, uintptr_t size);
DMASAN_PRESERVE_MOST void __dmasan_store1(uintptr_t addr);
DMASAN_PRESERVE_MOST void __dmasan_store2(uintptr_t addr);
DMASAN_PRESERVE_MOST void __dmasan_store4(uintptr_t addr);
DMASAN_PRESERVE_MOST void __dmasan_store8(uintptr_t addr);
DMASAN_PRESERVE_MOST void __dmasan_store16(uintptr_t addr);
DMASAN_PRESERVE_MOST void __dmasan_store_n(uintptr_t addr, uintptr_t size);

/* Whole ranges (memcpy and friends): test the shadow themselves. size 0 is
 * nothing. */
void __dmasan_load_range(uintptr_t addr, uintptr_t size);
void __dmasan_store_range(uintptr_t addr, uintptr_t size);
/* Scan for the loop check: nonzero when any line of [addr, addr + size) has
 * one of the `traps` bits set. Never reports. A wrapping range is nonzero. */
int __dmasan_range_trapped(uintptr_t addr, uintptr_t size, unsigned traps);

/* Dynamic mapping. Every instrumented object carries a weak, hidden, zeroed
 * copy named __dmasan_table (in a section of that name, ".dmasan_table"): with
 * limit 0 nothing is checked and no symbol of DMASan is needed, so a driver
 * built with the flag loads with and without the runtime. The host fills the
 * copies in (kernel: from a module notifier, which finds the table by calling
 * the module's struct dmasan_table *__dmasan_find_table(void)) and clears
 * `limit` before the runtime goes away. Layout is ABI: append only, raise the
 * version. */
#define DMASAN_TABLE_MAGIC 0x444d4153414e0001ull
struct dmasan_table {
  uint64_t magic;  /* DMASAN_TABLE_MAGIC, set by the compiler */
  uintptr_t base;  /* first address that the shadow describes */
  uintptr_t limit; /* bytes described; 0: switched off */
  const uint8_t *shadow;
  /* access: size in bytes; is_store: 0 or 1; pc: of the access; frame: frame
   * pointer of the accessing function or 0. */
  void (*access)(uintptr_t addr, uintptr_t size, unsigned is_store,
                 uintptr_t pc);
  void (*range)(uintptr_t addr, uintptr_t size, unsigned is_store,
                uintptr_t pc);
  void (*call)(const struct dmasan_call *call, uintptr_t pc);
};

/* One access with everything explicit: what the table's entries, foreign
 * compilers' ABIs and user-space interceptors use. */
void __dmasan_access(uintptr_t addr, uintptr_t size, unsigned is_store,
                     uintptr_t pc, uintptr_t frame);

/* --- Scatterlists --------------------------------------------------------
 * Their layout is the host's secret. The host registers one reader. */
struct dmasan_sg_entry {
  const void *cpu;     /* CPU address of the segment, NULL if it has none */
  uint64_t length;     /* bytes */
  uint64_t dma;        /* after mapping; merged entries: see dma_length */
  uint64_t dma_length; /* 0: this entry was merged into an earlier one */
};
/* Reads entries [first, first + count) of `object`; returns how many exist. */
typedef size_t (*dmasan_sg_reader)(const void *object, int is_sg_table,
                                   size_t first, size_t count,
                                   struct dmasan_sg_entry *out);
/* struct page (or a page of an array of pages) to its CPU address, or NULL. */
typedef const void *(*dmasan_page_address)(const void *page);
void dmasan_set_sg_reader(dmasan_sg_reader reader);
void dmasan_set_page_address(dmasan_page_address page_address);

/* Whoever watches what devices write tells which bytes of a mapping, of `size`
 * bytes at `dma`, no device has written since they were given to it: moves
 * *offset on to the next such byte, sets *length and returns nonzero; 0 when
 * there is none. Asked before unmap and after sync_for_cpu, with no lock held.
 * A CPU that reads them is accused. */
typedef int (*dmasan_unwritten_reader)(const void *device, uint64_t dma,
                                       uint64_t size, uint64_t *offset,
                                       uint64_t *length);
void dmasan_set_unwritten_reader(dmasan_unwritten_reader reader);

/* --- For users ------------------------------------------------------------ */

/* One finding, as plain facts. What is not known is 0 or an empty text. */
struct dmasan_report {
  const char *kind;     /* "double-unmap"; the catalogue names them all */
  const char *severity; /* "error", "portability", "performance", "style" */
  const char *device, *driver; /* names */
  const char *call;            /* API function, NULL for a load or store */
  uintptr_t pc;                /* of the call or access */
  uintptr_t address;           /* accused first CPU byte */
  uint64_t dma;                /* address that the call or the device used */
  uint64_t size;               /* accused bytes */
  int64_t offset;  /* accused first byte, from the mapping's start */
  uint32_t thread; /* or task */
};
/* Called for each finding that is reported, right before it is, by the thread
 * that made it and wherever it is (interrupt, signal handler): it may not sleep
 * and may not call the DMA API. The report dies with the call. Returns the
 * callback that was there before; NULL: none. */
typedef void (*dmasan_report_callback)(const struct dmasan_report *report);
dmasan_report_callback
dmasan_set_report_callback(dmasan_report_callback callback);

/* Number of findings so far that were neither suppressed nor duplicates. */
uint64_t dmasan_finding_count(void);
/* Prints what is known of an address: mappings, owner, history, shadow. */
void dmasan_describe_address(const void *addr);
/* 1 when a load (is_store 0) or store of the range would be reported. */
int dmasan_would_report(const void *addr, size_t size, int is_store);
/* How many mappings and allocations a device has now, NULL: all devices. A
 * scatterlist counts once. Walks over all mappings, as do the next two. */
uint64_t dmasan_live_mappings(const void *device);
/* Reports them as leaks, one finding for each place that made some, and leaves
 * them as they are: for a point where a driver should have none (its queue is
 * stopped). Memory that its host frees with the device is no leak. Returns how
 * many there are. */
uint64_t dmasan_check_leaks(const void *device);
/* The same for mappings of all devices whose maker `is_owner` knows: it gets
 * the device and the stack of the call that made one, innermost frame first,
 * and must not call DMASan. For code that goes away; what was reported is not
 * reported again when its device goes, too. */
typedef int (*dmasan_owner_test)(const void *device, const uintptr_t *frames,
                                 size_t count, void *context);
uint64_t dmasan_check_leaks_of(dmasan_owner_test is_owner, void *context);
/* Prints them where reports go, one entry for each place that made some. Makes
 * no finding. Hosted programs only. */
void dmasan_print_mappings(const void *device);
/* Writes them as a JSON array, one object a mapping (also one an entry of a
 * scatterlist), NUL terminated and cut where the capacity ends. Returns the
 * length of the whole, without the NUL, as snprintf does; 0 from within a
 * report. Takes DMASan's report lock, so not for signal handlers. Hosted
 * programs only; a kernel has debugfs. */
size_t dmasan_mappings_json(const void *device, char *out, size_t capacity);
/* The mapping at `dma` holds buffers of `size` bytes, one behind the other,
 * that change hands one by one (receive buffers of half a page, a ring in one
 * mapping): a sync that ends inside another one than it began in is a finding.
 * A sync of several whole ones is fine. size 0: one buffer again. Where nothing
 * is mapped this does nothing. A driver in a kernel, which knows no symbol of
 * DMASan, gives a function of its own the event sub_buffers in a model. */
void dmasan_declare_sub_buffers(const void *device, uint64_t dma,
                                uint64_t size);
/* What is wrong with the mapping of this memory for the device is known and
 * excused, for a reason in words (at most 95 bytes are kept, of 63 different
 * reasons): of the mapping that begins at `memory` now, else of the next one
 * that does. Nothing is reported of it until it is gone; what would have been
 * is counted, and the reason stands in listings. A driver in a kernel includes
 * dmasan/annotations.h instead. */
void dmasan_excuse(const void *device, const void *memory, const char *reason);
/* Switches checks off and on for the calling thread; nests. Mappings are
 * still tracked. */
void dmasan_ignore_begin(void);
void dmasan_ignore_end(void);

/* For allocators: fills memory that was just allocated and is not zeroed, so
 * that bytes of it which reach a device unwritten are found. Does nothing
 * without option detect_uninitialized. */
void dmasan_fill_uninitialized(void *memory, size_t size);

/* A user may define these (weak in the runtime). */
const char *__dmasan_default_options(void);
const char *__dmasan_default_suppressions(void);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif
