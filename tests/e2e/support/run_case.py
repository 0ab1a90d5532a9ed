#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Builds one case wrong and right, runs both, and compares the findings.

A case says in comments what the wrong version must report, and nothing else
may be reported:

    // EXPECT: KIND in FUNCTION at OFFSET     one line a finding, in order
    // OPTIONS: name=value:name=value         DMASAN_OPTIONS of both runs

The right version (-DGOOD) must be silent and exit with 0. A file without
EXPECT has no wrong version. The oracle is the JSON output (kind, function and
byte offset); the text report has to agree in its first and its last line.
"""

import argparse
import json
import os
import re
import subprocess
import sys


def fail(text, output=""):
    sys.exit(f"run_case: {text}\n{output}")


def directives(source, name):
    with open(source) as file:
        text = file.read()
    found = re.findall(rf"^// {name}: *(.*)", text, re.M)
    if len(found) != text.count(f"{name}:"):
        fail(f"{source}: {name} is not on a line of its own")
    return found


def expected_findings(source):
    found = []
    for text in directives(source, "EXPECT"):
        match = re.fullmatch(r"(\S+) in (.+) at (-?\d+)", text.strip())
        if not match:
            fail(f"malformed EXPECT: {text}")
        found.append((match[1], match[2], int(match[3])))
    with open(source) as file:
        if not found and "GOOD" in file.read():
            fail(f"{source}: has two versions, but expects no finding")
    return found


def build(args, flags, output):
    command = args.cc.split() + ["-fsanitize=dma", "-g", "-Wall", "-Werror"]
    command += ["-I", os.path.dirname(os.path.abspath(__file__))]
    command += flags + [args.source, "-o", output]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode:
        fail(f"cannot build: {' '.join(command)}", done.stderr)


def run(program, options):
    report = program + ".json"
    if os.path.exists(report):
        os.unlink(report)
    environment = dict(os.environ)
    environment["DMASAN_OPTIONS"] = ":".join(options + [f"json_path={report}"])
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
        if expected:
            build(args, flags.split(), output + ".bad")
            check_wrong(*run(output + ".bad", options), expected)
        build(args, flags.split() + ["-DGOOD"], output + ".good")
        check_right(*run(output + ".good", options))


if __name__ == "__main__":
    main()
