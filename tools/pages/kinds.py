# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""docs/kinds.md: a section a kind.

The texts are what `dmasan kinds --format=json` prints, the reports and bytes
are the golden files of tests/e2e, the tests are the files that name the kind as
what they expect.
"""
import os

from pages import tests

HEAD = """\
# Kinds of findings

Severities: *error* corrupts anywhere; *portability* corrupts on non-coherent or longer-line machines;
*performance* and *style* cost time or clarity (shown with `report_from=`). `dmasan explain KIND` prints one entry.

The reports are those of the test that is named first, addresses numbered. Where the simulated bus loses data, a table
shows the bytes of that test as it is and with its fix: the bus models a cache that devices do not snoop, and moves
lines only when the API does, or by eviction at the worst moment.
"""
FIELDS = ("source", "meaning", "cause", "harm", "mending")


def anchor(kind):
    return f"- [`{kind}`](#{kind})"


def golden(root, name):
    path = os.path.join(root, "tests/e2e/golden", name)
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def byte_table(text):
    """Columns that two blanks part, as golden.table() made them, as Markdown."""
    lines = text.splitlines()
    first, second = (lines[0].index(word) for word in ("as it", "with the"))
    rows = ["| | as it is | with the fix |", "|---|---|---|"]
    rows += [f"| {line[:first].strip()} | `{line[first:second].strip()}` | "
             f"`{line[second:].strip()}` |" for line in lines[1:]]
    return "\n".join(rows) + "\n"


def section(root, row, proofs):
    kind = row["kind"]
    out = [f"### {kind}\n", f"*{row['severity']}* — {row['rule']}\n"]
    out.append("\n".join(f"- {field.capitalize()}: {row[field]}"
                         for field in FIELDS) + "\n")
    shown = golden(root, f"{kind}.bytes")
    if shown:
        out.append(byte_table(shown))
    report = golden(root, f"{kind}.report")
    if report:
        out.append(f"```\n{report}```\n")
    if proofs:
        out.append("Tests: " + ", ".join(
            f"[{name}](../{name})" for name in proofs) + "\n")
    else:
        out.append("No test finds this kind yet.\n")
    return "\n".join(out)


def page(root, rows):
    proofs = tests.by_kind(root)
    out, family = [HEAD], None
    for row in rows:
        if row["family"] != family:
            family = row["family"]
            out.append(f"## {family.capitalize()}\n")
            out.append("\n".join(anchor(other["kind"]) for other in rows
                                 if other["family"] == family) + "\n")
        out.append(section(root, row, proofs.get(row["kind"], [])))
    return "\n".join(out)


def options_page(rows):
    head = ("# Run-time options\n\n"
            "Hosted: `DMASAN_OPTIONS=name=value:name=value`, or a function "
            "`__dmasan_default_options()` in the program.\nKernel: parameters "
            "of `dmasan.ko` of the same names. `dmasan options` prints this "
            "list.\n\n| option | default | values | where | what |\n"
            "|---|---|---|---|---|\n")
    return head + "".join(
        "| `{option}` | {shown} | {values} | {hosts} | {help} |\n".format(
            **{**row, "values": row["values"].replace("|", ", ")},
            shown=f"`{row['default']}`" if row["default"] else "")
        for row in rows)
