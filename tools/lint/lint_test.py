#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every rule of lint.py fires on a bad sample and is silent on a good one."""
import os
import subprocess
import tempfile
import unittest

import lint

HEAD = "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n//\n// x\n"
LAYERS, ONLY = {"low/": 1, "high/": 2, "inter/": 3}, {"inter/": ["inter/"]}


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

    def test_kinds(self):
        samples = {"reports/kinds.def": 'DMASAN_KIND(A, "a-kind", X)',
                   "tests/e2e/kinds/a-kind.c": "#ifdef GOOD\n",
                   "tests/e2e/kinds/b-kind.c": "#ifdef GOOD\n"}
        self.assertEqual(self.rule(lint.check_kinds, samples),
                         [("tests/e2e/kinds/b-kind.c", 1)])
        samples["tests/e2e/kinds/a-kind.c"] = "int main;\n"
        self.assertIn(("tests/e2e/kinds/a-kind.c", 1),
                      self.rule(lint.check_kinds, samples))

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
