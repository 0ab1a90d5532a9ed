#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds the rules that a compiler does not.

usage: tools/lint/lint.py [--list | ROOT]
Prints FILE:LINE: RULE: TEXT for every offence among the files that git knows
(in an exported tree: all but build trees), then how many rules passed and
failed. Exit status 1 after an offence. --list prints the files.
"""
import os
import re
import subprocess
import sys

import features
import kinds

CODE = (".c", ".cpp", ".h", ".def")
SCRIPT = (".py", ".sh", ".cmake")
MAX_LINES, LISTED_LINES = 600, 300
LICENCE = re.compile(r"SPDX-License-Identifier: "
                     r"(Apache-2\.0 WITH LLVM-exception|GPL-2\.0(-only)?)")
# Spelt in halves, or this file would be an offence.
WORDS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|for n" r"ow\b"
                   r"|keep in s" r"ync")
PATHS = re.compile(r"(?<![\w.])/(wo" r"rk|home/\w+|ro" r"ot)/")
HOSTS = re.compile(r"\b[\w.-]*(artifac" r"tory|pkg\.d" r"ev)[\w.-]*\b", re.I)
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
SNAKE = re.compile(r"^[a-z0-9_.]+$")


def tracked(root):
    if os.path.exists(os.path.join(root, ".git")):
        names = subprocess.check_output(["git", "-C", root, "ls-files", "-z"],
                                        text=True).split("\0")
    else:
        names = [os.path.relpath(os.path.join(folder, name), root)
                 for folder, _, found in os.walk(root) for name in found]
        names = sorted(n for n in names
                       if not n.startswith("build") and "__pycache__" not in n)
    return [n for n in names if n and os.path.isfile(os.path.join(root, n))]


def read(root, name):
    with open(os.path.join(root, name), encoding="utf-8",
              errors="replace") as file:
        return file.read().splitlines()


def read_layers(path):
    layers, only = {}, {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            parts = line.split("#")[0].strip().split("|")
            if parts[0] == "only":
                only[parts[1]] = parts[2].split()
            elif len(parts) == 2:
                layers[parts[1]] = int(parts[0])
    return layers, only


def layer_of(name, layers):
    prefix = max((p for p in layers if name.startswith(p)), key=len,
                 default=None)
    return None if prefix is None else layers[prefix]


def resolve(target, includer, files):
    """The tracked file that an include means, None for foreign headers."""
    for folder in ("", "runtime/include/", os.path.dirname(includer) + "/"):
        path = os.path.normpath(folder + target)
        if path in files:
            return path
    return None


def check_layers(root, files, layers, only):
    known = set(files)
    for name in files:
        if not name.endswith(CODE):
            continue
        own = layer_of(name, layers)
        if own is None:
            yield name, 1, "stands in no layer of layers.txt"
            continue
        for number, line in enumerate(read(root, name), 1):
            match = INCLUDE.match(line)
            target = match and resolve(match[1], name, known)
            if not target:
                continue
            theirs = layer_of(target, layers)
            if theirs is not None and theirs > own:
                yield name, number, f"layer {own} includes {target} of layer {theirs}"
            for prefix, allowed in only.items():
                if name.startswith(prefix) and not target.startswith(
                        tuple(allowed)):
                    yield name, number, f"{prefix} may not include {target}"


def check_sizes(root, files):
    for name in files:
        if not name.endswith(CODE + SCRIPT + (".yaml",)):
            continue
        count = len(read(root, name))
        if count > MAX_LINES and not name.endswith(".yaml"):
            yield name, count, f"{count} lines, at most {MAX_LINES}"
        elif count > LISTED_LINES:
            print(f"note: {name} has {count} lines")


def check_heads(root, files):
    for name in files:
        script = name.endswith(SCRIPT) or os.path.basename(
            name) == "CMakeLists.txt"
        if not name.endswith(CODE) and not script:
            continue
        if name.startswith(("tests/e2e/", "tests/plugin/")):
            continue  # these open with their intent or their RUN lines
        head = read(root, name)[:3]
        if not LICENCE.search("\n".join(head)):
            yield name, 1, "no SPDX line of a known licence at the top"


def check_words(root, files):
    for name in files:
        # A patch quotes the source that it changes.
        if name == "LICENSE" or name.endswith(".patch"):
            continue
        for number, line in enumerate(read(root, name), 1):
            for pattern in (WORDS, PATHS, HOSTS):
                match = pattern.search(line)
                if match:
                    yield name, number, f"'{match[0]}' does not belong here"


def check_names(root, files):
    del root
    foreign = ("runtime/sim/standin/",)
    for name in files:
        base = os.path.basename(name)
        if not name.endswith(CODE + (".py", ".yaml")) or name.startswith(
                foreign + ("tests/e2e/",)):
            continue
        if not SNAKE.match(base):
            yield name, 1, "file names are snake_case"


def main(arguments):
    listing = arguments == ["--list"]
    root = arguments[0] if arguments and not listing else os.path.dirname(
        os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
    files = tracked(root)
    if listing:
        print("\n".join(files))
        return 0
    layers, only = read_layers(os.path.join(root, "tools/lint/layers.txt"))
    rules = {
        "layers": check_layers(root, files, layers, only),
        "sizes": check_sizes(root, files),
        "heads": check_heads(root, files),
        "words": check_words(root, files),
        "names": check_names(root, files),
        "kinds": kinds.check(root, files),
        "features": features.check(root, files),
    }
    broken = 0
    for rule, offences in rules.items():
        found = [f"{n}:{line}: {rule}: {text}" for n, line, text in offences]
        print("\n".join(found), end="\n" if found else "")
        broken += bool(found)
    print(f"{len(rules) - broken} passed, {broken} failed")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
