# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What the kernel tests share: drivers built from Debian's kernel source,
# unmodified or patched, boots with `dmasan vm`, and the comparison of findings.

import fnmatch
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from machine import HERE, Failed, Kernel, Missing
from sources import Sources
from vm import Vm

# Folder in the kernel's tree: the modules to build there.
DRIVERS = {
    "drivers/net/ethernet/intel/e1000": ["e1000"],
    "drivers/net/ethernet/realtek": ["8139cp"],
    "drivers/nvme/host": ["nvme-core", "nvme"],
}


class Bench:
    """A build tree with the tools in it, and a folder below it to work in."""

    def __init__(self, build, name="tests", machine=(Kernel, [])):
        """`machine`: one of machines.py."""
        kernel, self.words = machine
        self.build = pathlib.Path(build).resolve()
        self.work = self.build / "kernel" / name
        self.work.mkdir(parents=True, exist_ok=True)
        self.kernel = kernel(self.build)
        self.kernel.bring_up_to_date(self.build)
        self.sources = Sources(self.kernel, self.build)

    def drivers(self, folder, patch=None):
        """One driver folder, built; with a patch, in a place of its own."""
        if not patch:
            return self.sources.built(folder, DRIVERS[folder])
        target = self.work / "built" / patch.stem
        self.sources.build(folder, DRIVERS[folder], target, patch)
        return target

    def buggy(self):
        target = self.work / "built" / "buggy"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(HERE / "buggy", target)
        self.kernel.build_modules(target, self.build / "bin/dmasan-clang")
        return target

    def boot(self, name, devices, modules, folders, mib=2, unload="",
             reload="", words=()):
        """Boots and returns the findings."""
        work = self.work / "run" / name
        work.mkdir(parents=True, exist_ok=True)
        settings = work / "settings"
        settings.write_text(f'MIB={mib}\nUNLOAD="{unload}"\n'
                            f'RELOAD="{reload}"\n')
        return Vm(self.build, work, devices, modules, folders, [settings],
                  HERE / "guest.sh", words=words).start().finish()


def contains(found, expected):
    """Every expected finding is there. Returns the others."""
    left = list(found)
    for want in expected:
        for have in left:
            if matches(have, want):
                left.remove(have)
                break
        else:
            raise Failed(f"not found: {want}\nfound: " + brief(found))
    return left


def matches(have, want):
    return all(have.get(key) == value for key, value in want.items())


def only(found, expected, possible=()):
    """Every expected finding is there, in one stack or more, and no other but
    what is possible."""
    for want in expected:
        if not any(matches(have, want) for have in found):
            raise Failed(f"not found: {want}\nfound: " + brief(found))
    strange = [have for have in found
               if not any(matches(have, want)
                          for want in [*expected, *possible])]
    if strange:
        raise Failed("not expected: " + brief(strange))


def compare(found, expected):
    """Every expected finding is there and nothing else is."""
    left = contains(found, expected)
    if left:
        raise Failed("not expected: " + brief(left))


def brief(findings):
    keys = ("kind", "function", "device", "offset", "size", "expected",
            "actual")
    return "\n  ".join([""] + [str({key: f.get(key) for key in keys})
                               for f in findings])


def main(steps):
    """Runs named steps; prints a plain count."""
    if len(sys.argv) not in (2, 3) or not os.path.isdir(sys.argv[1]):
        sys.exit(f"usage: {sys.argv[0]} BUILD-FOLDER [NAME-PATTERN]")
    pattern = sys.argv[2] if len(sys.argv) == 3 else "*"
    steps = [step for step in steps if fnmatch.fnmatch(step[0], pattern)]
    try:
        bench = Bench(sys.argv[1])
    except Failed as why:
        sys.exit(f"FAIL: preparation: {why}")
    except Missing as missing:
        print(f"skipped: {missing}; tools/install_packages "
              "tools/packages_kernel.txt installs all")
        print("0 passed, 0 failed, 1 skipped")
        sys.exit(0)
    passed = failed = 0
    for name, step in steps:
        begun = time.monotonic()
        try:
            step(bench)
            passed += 1
            print(f"PASS: {name} ({time.monotonic() - begun:.0f} s)",
                  flush=True)
        except (Failed, subprocess.TimeoutExpired) as why:
            failed += 1
            print(f"FAIL: {name}: {why}", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
