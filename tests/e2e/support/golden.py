# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the tests hold of each kind's case, in tests/e2e/golden:

    KIND.report   its text reports, without what differs from run to run
    KIND.bytes    the bytes that it and its right version show (show() in case.h)

The documentation and `dmasan explain` show these files. DMASAN_UPDATE_GOLDEN=1
in the environment rewrites them; review the difference.
"""
import os
import re

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../.."))
FOLDER = os.path.join(ROOT, "tests/e2e/golden")
WRONG, RIGHT = "as it is", "with the fix"


def normalised(report, build=None):
    """The same report for every run: no addresses, process or folder."""
    numbers = {}

    def number(match):
        return "0x%04d" % numbers.setdefault(int(match[0], 16),
                                            len(numbers) + 1)

    for folder in filter(None, (build, ROOT)):
        report = report.replace(os.path.realpath(folder) + "/", "")
    # What a compiler cache records is relative to the build tree.
    report = report.replace(" ../", " ")
    report = re.sub(r"==\d+==", "==1==", report)
    # Its lines move with every change of the frame.
    report = re.sub(r"(/case\.h):\d+:\d+", r"\1", report)
    lines = [line for line in report.splitlines()
             if not re.search(r"__libc_start|\bcsu/|\blibc\.so", line)]
    return re.sub(r"0x[0-9a-f]{4,}", number, "\n".join(lines) + "\n")


def reports_of(kind, text):
    """The reports of one kind among all that a run printed."""
    parts = re.split(r"^=+\n(?===\d+==)", text, flags=re.M)
    return "".join("=" * 65 + "\n" + part for part in parts
                   if re.match(rf"==\d+==\w+: DMASanitizer: {kind}\b", part))


def table(wrong, right):
    """Two columns of bytes. Lines are `WHAT: BYTES`, the same WHAT in both."""
    pairs = [[line.split(": ", 1) for line in text.splitlines()]
             for text in (wrong, right)]
    if [what for what, _ in pairs[0]] != [what for what, _ in pairs[1]]:
        raise ValueError("the two versions do not show the same things")
    rows = [("", WRONG, RIGHT)] + [
        (what, bad, good) for (what, bad), (_, good) in zip(*pairs)]
    if all(bad == good for _, bad, good in rows[1:]):
        raise ValueError("show() shows no byte that differs")
    widths = [max(len(row[i]) for row in rows) for i in range(2)]
    return "".join(
        f"{what:{widths[0]}}  {bad:{widths[1]}}  {good}".rstrip() + "\n"
        for what, bad, good in rows)


def difference(name, text):
    """None when the file of that name in the folder equals text."""
    path = os.path.join(FOLDER, name)
    if os.environ.get("DMASAN_UPDATE_GOLDEN"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return None
    if not os.path.exists(path):
        return f"no tests/e2e/golden/{name}: run with DMASAN_UPDATE_GOLDEN=1"
    with open(path, encoding="utf-8") as file:
        golden = file.read()
    if golden == text:
        return None
    return (f"tests/e2e/golden/{name} differs: run with DMASAN_UPDATE_GOLDEN=1"
            f" and review\n{text}")
