# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What the kernel tests share: drivers built from Debian's kernel source,
# unmodified or patched, boots with `dmasan vm`, and the comparison of findings.

import fnmatch
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
# Folder in the kernel's tree: the modules to build there.
DRIVERS = {
    "drivers/net/ethernet/intel/e1000": ["e1000"],
    "drivers/net/ethernet/realtek": ["8139cp"],
    "drivers/nvme/host": ["nvme-core", "nvme"],
}


class Failure(Exception):
    pass


def run(words, **rest):
    done = subprocess.run(words, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **rest)
    if done.returncode:
        raise Failure(f"{' '.join(map(str, words))}: status "
                      f"{done.returncode}\n{done.stdout[-4000:]}")


class Bench:
    """A build tree with the tools in it, and a folder below it to work in."""

    def __init__(self, build):
        self.build = pathlib.Path(build).resolve()
        self.work = self.build / "kernel" / "tests"
        self.work.mkdir(parents=True, exist_ok=True)
        cache = (self.build / "CMakeCache.txt").read_text()
        found = [line.split("=", 1)[1] for line in cache.splitlines()
                 if line.startswith("DMASAN_KERNEL_BUILD:")]
        if not found or not found[0]:
            raise Failure("no kernel headers: install linux-headers-amd64")
        self.headers = found[0]
        run(["ninja", "-C", self.build, "dmasan_ko", "dmasan_cli",
             "dmasan-clang", "dmasan_plugin"], timeout=900)

    def source(self):
        """The drivers' sources, unpacked once."""
        tree = self.work / "source"
        if not (tree / "complete").exists():
            archives = sorted(glob.glob("/usr/src/linux-source-*.tar.xz"))
            if not archives:
                raise Failure("no kernel source: install linux-source")
            tree.mkdir(exist_ok=True)
            run(["tar", "-C", tree, "-xf", archives[-1],
                 "--strip-components=1", "--wildcards"]
                + [f"*/{folder}/*" for folder in DRIVERS], timeout=600)
            (tree / "complete").touch()
        return tree

    def make(self, folder):
        """Builds the modules of a folder as a user does.

        The stock kernel has GCC write the places that ftrace patches; clang
        does not, so recordmcount has to. (objtool would put nops there, which
        this kernel does not expect: it then turns ftrace off.)"""
        run(["make", "-s", "-C", self.headers, f"M={folder}",
             f"CC={self.build}/bin/dmasan-clang",
             "CONFIG_FTRACE_MCOUNT_USE_CC=",
             "CONFIG_FTRACE_MCOUNT_USE_RECORDMCOUNT=y", "modules"],
            timeout=600)

    def drivers(self, folder, patch=None):
        """One driver folder, built in a place of its own."""
        name = patch.stem if patch else pathlib.Path(folder).name
        target = self.work / "built" / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.source() / folder, target / folder)
        if patch:
            run(["patch", "-s", "-p1", "-d", target, "-i", patch])
        (target / folder / "Kbuild").write_text(
            "include $(src)/Makefile\nobj-y :=\nobj-m := "
            + " ".join(f"{module}.o" for module in DRIVERS[folder]) + "\n")
        self.make(target / folder)
        return target

    def buggy(self):
        target = self.work / "built" / "buggy"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(HERE / "buggy", target)
        self.make(target)
        return target

    def boot(self, name, devices, modules, folders, mib=2, unload="",
             reload="", words=()):
        """Boots and returns the findings."""
        work = self.work / "run" / name
        work.mkdir(parents=True, exist_ok=True)
        settings = work / "settings"
        settings.write_text(f'MIB={mib}\nUNLOAD="{unload}"\n'
                            f'RELOAD="{reload}"\n')
        findings = work / "findings"
        findings.unlink(missing_ok=True)
        command = [self.build / "bin" / "dmasan", "vm", "--work", work,
                   "--json", findings, "--script", HERE / "guest.sh",
                   "--file", settings, "--timeout", "180", *words]
        for option, values in (("--device", devices), ("--module", modules),
                               ("--modules-from", folders)):
            for value in values:
                command += [option, value]
        done = subprocess.run(command, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=240)
        if done.returncode not in (0, 1):
            raise Failure(f"{name}: dmasan vm ended with {done.returncode}\n"
                          + done.stdout)
        found = [json.loads(line) for line in findings.read_text().splitlines()]
        if done.returncode != (1 if found else 0):
            raise Failure(f"{name}: status {done.returncode} with "
                          f"{len(found)} findings")
        return found


def contains(found, expected):
    """Every expected finding is there. Returns the others."""
    left = list(found)
    for want in expected:
        for have in left:
            if matches(have, want):
                left.remove(have)
                break
        else:
            raise Failure(f"not found: {want}\nfound: " + brief(found))
    return left


def matches(have, want):
    return all(have.get(key) == value for key, value in want.items())


def only(found, expected, possible=()):
    """Every expected finding is there, in one stack or more, and no other but
    what is possible."""
    for want in expected:
        if not any(matches(have, want) for have in found):
            raise Failure(f"not found: {want}\nfound: " + brief(found))
    strange = [have for have in found
               if not any(matches(have, want)
                          for want in [*expected, *possible])]
    if strange:
        raise Failure("not expected: " + brief(strange))


def compare(found, expected):
    """Every expected finding is there and nothing else is."""
    left = contains(found, expected)
    if left:
        raise Failure("not expected: " + brief(left))


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
    except Failure as why:
        sys.exit(f"FAIL: preparation: {why}")
    passed = failed = 0
    for name, step in steps:
        begun = time.monotonic()
        try:
            step(bench)
            passed += 1
            print(f"PASS: {name} ({time.monotonic() - begun:.0f} s)",
                  flush=True)
        except (Failure, subprocess.TimeoutExpired) as why:
            failed += 1
            print(f"FAIL: {name}: {why}", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
