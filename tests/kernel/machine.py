# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Boots a stock kernel in QEMU with a few modules and a shell script.

Everything comes from installed packages (tools/packages_kernel.txt) and the
build tree; a missing one raises Missing, with what to install.
"""

import glob
import os
import pathlib
import re
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = HERE.parent.parent / "runtime/include"


class Missing(Exception):
    pass


class Failed(Exception):
    pass


def run(words, what, **rest):
    """A command that has to succeed; `what` it is for begins the message."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL")}
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, env=environment, **rest)
    if done.returncode:
        raise Failed(f"{what}: status {done.returncode}\n"
                     + done.stdout[-4000:])


class Kernel:
    """The kernel that the build tree's dmasan.ko is for."""

    arch = "amd64"
    target = "dmasan_ko"  # of the build
    cross = []  # words of make
    gcc = "gcc"  # for programs of the guest
    dmasan = "lib/dmasan/dmasan.ko"  # in the build tree
    busybox = pathlib.Path("/bin/busybox")
    qemu = ["qemu-system-x86_64", "-cpu", "max", "-vga", "none"]
    console = "ttyS0"

    def __init__(self, build):
        cache = (pathlib.Path(build) / "CMakeCache.txt").read_text()
        found = re.search(r"^DMASAN_KERNEL_BUILD:PATH=(.+)$", cache, re.M)
        if not found:
            raise Missing("no kernel headers when the build was configured: "
                          "linux-headers-amd64")
        self.headers = pathlib.Path(found[1])
        header = self.headers / "include/generated/utsrelease.h"
        if not header.exists():
            raise Missing(f"{header} is gone: linux-headers-amd64")
        self.release = re.search(r'"(.+)"', header.read_text())[1]
        self.modules = pathlib.Path("/lib/modules") / self.release
        self.image = pathlib.Path("/boot") / f"vmlinuz-{self.release}"
        if not self.image.exists():
            raise Missing(f"no kernel image {self.image}: linux-image-amd64")
        # Of the two packages of that name only one runs without libraries.
        if not self.busybox.exists() or subprocess.run(
                ["ldd", self.busybox], capture_output=True).returncode == 0:
            raise Missing("no busybox that runs alone: busybox-static")
        for tool, package in (("qemu-system-x86_64", "qemu-system-x86"),
                              ("cpio", "cpio")):
            if not any(os.access(os.path.join(folder, tool), os.X_OK)
                       for folder in os.environ["PATH"].split(os.pathsep)):
                raise Missing(f"no {tool}: {package}")

    def bring_up_to_date(self, build, *more):
        """What a boot takes from the build tree; `more` are further targets."""
        run(["nice", "ninja", "-C", build, self.target, "dmasan_cli",
             "dmasan-clang", "dmasan_plugin", *more], "building", timeout=900)

    def stock_module(self, name):
        found = glob.glob(f"{self.modules}/kernel/**/{name}.ko",
                          recursive=True)
        if not found:
            raise Missing(f"{self.release} has no module {name}")
        return pathlib.Path(found[0])

    def build_modules(self, folder, compiler=None, words=()):
        """Kbuild in `folder`, with the kernel's own compiler or as a user of
        `dmasan-clang` has it built. `words` are variables of make."""
        words = (*words, f"DMASAN_INCLUDE={INCLUDE}")
        if compiler:
            command = ["nice", compiler.parent / "dmasan", "kmod", "build",
                       "--quiet", "--arch", self.arch, "--headers",
                       self.headers, folder, *words]
        else:
            command = ["nice", "make", "-s", f"-j{os.cpu_count()}", "-C",
                       self.headers, f"M={folder}", *self.cross, "modules",
                       *words]
        run(command, f"modules of {folder}")


def closure(kernel, names):
    """These modules and what they need, in the order to load them in."""
    order = []
    for name in names:
        needs = subprocess.run(
            ["/sbin/modinfo", "-F", "depends", kernel.stock_module(name)],
            check=True, capture_output=True, text=True).stdout.strip()
        order += closure(kernel, filter(None, needs.split(","))) + [name]
    return list(dict.fromkeys(order))


def initramfs(target, files):
    """Writes a cpio archive with busybox, init and `files` (path: source)."""
    root = target.with_suffix(".root")
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("bin", "proc", "sys", "dev"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    contents = {"bin/busybox": Kernel.busybox,
                "init": HERE / "guest/init", **files}
    for path, source in contents.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(pathlib.Path(source).read_bytes())
        (root / path).chmod(0o755)
    listing = "\n".join(str(path.relative_to(root))
                        for path in sorted(root.rglob("*")))
    with open(target, "wb") as archive:
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet", "-R", "0:0"],
                       input=listing.encode(), stdout=archive, cwd=root,
                       check=True)
    return target


# With a thread for each CPU, QEMU may keep its translation of a breakpoint that
# the kernel has patched away: a CPU stands there for ever (docs/kernel.md).
MANY_THREADS = "tcg"
ONE_THREAD = "tcg,thread=single"


def boot(kernel, archive, devices, seconds, parameters="loglevel=7",
         accelerator=ONE_THREAD):
    """Returns the console's text. A guest that hangs is stopped. Parameters are
    further ones of the kernel. MANY_THREADS is for what needs CPUs that run at
    once, and load dmasan.ko rarely: each time the kernel patches itself."""
    command = ["timeout", "--kill-after=5", str(seconds),
               *kernel.qemu, "-accel", accelerator,
               "-m", "512", "-smp", "2", "-nodefaults", "-no-reboot",
               "-display", "none", "-serial", "stdio",
               "-kernel", kernel.image, "-initrd", archive, "-append",
               f"console={kernel.console} panic=-1 oops=panic "
               # On a loaded host the kernel's test of its timer may fail.
               f"printk.devkmsg=on log_buf_len=16M no_timer_check {parameters}",
               *devices]
    done = subprocess.run(command, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = done.stdout.decode(errors="replace").replace("\r", "")
    archive.with_suffix(".log").write_text(text)
    if done.returncode:
        text += f"\nguest: QEMU ended with status {done.returncode}\n"
    return text
