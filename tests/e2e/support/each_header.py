#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles a program for each stand-in header that includes it twice."""

import pathlib
import subprocess
import sys

root, compiler, language = sys.argv[1:]
headers = sorted(
    str(path.relative_to(root)) for path in pathlib.Path(root).rglob("*.h"))
if len(headers) < 50:
    sys.exit(f"each_header: only {len(headers)} headers in {root}")
failed = False
for header in headers:
    done = subprocess.run(
        [compiler, "-fsanitize=dma", "-fsyntax-only", "-Wall", "-Werror",
         "-x", language, "-"],
        input=f"#include <{header}>\n" * 2, capture_output=True, text=True,
        timeout=60)
    if done.returncode:
        failed = True
        print(f"{header}:\n{done.stderr}", file=sys.stderr)
sys.exit(1 if failed else 0)
