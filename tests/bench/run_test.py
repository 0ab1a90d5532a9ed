#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The runner refuses what must not become a figure: outputs that differ between
# variants, a failed program, a complaint of a sanitizer. The "builds" are shell
# scripts.

import argparse
import importlib.machinery
import importlib.util
import pathlib
import tempfile
import unittest

PATH = pathlib.Path(__file__).with_name("run")
LOADER = importlib.machinery.SourceFileLoader("bench_run", str(PATH))
SPEC = importlib.util.spec_from_loader("bench_run", LOADER)
bench = importlib.util.module_from_spec(SPEC)
LOADER.exec_module(bench)


class Measure(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)

    def measure(self, runs=2, **scripts):
        """Runs `echo same` as every variant but those given."""
        built = {}
        for variant in bench.VARIANTS:
            path = self.folder / f"p.{variant}"
            path.write_text("#!/bin/sh\n" + scripts.get(variant, "echo same $1") + "\n")
            path.chmod(0o755)
            built["p", variant] = path
        arguments = argparse.Namespace(runs=runs, scale=7, options="")
        return bench.measure("p", built, arguments, self.folder)

    def test_every_variant_runs_as_often_as_asked(self):
        seconds = self.measure(runs=3, dma="echo same 7")
        self.assertEqual({v: len(s) for v, s in seconds.items()},
                         {v: 3 for v in bench.VARIANTS})

    def test_other_output(self):
        with self.assertRaisesRegex(bench.Failure, "the dma build printed 'other"):
            self.measure(dma="echo other")

    def test_no_output(self):
        with self.assertRaisesRegex(bench.Failure, "printed ''"):
            self.measure(plain="true")

    def test_exit_status(self):
        with self.assertRaisesRegex(bench.Failure, "exit status 3"):
            self.measure(address="echo same $1; exit 3")

    def test_complaint(self):
        with self.assertRaisesRegex(bench.Failure, "ERROR: DMASanitizer"):
            self.measure(dma="echo same $1; echo ERROR: DMASanitizer >&2")

    def test_cpu_time_is_of_the_child(self):
        busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo same $1"
        seconds = self.measure(runs=1, plain=busy)
        self.assertGreater(seconds["plain"][0], 3 * seconds["dma"][0])


class Figures(unittest.TestCase):
    def test_mean_is_geometric(self):
        self.assertAlmostEqual(bench.mean([1, 4, 2]), 2)

    def test_calls_stay_out_of_the_mean(self):
        def result(name, measures, ratio):
            ratios = {v: ratio for v in bench.VARIANTS}
            return {"program": name, "measures": measures, "seconds": ratios,
                    "ratio": ratios, "text_ratio": ratios}
        lines = list(bench.table([result("a", "code", 2.0), result("b", "code", 8.0),
                                  result("c", "calls", 50.0)]))
        means = [line.split()[2:] for line in lines if line.startswith("geometric mean")]
        self.assertEqual(means, [["4.00"] * len(bench.VARIANTS)] * 2)


if __name__ == "__main__":
    unittest.main()
