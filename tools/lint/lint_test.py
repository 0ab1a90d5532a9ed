#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every rule of lint.py fires on a bad sample and is silent on a good one."""
import os
import subprocess
import tempfile
import unittest

import features
import kinds
import lint

HEAD = "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n//\n// x\n"
LAYERS, ONLY = {"low/": 1, "high/": 2, "inter/": 3}, {"inter/": ["inter/"]}

# A tree in which one kind is whole, and short names of its files.
WHOLE = {
    "reports/kinds.def": 'DMASAN_KIND(A, "a-kind", Lines, Error, '
                         '"A rule that is long (enough).", DOC ", section")\n',
    "reports/advice.def": 'DMASAN_ADVICE(A, "What happened {here}.", '
                          '"What to do about it.")\n',
    "tools/dmasan/kind_help.def":
        'DMASAN_KIND_HELP(A,\n    "The meaning (of it).",\n'
        '    "A cause of it.",\n    "The harm of it.",\n    "The cure of it.")\n',
    "tests/e2e/kinds/a-kind.c": "// EXPECT: a-kind in driver at 0\n"
                                "#ifdef GOOD\n#endif\n",
    "tests/e2e/golden/a-kind.report": "==1==ERROR: DMASanitizer: a-kind on\n",
    "tests/e2e/golden/a-kind.bytes": "what  00  01\n",
}
KEYS = dict(zip(("rules", "advice", "help", "case", "golden",
                 "bytes"), WHOLE))
KEYS["owed"] = "tools/lint/kinds_not_found.txt"
KEYS["other"] = "tests/e2e/kinds/b-kind.c"
KEYS["more"] = "tests/e2e/kinds/a-kind_more.c"


