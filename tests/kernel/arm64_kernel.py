# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Debian's stock arm64 kernel, as tools/arm64_kernel unpacks it: modules are
cross-built for it and `dmasan vm --arch arm64` boots it. A missing tool raises
Missing, with what to install."""

import pathlib
import re
import shutil
import subprocess

from machine import HERE, Kernel, Missing, run

TOOLS = {"qemu-system-aarch64": "qemu-system-arm",
         "aarch64-linux-gnu-ld": "binutils-aarch64-linux-gnu",
         "aarch64-linux-gnu-gcc-12": "gcc-12-aarch64-linux-gnu"}


class Arm64Kernel(Kernel):
    arch = "arm64"
    cross = ["CROSS_COMPILE=aarch64-linux-gnu-"]
    target = "dmasan_ko_arm64"
    gcc = "aarch64-linux-gnu-gcc-12"
    dmasan = "lib/dmasan/arm64/dmasan.ko"
    # Without pointer authentication, and with RAM at random in the direct map.
    qemu = ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72"]
    console = "ttyAMA0"

    def __init__(self, build):
        for tool, package in TOOLS.items():
            if not shutil.which(tool):
                raise Missing(f"no {tool}: {package}")
        done = subprocess.run([HERE.parents[1] / "tools/arm64_kernel"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True)
        if done.returncode:
            raise Missing(done.stderr.strip())
        # It is there now: the build tree takes notice.
        run(["cmake", build], "cmake")
        cache = (pathlib.Path(build) / "CMakeCache.txt").read_text()
        found = re.search(r"^DMASAN_KERNEL_BUILD_ARM64:PATH=(.+)$", cache, re.M)
        if not found:
            raise Missing(f"no kernel headers below {done.stdout.strip()}")
        self.headers = pathlib.Path(found[1])
        header = self.headers / "include/generated/utsrelease.h"
        self.modules = self.headers.parent
        root = pathlib.Path(done.stdout.strip())
        self.busybox = root / "bin/busybox"
        self.release = re.search(r'"(.+)"', header.read_text())[1]
        self.image = root / "boot" / f"vmlinuz-{self.release}"
