# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the suites of tests/kernel have in common: counting, the checks of every
boot, the network workload, and a suite's main function."""

import fnmatch
import pathlib
import sys

from console import Console
from machine import HERE, Kernel, Missing, boot, initramfs

NETWORK = ["-netdev", "user,id=n,restrict=on,guestfwd=tcp:10.0.2.100:1234-"
           "cmd:cat", "-device", "e1000,netdev=n"]
BOOT_SECONDS = 100


class Results:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, problem):
        """`problem` is empty when all is well."""
        if problem:
            self.failed += 1
            print(f"FAIL: {what}: {problem}")
        else:
            self.passed += 1
            print(f"ok: {what}")


def common(results, name, console):
    results.check(f"{name}: script", "" if console.said("status 0")
                  else "\n".join(console.lines[-15:]))
    results.check(f"{name}: kernel", "\n".join(console.trouble()))
    results.check(f"{name}: unload",
                  "" if console.said("unloaded") else "not done")


def network(results, kernel, work, build, name, driver, files=None):
    """The module `driver`, an e1000, works and nothing is reported. Files are
    further ones, or others, for the guest."""
    archive = initramfs(work / f"{name}.cpio", {
        "test": HERE / "guest/network",
        "dmasan.ko": build / "lib/dmasan/dmasan.ko",
        "e1000.ko": driver} | (files or {}))
    console = Console(boot(kernel, archive, NETWORK, BOOT_SECONDS))
    common(results, name, console)
    results.check(f"{name}: nothing is reported", str(console.reports())
                  if console.reports() or console.findings() else "")
    calls = console.calls()
    print(f"{name}: {calls}")
    # 2 MiB each way in Ethernet frames, every one mapped and unmapped.
    frames = 2 * (2 << 20) // 1514
    for function in ("dma_map_page_attrs", "dma_unmap_page_attrs"):
        results.check(f"{name}: {function} is seen", "" if calls.get(function, 0) >=
                      frames // 2 else f"{calls.get(function, 0)} times")
    results.check(f"{name}: dma_alloc_attrs is seen",
                  "" if calls.get("dma_alloc_attrs") else "never")
    return console


def brief(findings):
    """One line a finding, empty without any."""
    return "\n".join(f"{finding['kind']} in {finding['function']} of "
                     f"{finding['device']}" for finding in findings)


def suite(usage, *parts):
    """Calls each part(results, kernel, work, build), or those whose names match
    the pattern that may follow the build folder, and counts."""
    if len(sys.argv) not in (2, 3):
        sys.exit(usage)
    pattern = sys.argv[2] if len(sys.argv) == 3 else "*"
    build = pathlib.Path(sys.argv[1]).resolve()
    results = Results()
    try:
        kernel = Kernel(build)
        kernel.bring_up_to_date(build, "dmasan_test_ko")
        work = build / "tests/kernel"
        work.mkdir(parents=True, exist_ok=True)
        for part in parts:
            if fnmatch.fnmatch(part.__name__, pattern):
                part(results, kernel, work, build)
    except Missing as missing:
        print(f"skipped: {missing}; tools/install_packages "
              "tools/packages_kernel.txt installs all")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    print(f"{results.passed} passed, {results.failed} failed, 0 skipped")
    return 1 if results.failed or not results.passed else 0
