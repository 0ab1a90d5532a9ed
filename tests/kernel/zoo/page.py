# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""docs/drivers.md: the drivers of the zoo, from drivers.toml, from what was
measured last (measured.csv) and from the verdicts."""

import csv

from rows import ZOO, drivers
from verdicts import verdicts

ROOT = ZOO.parent.parent.parent
MEASURED = ZOO / "measured.csv"
PAGE = ROOT / "docs/drivers.md"
COLUMNS = ["driver", "rebuilt", "maps", "syncs", "coherent", "accesses",
           "findings"]
HEAD = """\
# Drivers

Real drivers of Linux, unmodified, that run under DMASan in the stock kernel: the driver and the modules below it are
built by `dmasan-clang`, `dmasan.ko` is loaded, the device is QEMU's. `tools/test --drivers` runs them all, one device
a boot; each workload moves data both ways and compares it. Written by `tests/kernel/zoo/run --write-docs`. All that can share a
guest are in one with `tests/kernel/zoo/run build --together`.

*Rebuilt*: instrumented modules loaded. *Maps*, *syncs*, *coherent*: calls that map or unmap, synchronise, allocate or
free coherent memory. *Accesses*: loads and stores that the inline test passed on to be checked byte by byte.

| driver | device | workload | rebuilt | maps | syncs | coherent | accesses | findings |
|---|---|---|---:|---:|---:|---:|---:|---|
"""

FINDINGS = """
## Findings

Each page has the report, the source lines, the hardware that it breaks and the mending.

| finding | bug of | found with |
|---|---|---|
"""


def events(seen):
    """Sums of what dmasan.ko counted."""
    sums = {"maps": 0, "syncs": 0, "coherent": 0,
            "accesses": seen.get("accesses", 0)}
    for name, count in seen.items():
        if not name.startswith(("dma_", "dmam_")):
            continue
        if "sync" in name:
            sums["syncs"] += count
        elif "map" in name:
            sums["maps"] += count
        elif "alloc" in name or "free" in name:
            sums["coherent"] += count
    return sums


def measured():
    if not MEASURED.exists():
        return {}
    with open(MEASURED, newline="", encoding="utf-8") as file:
        return {row["driver"]: row for row in csv.DictReader(file)}


def record(new):
    """Rows of drivers that ran replace theirs; of drivers no more, they go."""
    known = measured() | {name: {"driver": name} | row
                          for name, row in new.items()}
    with open(MEASURED, "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        out.writeheader()
        for driver in drivers():
            if driver.name in known:
                out.writerow(known[driver.name])


def text():
    known, pages = measured(), {v.name: v for v in verdicts()}
    lines = []
    for driver in drivers():
        row = known.get(driver.name, {})
        found = [f"[{name}]({pages[name].page.removeprefix('docs/')})"
                 for name in (row.get("findings") or "").split() if name in pages]
        cells = [driver.name, driver.model, driver.workload]
        cells += [str(row.get(column, "")) for column in COLUMNS[1:-1]]
        lines.append("| " + " | ".join([*cells, ", ".join(found)]) + " |\n")
    return HEAD + "".join(lines) + FINDINGS + "".join(
        f"| [{title(verdict)}]({verdict.page.removeprefix('docs/')}) | "
        f"{verdict.verdict} | "
        f"{', '.join(verdict.drivers) or verdict.found_by} |\n"
        for verdict in pages.values())


def title(verdict):
    return (ROOT / verdict.page).read_text().splitlines()[0].removeprefix("# ")


def write():
    PAGE.write_text(text())
