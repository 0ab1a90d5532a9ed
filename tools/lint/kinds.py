# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every kind is whole: its texts, a case that fires, a near miss, a report.

A kind has a row in reports/kinds.def (rule, source, severity), reports/
advice.def and tools/dmasan/kind_help.def, and a case tests/e2e/kinds/KIND.c
that expects it, has a right version, and a golden report; where the family says
that data is lost, also the bytes that differ, or `// BYTES: none, WHY`. Kinds that nothing
finds yet stand in kinds_not_found.txt with what is missing; a row there whose
kind has a case is an offence, so the list only shrinks.
"""
import os
import re

KINDS, ADVICE = "reports/kinds.def", "reports/advice.def"
HELP, NOT_FOUND = "tools/dmasan/kind_help.def", "tools/lint/kinds_not_found.txt"
LOSING = ("Ownership", "Lines")  # families whose kinds lose data
SEVERITIES = ("Error", "Portability", "Performance", "Style")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def read(root, name):
    path = os.path.join(root, name)
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def rows(text, macro):
    """(line, Id, the rest of the arguments) of each use of a macro."""
    for match in re.finditer(rf"^{macro}\((\w+),((?:{STRING.pattern}|[^\")])*)\)",
                             text, re.M):
        yield text.count("\n", 0, match.start()) + 1, match[1], match[2]


def check_row(rest):
    """What is wrong with a row of kinds.def, given what follows its Id."""
    head = re.match(r'\s*"([a-z-]+)",\s*(\w+),\s*(\w+),\s*(.*)', rest, re.S)
    if not head:
        return ["no name, family and severity"]
    offences = []
    if head[3] not in SEVERITIES:
        offences.append(f"'{head[3]}' is no severity")
    texts = head[4].split('",', 1)
    if not STRING.match(head[4]) or len(head[4].split('"')[1]) < 10:
        offences.append("no rule")
    if len(texts) < 2 or len(texts[1].strip()) < 7:
        offences.append("no source")
    return offences


def check_texts(root, name, macro, count, ids):
    """Every Id has a row of that many texts in a file."""
    seen = {}
    for line, ident, rest in rows(read(root, name), macro):
        seen[ident] = True
        texts = STRING.findall(rest)
        if len(texts) != count or any(len(text) < 10 for text in texts):
            yield name, line, f"{ident}: not {count} texts"
    for ident in ids:
        if ident not in seen:
            yield name, 1, f"no row for {ident}"


def check_case(root, kind, family):
    name = f"tests/e2e/kinds/{kind}.c"
    text = read(root, name)
    if not re.search(rf"^// EXPECT: {kind} in \S", text, re.M):
        yield name, 1, f"no case that expects {kind}"
        return
    if not re.search(r"^#if(n?def)? .*\bGOOD\b", text, re.M):
        yield name, 1, "no near miss (GOOD) beside the bug"
    golden = f"tests/e2e/golden/{kind}.report"
    if not re.search(rf"^==1==\w+: DMASanitizer: {kind}\b", read(root, golden),
                     re.M):
        yield golden, 1, ("no golden report: run the case with "
                          "DMASAN_UPDATE_GOLDEN=1")
    shown = f"tests/e2e/golden/{kind}.bytes"
    excused = re.search(r"^// BYTES: none, \S", text, re.M)
    if family in LOSING and not excused and not read(root, shown):
        yield shown, 1, "no bytes that differ: show() them in the case"


def not_found(root):
    """Line and name of each kind that nothing finds yet."""
    found = {}
    for number, line in enumerate(read(root, NOT_FOUND).splitlines(), 1):
        kind, _, why = line.split("#")[0].partition("|")
        if kind.strip():
            found[kind.strip()] = (number, why.strip())
    return found


def check(root, files):
    names, families = {}, {}
    for line, ident, rest in rows(read(root, KINDS), "DMASAN_KIND"):
        match = re.match(r'\s*"([a-z-]+)",\s*(\w+)', rest)
        kind = match[1] if match else ident
        names[kind], families[kind] = ident, match and match[2]
        for text in check_row(rest):
            yield KINDS, line, f"{ident}: {text}"
    yield from check_texts(root, ADVICE, "DMASAN_ADVICE", 2, names.values())
    yield from check_texts(root, HELP, "DMASAN_KIND_HELP", 4, names.values())
    owed = not_found(root)
    for kind, (line, why) in owed.items():
        if kind not in names:
            yield NOT_FOUND, line, f"there is no kind '{kind}'"
        elif not why:
            yield NOT_FOUND, line, f"{kind}: what is missing?"
        elif f"tests/e2e/kinds/{kind}.c" in files:
            yield NOT_FOUND, line, f"{kind} has a case: remove it from here"
    for kind in names:
        if kind not in owed:
            yield from check_case(root, kind, families[kind])
    for name in files:
        match = re.fullmatch(r"tests/e2e/(?:kinds|golden)/([a-z-]*)(?:_\w+)?\.\w+",
                             name)
        if match and match[1] not in names:
            yield name, 1, f"there is no kind '{match[1]}' in {KINDS}"
