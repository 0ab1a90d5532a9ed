/* SPDX-License-Identifier: GPL-2.0
 *
 * Trace events: dmasan:dmasan_finding, each finding that is reported, where it
 * was made and before it is printed; dmasan:dmasan_call, each call of the DMA
 * API as DMASan understood it.
 *
 * A module finds them by name (register_tracepoint_module_notifier): DMASan
 * exports no symbol.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dmasan

#if !defined(DMASAN_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define DMASAN_TRACE_H

#include <linux/device.h>
#include <linux/tracepoint.h>
#include <linux/version.h>

#include "dmasan/interface.h"

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#define DMASAN_ASSIGN(Field, Text) __assign_str(Field, Text)
#else
#define DMASAN_ASSIGN(Field, Text) __assign_str(Field)
#endif

/* clang-format off */
TRACE_EVENT(dmasan_finding,
  TP_PROTO(const struct dmasan_report *report),
  TP_ARGS(report),
  TP_STRUCT__entry(
    __string(kind, report->kind)
    __string(severity, report->severity)
    __string(device, report->device)
    __string(driver, report->driver)
    __string(call, report->call ?: "")
    __field(unsigned long, pc)
    __field(unsigned long, address)
    __field(u64, dma)
    __field(u64, size)
    __field(s64, offset)
  ),
  TP_fast_assign(
    DMASAN_ASSIGN(kind, report->kind);
    DMASAN_ASSIGN(severity, report->severity);
    DMASAN_ASSIGN(device, report->device);
    DMASAN_ASSIGN(driver, report->driver);
    DMASAN_ASSIGN(call, report->call ?: "");
    __entry->pc = report->pc;
    __entry->address = report->address;
    __entry->dma = report->dma;
    __entry->size = report->size;
    __entry->offset = report->offset;
  ),
  TP_printk("%s severity=%s device=%s driver=%s call=%s pc=%pS address=%lx "
            "dma=%llx size=%llu offset=%lld",
            __get_str(kind), __get_str(severity), __get_str(device),
            __get_str(driver), __get_str(call), (void *)__entry->pc,
            __entry->address, __entry->dma, __entry->size, __entry->offset)
);

TRACE_EVENT(dmasan_call,
  TP_PROTO(const struct dmasan_call *call, unsigned long pc),
  TP_ARGS(call, pc),
  TP_STRUCT__entry(
    __string(function, call->function)
    __string(device, call->device ? dev_name(call->device) : "")
    __field(unsigned long, pc)
    __field(u64, dma)
    __field(u64, size)
    __field(u32, direction)
  ),
  TP_fast_assign(
    DMASAN_ASSIGN(function, call->function);
    DMASAN_ASSIGN(device, call->device ? dev_name(call->device) : "");
    __entry->pc = pc;
    __entry->dma = call->dma;
    __entry->size = call->size;
    __entry->direction = call->direction;
  ),
  TP_printk("%s device=%s dma=%llx size=%llu direction=%u by %pS",
            __get_str(function), __get_str(device), __entry->dma,
            __entry->size, __entry->direction, (void *)__entry->pc)
);
/* clang-format on */

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE dmasan_trace
#include <trace/define_trace.h>