class LintTest(unittest.TestCase):
    def setUp(self):
        # pylint: disable=consider-using-with
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def rule(self, check, samples, *extra):
        for name, text in samples.items():
            path = os.path.join(self.folder.name, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return [(name, line) for name, line, _ in check(
            self.folder.name, sorted(samples), *extra)]

    def test_layers(self):
        samples = {"low/a.h": '#include "high/b.h"\n',
                   "high/b.h": '#include "low/a.h"\n#include "zstd.h"\n',
                   "inter/c.h": '\n#include "low/a.h"\n',
                   "nowhere/d.h": ""}
        self.assertEqual(self.rule(lint.check_layers, samples, LAYERS, ONLY),
                         [("inter/c.h", 2), ("low/a.h", 1), ("nowhere/d.h", 1)])

    def test_sizes(self):
        self.assertEqual(
            self.rule(lint.check_sizes, {"low/long.h": "\n" * 601,
                                         "low/short.h": "\n" * 300}),
            [("low/long.h", 601)])

    def test_heads(self):
        self.assertEqual(
            self.rule(lint.check_heads, {"low/bad.h": "// hello\n",
                                         "low/good.h": HEAD}),
            [("low/bad.h", 1)])

    def test_words(self):
        self.assertEqual(
            self.rule(lint.check_words,
                      {"low/bad.h": "ok\n// TO" + "DO later\n",
                       "low/path.h": 'open("/wo' + 'rk/x")\n',
                       "low/good.h": "// works on what is to do: network/x\n"}),
            [("low/bad.h", 2), ("low/path.h", 1)])

    def test_names(self):
        self.assertEqual(
            self.rule(lint.check_names, {"low/BadName.h": "",
                                         "low/good_name.h": ""}),
            [("low/BadName.h", 1)])

    def kinds(self, **changes):
        """Offences of a tree with one whole kind, but for the changes."""
        samples = {**WHOLE, **{KEYS[key]: text
                               for key, text in changes.items()}}
        samples = {n: t for n, t in samples.items() if t is not None}
        self.setUp()
        found = []
        for offence in self.rule(kinds.check, samples):
            found.append(os.path.basename(offence[0]))
        return found

    def test_kinds(self):
        self.assertEqual(self.kinds(), [])
        rules = WHOLE["reports/kinds.def"]
        for old, new in (("Error", "Fatal"), ("A rule that is long (enough).", ""),
                         ('DOC ", section"', '""')):
            self.assertIn(old, rules)
            self.assertEqual(self.kinds(rules=rules.replace(old, new)),
                             ["kinds.def"], new)
        self.assertEqual(self.kinds(advice=""), ["advice.def"])
        self.assertEqual(
            self.kinds(advice=WHOLE["reports/advice.def"].replace(
                "What to do about it", "")), ["advice.def"])
        self.assertEqual(self.kinds(help=None), ["kind_help.def"])
        self.assertEqual(
            self.kinds(help='DMASAN_KIND_HELP(A, "A text of it")\n'),
            ["kind_help.def"])

    def test_cases_of_kinds(self):
        case = WHOLE["tests/e2e/kinds/a-kind.c"]
        self.assertEqual(self.kinds(case=None), ["a-kind.c"])
        self.assertEqual(self.kinds(case=case.replace("EXPECT", "expect")),
                         ["a-kind.c"])
        self.assertEqual(self.kinds(case=case.replace("GOOD", "WELL")),
                         ["a-kind.c"])
        self.assertEqual(self.kinds(golden=None), ["a-kind.report"])
        self.assertEqual(self.kinds(golden="nothing found\n"),
                         ["a-kind.report"])
        self.assertEqual(self.kinds(bytes=None), ["a-kind.bytes"])
        self.assertEqual(self.kinds(
            bytes=None, case="// BYTES: none, why\n" + case), [])
        rules = WHOLE["reports/kinds.def"].replace("Lines", "Arguments")
        self.assertEqual(self.kinds(bytes=None, rules=rules), [])
        self.assertEqual(self.kinds(other=case), ["b-kind.c"])
        self.assertEqual(self.kinds(more=case), [])

    def test_kinds_not_found(self):
        bare = {"case": None, "golden": None, "bytes": None}
        self.assertEqual(self.kinds(owed="a-kind | no check\n", **bare), [])
        self.assertEqual(self.kinds(owed="a-kind |\n", **bare),
                         ["kinds_not_found.txt"])
        self.assertEqual(self.kinds(owed="a-kind | no check\n"),
                         ["kinds_not_found.txt"])
        self.assertEqual(self.kinds(owed="c-kind | no check\n"),
                         ["kinds_not_found.txt"])

    def features(self, row, **files):
        """Offences of a table with that row in a section of findings."""
        samples = {"tests/e2e/fires.c": "// EXPECT: a-kind in f at 0\n#ifdef "
                                        "GOOD\n// RUN: %run_case %s\n",
                   "tests/e2e/only_bad.c": "// EXPECT: a-kind in f at 0\n",
                   "tests/e2e/legal.c": "// RUN: %run_case %s\n",
                   "tests/unit/t.cpp": "TEST(Some, Name)\n",
                   "tests/features.csv": "number,target,state,feature,fires,"
                   "silent,peer,lacks\nA,,,First,,,,\n" + row + "\n"}
        self.setUp()
        return [line for _, line in self.rule(features.check,
                                              {**samples, **files})]

    def test_features(self):
        for row in ("1,M,done,it,e2e/fires.c,e2e/fires.c,none,",
                    "1,M,done,it,unit/t.cpp:Name,e2e/legal.c,none,",
                    "1,S,partly,it,e2e/fires.c,,none,the rest",
                    "1,S,open,it,,,none,all of it",
                    "1,X,left out,it,,,none,nobody needs it",
                    "F,,,Mechanism,,,,\n1,M,done,it,unit/t.cpp,,none,"):
            self.assertEqual(self.features(row), [], row)
        for row in ("2,M,done,it,e2e/fires.c,e2e/fires.c,none,",
                    "1,M,done,it,e2e/gone.c,e2e/fires.c,none,",
                    "1,M,done,it,unit/t.cpp:Missing,e2e/fires.c,none,",
                    "1,M,done,it,e2e/legal.c,e2e/fires.c,none,",
                    "1,M,done,it,e2e/fires.c,e2e/only_bad.c,none,",
                    "1,M,done,it,e2e/fires.c,,none,",
                    "1,M,done,it,,e2e/fires.c,none,",
                    "1,M,done,it,e2e/fires.c,e2e/fires.c,none,something",
                    "1,S,partly,it,e2e/fires.c,,none,",
                    "1,S,partly,it,,,none,the rest",
                    "1,S,open,it,e2e/fires.c,,none,all of it",
                    "1,X,done,it,e2e/fires.c,e2e/fires.c,none,",
                    "1,M,done,it,e2e/fires.c,e2e/fires.c,,",
                    "1,M,done,it"):
            self.assertEqual(self.features(row), [3], row)

    def test_feature_that_came(self):
        row = "1,S,open,it,,,none,no check of a-kind"
        self.assertEqual(self.features(row), [])
        self.assertEqual(self.features(
            row, **{"tests/e2e/kinds/a-kind.c": ""}), [3])

    def test_exported_tree(self):
        self.rule(lint.check_heads, {"low/a.h": HEAD, "build/b.h": HEAD})
        self.assertEqual(lint.tracked(self.folder.name), ["low/a.h"])

    def test_tracked(self):
        subprocess.check_call(["git", "init", "-q", self.folder.name])
        path = os.path.join(self.folder.name, "new.h")
        with open(path, "w", encoding="utf-8") as file:
            file.write(HEAD)
        self.assertEqual(lint.tracked(self.folder.name), [])
        subprocess.check_call(["git", "-C", self.folder.name, "add", "new.h"])
        self.assertEqual(lint.tracked(self.folder.name), ["new.h"])


if __name__ == "__main__":
    unittest.main()
