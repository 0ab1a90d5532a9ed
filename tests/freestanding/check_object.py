#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Proves that objects can live without an operating system.

Linked together, they may leave undefined only what the allow-list names, and
may hold no constructors, destructors or exception tables.

usage: check_object.py --nm NM --readelf READELF --ld LD --allow FILE OBJECT...
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

FORBIDDEN_SECTIONS = re.compile(
    r"^\.(init_array|fini_array|ctors|dtors|eh_frame|gcc_except_table|"
    r"preinit_array|tdata|tbss|ARM\.ex(tab|idx))")


def run(*command):
    return subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def read_allow_list(path):
    lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    return [re.compile(entry) for entry in entries]


def undefined_symbols(nm, path):
    names = set()
    for line in run(nm, "--undefined-only", "--format=posix", path).splitlines():
        names.add(line.split()[0])
    return names


def section_names(readelf, path):
    output = run(readelf, "--elf-output-style=GNU", "-S", "-W", path)
    return re.findall(r"\]\s+(\.\S+)", output)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nm", required=True)
    parser.add_argument("--readelf", required=True)
    parser.add_argument("--ld", required=True)
    parser.add_argument("--allow", required=True)
    parser.add_argument("objects", nargs="+")
    args = parser.parse_args()

    allowed = read_allow_list(args.allow)
    with tempfile.TemporaryDirectory() as folder:
        linked = str(pathlib.Path(folder) / "core.o")
        run(args.ld, "-r", "-o", linked, *args.objects)
        wrong = [f"undefined symbol: {name}"
                 for name in sorted(undefined_symbols(args.nm, linked))
                 if not any(entry.fullmatch(name) for entry in allowed)]
        wrong += [f"forbidden section: {name}"
                  for name in section_names(args.readelf, linked)
                  if FORBIDDEN_SECTIONS.match(name)]
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(args.objects)} objects, {len(wrong)} violations")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
