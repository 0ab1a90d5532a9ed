# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""dmasan.ko is looked at and changed while it runs: what guest/control did, and
what has to come of it."""

import json
import re

from checks import BOOT_SECONDS, NETWORK, common
from console import Console
from machine import HERE, boot, initramfs

# Findings so far after each step of guest/control.
STEPS = {"begun while off": 0, "found": 1, "off": 1, "on again": 1,
         "watched again": 2, "filtered": 2, "selected": 3, "suppressed": 3,
         "not suppressed": 4, "unloaded": 4, "the end": 4}
TRIES = ["works", "fails", "works", "fails", "fails", "works"]


TRACED = [r"dmasan_call: dma_unmap_page_attrs device=misuse dma=\w+ size=255 "
          r"direction=1 by case_unmap_short\+",
          r"dmasan_finding: unmap-size-mismatch severity=error device=misuse "
          r"driver=platform call=dma_unmap_page_attrs pc=case_unmap_short\+"]


def statistics(console):
    """What the guest's statistics file says, by name."""
    return dict(line.rsplit(": ", 1) for line in console.file("statistics"))


def control(results, kernel, work, build):
    """All of dmasan.ko's control files at work, in one boot."""
    name = "control"
    archive = initramfs(work / "control.cpio", {
        "test": HERE / "guest/control",
        "dmasan.ko": build / "lib/dmasan/dmasan.ko",
        "dmasan_test.ko": build / "lib/dmasan/dmasan_test.ko",
        "e1000.ko": kernel.stock_module("e1000")})
    console = Console(boot(kernel, archive, NETWORK, BOOT_SECONDS))
    common(results, name, console)
    for step, count in STEPS.items():
        results.check(f"{name}: {step}", "" if console.said(
            f"{step}: {count} findings") else f"not {count} findings")
    for said in ("filter at load !nobody", "suppressions at load mapping-leak:"
                 "driver=nobody # 0 hits; from suppressions=:1",
                 "enabled 0", "a bad line is refused", "suppressions left 0",
                 "a bad number is refused", "switched under traffic"):
        results.check(f"{name}: {said}", "" if console.said(said) else "no")
    listed = list(console.parts(r"listed (\d+)"))
    results.check(f"{name}: many are listed", "" if len(listed) == 1 and
                  int(listed[0]) > 100 else f"listed {listed}")
    results.check(f"{name}: the bad line is named", "" if any(
        line.startswith("dmasan: suppressions:2:1: no kind of finding is called "
                        "'no-such-kind'") for line in console.lines) else "no")
    line = r"misuse platform page DMA_FROM_DEVICE (0x\w+) 0x\w+ 256 device " \
        r"\d+ case_hold\+0x\w+/0x\w+ \[dmasan_test\]"
    lists = [text for text in console.file("mappings") if text[0] != "#"]
    results.check(f"{name}: mappings", "" if len(lists) == 1 and
                  re.fullmatch(line, lists[0]) else str(lists))
    objects = json.loads("\n".join(console.file("mappings.json")))
    wanted = {"device": "misuse", "driver": "platform", "size": 256,
              "direction": "DMA_FROM_DEVICE", "owner": "device",
              "function": "case_hold", "module": "dmasan_test"}
    results.check(f"{name}: mappings.json", "" if len(objects) == 1 and
                  wanted.items() <= objects[0].items() else str(objects))
    hits = console.file("suppressions")
    results.check(f"{name}: suppressions count their hits", "" if hits[2:] == [
        "unmap-direction-mismatch:device=misuse",
        "# 1 hits; from suppressions:1",
        "sg-nents-mismatch:function=case_scatter_*",
        "# 1 hits; from suppressions:3"] else str(hits))
    tries = [text.split()[-1] for text in console.lines
             if text.startswith("misuse: a mapping ")]
    results.check(f"{name}: fault injection",
                  "" if tries == TRIES else str(tries))
    said = statistics(console)
    wanted = {"watching": "1", "live mappings": "0", "suppressed": "2",
              "left out by filter": "1", "findings of severity error": "6",
              "findings counted but left out (what was mapped before is not "
              "known)": "2",
              "mappings that were made to fail": "3",
              "excused, nobody reads the last byte": "1"}
    results.check(f"{name}: statistics",
                  "" if wanted.items() <= said.items() else str(said))
    events = console.file("trace")
    for event in TRACED:
        results.check(f"{name}: trace event {event}", "" if any(
            re.search(event, line) for line in events) else str(events))
    results.check(f"{name}: calls are counted", "" if
                  int(said["calls"]) >= int(said["calls of "
                  "dma_map_page_attrs"]) >= 10 else str(said))
