# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the guest's console says: findings, calls seen, trouble."""

import json
import re

TROUBLE = re.compile(r"WARNING: CPU|BUG: (?!DMASAN)|Oops|Call Trace:|"
                     r"Kernel panic|general protection|Unknown symbol|"
                     r"\d+ printk messages dropped|"
                     r"dmasan: .*(?:no memory|cannot|lost|not seen)")


STAMP = r"(?:<\d+>)?\[ *\d+\.\d{6}\] "


def records(text):
    """Its lines without their times. The kernel's begin wherever the line of a
    program has got to."""
    text = re.sub(rf"(?<=[^\n>])(?={STAMP})", "\n", text)
    return [re.sub(rf"^{STAMP}", "", line) for line in text.splitlines()]


class Console:
    def __init__(self, text):
        self.lines = records(text)

    def said(self, what):
        return f"guest: {what}" in self.lines

    def told(self, what):
        """What the guest filled into the group of `what`, a pattern, each time."""
        return re.findall(rf"^guest: {what}$", "\n".join(self.lines), re.M)

    def parts(self, what):
        """The consoles that begin where the guest said `what`, a pattern with a
        group, and end where it said so again, by the group's text."""
        parts = re.split(rf"^guest: {what}$", "\n".join(self.lines), flags=re.M)
        return dict(zip(parts[1::2], map(Console, parts[2::2])))

    def file(self, name):
        """Lines of a file that the guest printed with `file NAME: ` before."""
        head = f"guest: file {name}: "
        return [line[len(head):] for line in self.lines
                if line.startswith(head)]

    def trouble(self):
        return [line for line in self.lines if TROUBLE.search(line)]

    def calls(self):
        """Redirected calls by name, as dmasan.ko counts them at unload."""
        counts = {}
        for line in self.lines:
            if match := re.fullmatch(r"dmasan: (\d+) calls of (\w+)", line):
                counts[match[2]] = int(match[1])
        return counts

    def reports(self):
        """Kinds and places in the reports' first lines."""
        found = []
        for line in self.lines:
            if match := re.match(r"BUG: DMASAN: (\S+) in (\w+)", line):
                found.append((match[1], match[2]))
        return found

    def findings(self):
        """The findings' JSON objects, put together from their pieces."""
        pieces = {}
        for line in self.lines:
            if match := re.match(r"dmasan-json (\d+)\.(\d+)(\$?): (.*)", line):
                pieces.setdefault(int(match[1]), []).append(
                    (int(match[2]), bool(match[3]), match[4]))
        found = []
        for number, parts in sorted(pieces.items()):
            parts.sort()
            complete = [at for at, _, _ in parts] == list(range(len(parts)))
            if not complete or not parts[-1][1]:
                raise ValueError(f"finding {number} is not complete")
            found.append(json.loads("".join(text for _, _, text in parts)))
        return found
