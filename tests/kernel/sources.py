# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The kernel's own drivers: their sources, unpacked once, and builds of them.

Both lie in the user's cache: sources one an archive, modules one a compiler,
archive and list of modules, so that a changed plugin builds anew and a second
build tree with the same plugin does not. Two runners may share them; a build
that was broken off begins again. A failed build raises Failed.
"""

import contextlib
import fcntl
import functools
import glob
import hashlib
import os
import pathlib
import re
import shutil
import tempfile
import time

from machine import Failed, Missing, run

# What drivers are made of, without the parts that are large and nobody's here.
WANTED = ["drivers", "sound", "block", "net", "crypto", "fs/9p",
          "include/trace"]
LEFT_OUT = ["drivers/gpu/drm/amd", "drivers/media", "drivers/staging"]
KEPT_SECONDS = 24 * 3600  # modules of compilers that nobody has asked for


def cache_folder():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "dmasan"


@contextlib.contextmanager
def locked(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Sources:
    """Sources and modules for one kernel and one dmasan-clang (None: the
    kernel's own compiler)."""

    def __init__(self, kernel, build):
        self.kernel = kernel
        self.compiler = build / "bin/dmasan-clang"
        series = ".".join(kernel.release.split(".")[:2])
        archives = glob.glob(f"/usr/src/linux-source-{series}.tar.*")
        if not archives:
            raise Missing(f"no source of {kernel.release}: "
                          f"linux-source-{series}")
        self.archive = pathlib.Path(archives[0])
        self.series = series
        state = self.archive.stat()
        source = f"{self.archive} {state.st_size} {state.st_mtime_ns}"
        self.facts = f"{source} {kernel.release}"
        self.tree = self.unpacked(source)

    def unpacked(self, source):
        key = hashlib.sha256(repr((source, WANTED, LEFT_OUT)).encode())
        tree = cache_folder() / f"source-{key.hexdigest()[:12]}"
        with locked(tree):
            if not (tree / "complete").exists():
                top = f"linux-source-{self.series}"
                run(["tar", "-C", tree, "-xf", self.archive,
                     "--strip-components=1"]
                    + [f"--exclude={top}/{part}" for part in LEFT_OUT]
                    + [f"{top}/{part}" for part in WANTED], "unpacking")
                (tree / "complete").touch()
        return tree

    @functools.cached_property
    def compiler_key(self):
        """Of what compiles: a rebuilt plugin that is the same changes nothing.
        Debug information, and the number made of it, name the folder that it
        was built in, and lines."""
        digest = hashlib.sha256()
        lib = self.compiler.parent.parent
        with tempfile.TemporaryDirectory() as folder:
            bare = pathlib.Path(folder) / "bare"
            for path in [self.compiler, lib / "lib/dmasan/dmasan_plugin.so"]:
                run(["objcopy", "--strip-all", "-R", ".note.gnu.build-id", path,
                     bare], path.name)
                digest.update(bare.read_bytes())
        for path in sorted((lib / "share/dmasan/models").glob("*.yaml")):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:12]

    def built(self, folder, modules):
        """A folder of the kernel's tree with these modules of it built; from
        the cache when they are there."""
        shelf = cache_folder() / f"modules-{self.compiler_key}"
        facts = repr((self.facts, folder, sorted(modules)))
        key = hashlib.sha256(facts.encode()).hexdigest()[:8]
        target = shelf / f"{folder.replace('/', '-')}-{key}"
        with locked(target):
            os.utime(shelf)
            if not (target / "complete").exists():
                self.build(folder, modules, target)
                for path in target.rglob("*.o"):
                    path.unlink()
                (target / "complete").touch()
        self.forget_old(shelf)
        return target

    @staticmethod
    def forget_old(mine):
        for shelf in cache_folder().glob("modules-*"):
            # Another runner may forget it just now.
            with contextlib.suppress(FileNotFoundError):
                age = time.time() - shelf.stat().st_mtime
                if shelf != mine and age > KEPT_SECONDS:
                    shutil.rmtree(shelf, ignore_errors=True)

    def build(self, folder, modules, target, patch=None):
        """Builds modules of a folder of the kernel's tree, patched or as they
        are, below `target`, as a user does."""
        self.copy(folder, target)
        if patch:
            run(["patch", "-s", "-p1", "-d", target, "-i", patch], patch.name)
        return self.make(folder, modules, target)

    def copy(self, folder, target):
        place = target / folder
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for path in (self.tree / folder).iterdir():
            if path.is_file():
                shutil.copy2(path, place)
        makefile = place / "Makefile"
        text = makefile.read_text()
        for below in set(re.findall(r"\b([\w-]+)/[\w-]+\.o\b", text)):
            if (self.tree / folder / below).is_dir():
                shutil.copytree(self.tree / folder / below, place / below)
        # Other folders' headers are found in the whole tree.
        for part in ("drivers", "sound", "net"):
            text = text.replace(f"$(srctree)/{part}", f"{self.tree}/{part}")
        makefile.write_text(text)

    def make(self, folder, modules, target):
        place = target / folder
        (place / "Kbuild").write_text(
            "include $(src)/Makefile\nobj-y :=\nobj-m := "
            + " ".join(f"{module}.o" for module in modules) + "\n")
        # The last one serves headers of trace events that name themselves.
        flags = f"-g0 -I{self.tree / folder} -I{self.tree}/include/trace"
        self.kernel.build_modules(place, self.compiler, [f"KCFLAGS={flags}"])
        for module in modules:
            if not (place / f"{module}.ko").exists():
                raise Failed(f"{folder}: make built no {module}.ko")
        return place
