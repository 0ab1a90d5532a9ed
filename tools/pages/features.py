# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""docs/features.md: the rows of tests/features.csv with links to their tests."""
import csv
import os

HEAD = """\
# Features

What a checker of DMA can offer, whether DMASan has it, and the test that shows it. Target: **M** must, **S** should, X
left out. A row is *done* when a test shows it at work and, where something is found, another shows the legal use beside
it silent (`tools/lint/features.py`). *Partly* and *open* say what is missing. The last column names the best of
the others; their full names are below.

"""
PEERS = """
Linux: CONFIG_DMA_API_DEBUG. barebox: its DMA API debugging with KASAN. Windows: Driver Verifier's DMA verification.
KASAN, KMSAN, KCSAN, KFENCE: Linux. ASan, TSan, LSan, UBSan: compiler-rt. D-KASAN and SPADE: the released patches
and the static analysis of sub-page exposure. QEMU fork: a coherency checker in a fork of QEMU. SADA: static analysis of
drivers' DMA. What they do was read in their sources and documentation.
"""


def rows(root):
    with open(os.path.join(root, "tests/features.csv"), newline="",
              encoding="utf-8") as file:
        return list(csv.DictReader(
            line for line in file if not line.startswith("#")))


def links(row):
    """Each test once; the name inside a file follows its link."""
    out = []
    for test in dict.fromkeys((row["fires"] + " " + row["silent"]).split()):
        path, _, name = test.partition(":")
        out.append(f"[{path}](../tests/{path})" + (f" {name}" if name else ""))
    return "; ".join(out)


def page(root):
    out, counts = [], {}
    for row in rows(root):
        if row["number"].isalpha():
            out.append(f"\n## {row['number']}. {row['feature']}\n\n"
                       "| # | feature | target | state | tests | lacks | others |\n"
                       "|---|---|---|---|---|---|---|\n")
            continue
        if row["target"] != "X":
            counts[row["state"]] = counts.get(row["state"], 0) + 1
        out.append("| {number} | {feature} | {target} | {state} | {links} | "
                   "{lacks} | {peer} |\n".format(links=links(row), **row))
    total = sum(counts.values())
    said = ", ".join(f"{counts.get(state, 0)} {state}"
                     for state in ("done", "partly", "open"))
    return HEAD + f"Of {total} rows with target M or S: {said}.\n" + "".join(
        out) + PEERS
