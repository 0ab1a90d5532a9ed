# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Modules that do things right and wrong on purpose, one function a case: how
they are built, and the judgement of what was found in them."""

import re
import shutil

from machine import HERE


def expected(folder, seen):
    """Case and kind; "none" for what only others than `seen` would see."""
    text = (HERE / folder / "cases.def").read_text()
    cases = re.findall(r'^\w+_CASE\((\w+), (\w+), "([\w-]+)"\)$', text, re.M)
    return {f"case_{name}": kind if by in seen else "none"
            for name, by, kind in cases}


def accused(finding):
    """The innermost case on the finding's stack."""
    for frame in finding.get("stack") or []:
        if (frame.get("function") or "").startswith("case_"):
            return frame["function"]
    return finding.get("function")


def judge(results, name, findings, expected):
    """Every case is accused of its kind, and nobody else of anything."""
    found = {}
    for finding in findings:
        found.setdefault(accused(finding), []).append(finding["kind"])
    for case, kind in expected.items():
        wanted = [] if kind == "none" else [kind]
        results.check(f"{name}: {case}: {kind}", "" if
                      found.get(case, []) == wanted else
                      f"found {found.get(case, [])}")
    strangers = set(found) - set(expected)
    results.check(f"{name}: nobody else is accused",
                  ", ".join(map(str, strangers)))


def built(kernel, work, build, name, compiled):
    """A copy of the modules of folder `name`, built by one compiler."""
    folder = work / (f"{name}_compiled" if compiled else f"{name}_plain")
    # Kbuild does not see that a compiler has changed.
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / name, folder)
    kernel.build_modules(folder, build / "bin/dmasan-clang" if compiled else None)
    return folder
