# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What was decided about findings on unmodified drivers: findings/NAME.toml.

    page     docs/findings/NAME.md: the report, the lines, the harm, the mending
    verdict  whose bug it is: driver, subsystem, device model
    finds    what DMASan says, as members of its JSON: kind, function, ...;
             `through` is a function that has to be in the stack, `mapped` one
             in the stack of the mapping
    drivers  of the zoo, in which it has to be found (and may be in any other)
    found_by the test that finds it, where no driver of the zoo does
    race     true: it is found when two things happen to meet, so not always
    machine  on which alone it is found (a glob of machines.py); else on any
    warning  text of what the kernel itself says of it there; not always

A false report has no verdict: it is mended.
"""

import fnmatch

from rows import ZOO, table

VERDICTS = ("driver", "subsystem", "device model")


class Verdict:
    def __init__(self, path):
        self.name = path.stem
        facts = table(path)
        self.page, self.verdict = facts["page"], facts["verdict"]
        self.finds, self.drivers = facts["finds"], facts["drivers"]
        self.found_by = facts.get("found_by", "")
        self.race = facts.get("race", False)
        self.warning = facts.get("warning")
        self.machine = facts.get("machine", "*")
        if self.verdict not in VERDICTS:
            raise ValueError(f"{path}: no verdict {self.verdict!r}")
        if not (ZOO.parent.parent.parent / self.page).exists():
            raise ValueError(f"{path}: {self.page} does not exist")

    def explains(self, finding):
        stacks = {key: {frame["function"] for frame in finding[stack]}
                  for key, stack in (("through", "stack"), ("mapped", "map_stack"))}
        return any(all(value in stacks[key] if key in stacks
                       else finding.get(key) == value
                       for key, value in wanted.items())
                   for wanted in self.finds)


def verdicts(machine=None):
    """All, or those that concern a machine."""
    known = [Verdict(path) for path in sorted((ZOO / "findings").glob("*.toml"))]
    return [verdict for verdict in known
            if not machine or fnmatch.fnmatch(machine, verdict.machine)]


def judge(driver, findings, known):
    """Returns the explained findings (of one verdict: one), the unexplained
    ones, and verdicts that should have come up here."""
    explained, strange = {}, []
    for finding in findings:
        for verdict in known:
            if verdict.explains(finding):
                explained.setdefault(verdict.name, finding)
                break
        else:
            strange.append(finding)
    missing = [verdict.name for verdict in known
               if driver in verdict.drivers and not verdict.race
               and verdict.name not in explained]
    return explained, strange, missing
