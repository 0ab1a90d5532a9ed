# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tests/features.csv: every row's tests exist and show what its state says.

A row that is done has a test that shows it; in the sections about what is found
(A to E) also a near miss. Partly and open rows say what is missing.
"""
import csv
import os
import re

TABLE = "tests/features.csv"
FOUND = "ABCDE"  # sections whose rows are findings
STATES = {"M": ("done", "partly", "open"), "S": ("done", "partly", "open"),
          "X": ("left out",)}


def records(root):
    """(line, row) of each record; none when there is no table."""
    path = os.path.join(root, TABLE)
    if not os.path.exists(path):
        return
    with open(path, newline="", encoding="utf-8") as file:
        lines = file.read().splitlines()
    head = None
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            continue
        values = next(csv.reader([line]))
        if head is None:
            head = values
        else:
            yield number, dict(zip(head, values)) if len(values) == len(
                head) else None


def check_test(root, test, fires):
    """What is wrong with a test as one that fires, or as one that is silent."""
    name, _, part = test.partition(":")
    path = os.path.join(root, "tests", name)
    if not os.path.isfile(path):
        return f"there is no test tests/{name}"
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    if part and not re.search(rf"\b{re.escape(part)}\b", text):
        return f"tests/{name} has no {part}"
    expects = re.search(r"^// EXPECT: ", text, re.M)
    if name.endswith((".c", ".cpp")) and name.startswith(("e2e/", "corpus/")):
        runs = "RUN: %run_case" in text or name.startswith("corpus/")
        if fires and runs and not expects:
            return f"tests/{name} expects nothing"
        if not fires and expects and "GOOD" not in text:
            return f"tests/{name} has no right version"
    return None


def check_row(root, row, section):
    tests = [(test, column == "fires") for column in ("fires", "silent")
             for test in row[column].split()]
    for test, fires in tests:
        offence = check_test(root, test, fires)
        if offence:
            yield offence
    state = row["state"]
    if state not in STATES.get(row["target"], ()):
        yield f"target '{row['target']}' and state '{state}' do not fit"
    if state == "done" and not row["fires"]:
        yield "done without a test that shows it"
    if state == "done" and section in FOUND and not row["silent"]:
        yield "done without a near miss"
    if state == "partly" and not row["fires"]:
        yield "partly done without a test that shows the part"
    if state == "open" and tests:
        yield "open, but it has tests"
    if (state == "done") == bool(row["lacks"]):
        yield "what a row lacks is said when it is not done, and only then"
    # Rows that say "no check of KIND" change when the kind is found.
    kind = re.search(r"no check of ([a-z-]+)", row["lacks"])
    case = kind and f"tests/e2e/kinds/{kind[1]}.c"
    if case and os.path.exists(os.path.join(root, case)):
        yield f"{case} is there: what does the row lack now?"
    if not row["feature"] or not row["peer"]:
        yield "no feature or no peer (none)"


def check(root, files):
    del files
    section, last = "", 0
    for line, row in records(root):
        if row is None:
            yield TABLE, line, "not as many columns as the head"
        elif row["number"].isalpha():
            section = row["number"]
        else:
            if row["number"] != str(last + 1):
                yield TABLE, line, f"row {row['number']} after row {last}"
            last += 1
            for text in check_row(root, row, section):
                yield TABLE, line, f"{row['number']}: {text}"
