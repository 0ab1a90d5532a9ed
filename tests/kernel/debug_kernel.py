# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels built once from Debian's source package: with CONFIG_DMA_API_DEBUG, so
that what the kernel's own checker says of a driver is measured, not read in its
source; and one that watches its own locks, for DMASan itself.

They lie in the user's cache, one a configuration and source; a build that was
broken off begins again.
"""

import glob
import hashlib
import os
import pathlib
import shutil

from machine import HERE, Failed, Kernel, Missing, run

DMA_API_DEBUG = [HERE / "debug.config"]
LOCKDEP = [*DMA_API_DEBUG, HERE / "lockdep.config"]
# With dma_debug=off on its command line it is a kernel without checks.
COST = [*DMA_API_DEBUG, HERE / "cost.config"]
KASAN = [*COST, HERE / "kasan.config"]
# Sources that this configuration never compiles.
LEFT_OUT = ["drivers/gpu/*.[chS]", "drivers/media/*.[ch]", "sound/*.[ch]",
            "Documentation/*.rst", "tools/testing/*"]


class DebugKernel(Kernel):
    """Differs from the stock one: another image, other headers, a dmasan.ko of
    its own. `configs` are fragments, the later one wins. KASAN wants the packed
    image: the entry for unpacked ones runs before KASAN's shadow is there."""

    def __init__(self, stock, configs=DMA_API_DEBUG):
        self.configs = configs
        series = ".".join(stock.release.split(".")[:2])
        archives = glob.glob(f"/usr/src/linux-source-{series}.tar.*")
        if not archives:
            raise Missing(f"no source of {stock.release}: "
                          f"linux-source-{series}")
        self.headers = self.folder(archives[0])
        self.image = self.headers / ("arch/x86/boot/bzImage"
                                     if configs is KASAN else "vmlinux")
        self.release = f"{series} of {configs[-1].name}"
        if not (self.headers / "complete").exists():
            self.build(archives[0])

    def folder(self, archive):
        state = os.stat(archive)
        facts = f"{archive} {state.st_size} {state.st_mtime_ns}".encode()
        facts += b"".join(config.read_bytes() for config in self.configs)
        key = hashlib.sha256(facts).hexdigest()
        cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
        return pathlib.Path(cache) / "dmasan" / f"debug-kernel-{key[:12]}"

    def stock_module(self, name):
        found = sorted(self.headers.glob(f"**/{name}.ko"))
        if not found:
            raise Missing(f"{self.release} has no module {name}")
        return found[0]

    def dmasan(self, build, folder):
        """dmasan.ko, built in `folder` as CMake builds it."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(build / "kernel/dmasan_ko", folder,
                        ignore=shutil.ignore_patterns(
                            "*.o", "*.ko", "*.cmd", "*.mod*", "*.symvers"))
        self.build_modules(folder)
        return folder / "dmasan.ko"

    def build(self, archive):
        shutil.rmtree(self.headers, ignore_errors=True)
        self.headers.mkdir(parents=True)
        self.run("tar", "-xf", archive, "--strip-components=1",
                 *[f"--exclude=*/{pattern}" for pattern in LEFT_OUT])
        self.run("make", "-s", "tinyconfig")
        self.run("scripts/kconfig/merge_config.sh", "-m", ".config",
                 *self.configs)
        self.run("make", "-s", "olddefconfig")
        chosen = (self.headers / ".config").read_text().splitlines()
        for config in self.configs:
            for line in config.read_text().splitlines():
                if line.startswith("CONFIG_") and line not in chosen:
                    raise Failed(f"{line} does not hold in this kernel")
        self.run("make", "-s", f"-j{os.cpu_count()}", self.image.name,
                 "modules")
        # GCC needs it not, clang does: see build_modules().
        self.run("make", "-s", "CONFIG_FTRACE_MCOUNT_USE_RECORDMCOUNT=y",
                 "scripts")
        (self.headers / "complete").touch()

    def run(self, *words):
        run(["nice", *words], f"{self.headers}: {words[0]}", cwd=self.headers)
