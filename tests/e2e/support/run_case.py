#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Builds one case wrong and right, runs both, and compares the findings.

A case says in comments what the wrong version must report, and nothing else
may be reported:

    // EXPECT: KIND in FUNCTION at OFFSET     one line a finding, in order
    // OPTIONS: name=value:name=value         DMASAN_OPTIONS of both runs
    // SAMPLED: KIND in FUNCTION at OFFSET    what may be said instead where
                                              only some mappings are watched

The right version (-DGOOD) must be silent and exit with 0. A file without
EXPECT has no wrong version. The oracle is the JSON output (kind, function and
byte offset); the text report has to agree in its first and its last line. Both
versions run with sampling, too, where less may be found and nothing else. The
case of a kind, tests/e2e/kinds/KIND.c, also has golden files (see golden.py);
KIND_WHAT.c is one more case of it.
"""

import argparse
import json
import os
import re
import subprocess
import sys

import golden


def fail(text, output=""):
    sys.exit(f"run_case: {text}\n{output}")


def directives(source, name):
    with open(source) as file:
        text = file.read()
    found = re.findall(rf"^// {name}: *(.*)", text, re.M)
    if len(found) != text.count(f"{name}:"):
        fail(f"{source}: {name} is not on a line of its own")
    return found


def parse_findings(lines, name):
    found = []
    for text in lines:
        match = re.fullmatch(r"(\S+) in (.+) at (-?\d+)", text.strip())
        if not match:
            fail(f"malformed {name}: {text}")
        found.append((match[1], match[2], int(match[3])))
    return found


def expected_findings(source):
    found = parse_findings(directives(source, "EXPECT"), "EXPECT")
    with open(source) as file:
        if not found and "GOOD" in file.read():
            fail(f"{source}: has two versions, but expects no finding")
    return found


def kernel_case(source):
    """What differs when the case is a kernel module: a reason or None, whether
    it can be one, and its findings.

        // KERNEL: no, REASON                     cannot be a module
        // KERNEL: unseen, REASON                 runs, nothing is found
        // KERNEL: KIND in FUNCTION at OFFSET     instead of EXPECT
    """
    lines = directives(source, "KERNEL")
    if lines and (match := re.fullmatch(r"(no|unseen), (.+)", lines[0])):
        if len(lines) != 1:
            fail(f"{source}: KERNEL: {match[1]} stands alone")
        return match[2], match[1] == "unseen", []
    return None, True, (parse_findings(lines, "KERNEL")
                        or expected_findings(source))


def build(args, flags, output):
    command = args.cc.split() + ["-fsanitize=dma", "-g", "-Wall", "-Werror"]
    command += ["-I", os.path.dirname(os.path.abspath(__file__))]
    command += flags + [args.source, "-o", output]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode:
        fail(f"cannot build: {' '.join(command)}", done.stderr)


def run(program, options):
    report, shown = program + ".json", program + ".bytes"
    for path in (report, shown):
        if os.path.exists(path):
            os.unlink(path)
    environment = dict(os.environ)
    environment["DMASAN_OPTIONS"] = ":".join(options + [f"json_path={report}"])
    environment["CASE_BYTES"] = shown
    done = subprocess.run([program], capture_output=True, text=True,
                          errors="replace", env=environment, timeout=60)
    findings = []
    if os.path.exists(report):
        with open(report) as file:
            findings = [json.loads(line) for line in file if line.strip()]
    return done, findings


def check_wrong(done, findings, expected):
    got = [(f["kind"], f["function"], f["offset"]) for f in findings]
    if got != expected:
        fail(f"expected {expected}\n     got {got}", done.stderr)
    status = 1 if any(f["severity"] == "error" for f in findings) else 0
    if done.returncode != status:
        fail(f"exit status {done.returncode}, not {status}", done.stderr)
    if "case: check" in done.stderr:
        fail("a check of the wrong version failed", done.stderr)
    for kind, function, _ in expected:
        if not re.search(rf"^==\d+==\w+: DMASanitizer: {kind}\b", done.stderr,
                         re.M):
            fail(f"no first line for {kind}", done.stderr)
        if not re.search(
                rf"^SUMMARY: DMASanitizer: {kind} \S+:\d+:\d+ in {re.escape(function)}$",
                done.stderr, re.M):
            fail(f"no summary for {kind} in {function}", done.stderr)


def check_right(done, findings):
    if done.returncode or findings or "DMASanitizer" in done.stderr:
        fail(f"the right version is not silent: {findings}, exit status "
             f"{done.returncode}", done.stderr)


def check_sampled(source, program, options, expected):
    """What is not watched accuses nobody, and has no offset where something
    else tells of the mistake."""
    if expected:
        expected = expected + parse_findings(directives(source, "SAMPLED"),
                                             "SAMPLED")
    for seed in (1, 2, 3):
        done, findings = run(program, options +
                             ["sample=2", f"sample_seed={seed}"])
        got = [(f["kind"], f["function"], f["mapping"] and f["offset"])
               for f in findings]
        allowed = expected + [(kind, function, None)
                              for kind, function, _ in expected]
        if not set(got) <= set(allowed):
            fail(f"with sample_seed={seed} expected only {expected}\n"
                 f"     got {got}", done.stderr)


def check_golden(args, report, output):
    folder, kind = os.path.split(os.path.splitext(args.source)[0])
    if os.path.basename(folder) != "kinds" or "_" in kind:
        return
    tree = os.path.dirname(os.path.dirname(args.cc.split()[0]))
    offences = [golden.difference(f"{kind}.report",
                                  golden.normalised(
                                      golden.reports_of(kind, report), tree))]
    shown = []
    for version in (".bad", ".good"):
        if os.path.exists(output + version + ".bytes"):
            with open(output + version + ".bytes") as file:
                shown.append(file.read())
    try:
        if shown:
            offences.append(golden.difference(f"{kind}.bytes",
                                              golden.table(*shown)))
    except (TypeError, ValueError) as error:
        fail(str(error))
    if any(offences):
        fail("\n".join(filter(None, offences)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cc", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("source")
    parser.add_argument("flags", nargs="*", help="flag sets, each one build")
    args = parser.parse_args()
    expected = expected_findings(args.source)
    options = directives(args.source, "OPTIONS")
    for index, flags in enumerate(args.flags or ["-O1"]):
        output = f"{args.out}.{index}"
        report = None
        if expected:
            build(args, flags.split(), output + ".bad")
            wrong = run(output + ".bad", options)
            check_wrong(*wrong, expected)
            report = wrong[0].stderr
            check_sampled(args.source, output + ".bad", options, expected)
        build(args, flags.split() + ["-DGOOD"], output + ".good")
        check_right(*run(output + ".good", options))
        check_sampled(args.source, output + ".good", options, [])
        if index == 0 and report:
            check_golden(args, report, output)


if __name__ == "__main__":
    main()
