# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which test expects which kind, read from what the tests say of themselves.

The corpus has a page of its own, docs/corpus.md.
"""
import glob
import json
import os
import re

EXPECT = re.compile(r"^(?://| \*) EXPECT: *([a-z-]+) in ", re.M)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def lit_cases(root):
    """(file, text) of the end-to-end cases."""
    found = []
    for suffix in ("c", "cpp"):
        found += glob.glob(f"{root}/tests/e2e/**/*.{suffix}", recursive=True)
    for path in sorted(found):
        yield os.path.relpath(path, root), read(path)


def kernel_kinds(root):
    """(file, kinds) of the tests in a kernel under QEMU."""
    for path in sorted(glob.glob(f"{root}/tests/kernel/**/*.json",
                                 recursive=True)):
        data = json.loads(read(path))
        findings = data if isinstance(data, list) else data.get("findings", [])
        yield os.path.relpath(path, root), {f["kind"] for f in findings}
    for path in sorted(glob.glob(f"{root}/tests/kernel/**/cases.def",
                                 recursive=True)):
        kinds = re.findall(r'MISUSE_CASE\(\w+, \w+, "([a-z-]+)"', read(path))
        yield os.path.relpath(path, root), set(kinds) - {"none"}


def by_kind(root):
    found = {}
    for name, text in lit_cases(root):
        for kind in dict.fromkeys(EXPECT.findall(text)):
            own = f"tests/e2e/kinds/{kind}.c"
            names = found.setdefault(kind, [])
            names.insert(0 if name == own else len(names), name)
    for name, kinds in kernel_kinds(root):
        for kind in sorted(kinds):
            found.setdefault(kind, []).append(name)
    return found
