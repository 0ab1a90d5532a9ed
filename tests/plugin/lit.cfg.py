# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The compiler plugin and dmasan-clang: is exactly the right code emitted?
# Run with tools/lit BUILD tests/plugin.

import os

import lit.formats

config.name = "plugin"
config.test_format = lit.formats.ShTest(True)
config.suffixes = [".c", ".cpp", ".ll", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)

build = lit_config.params["build"]
llvm = lit_config.params["llvm"]
config.test_exec_root = os.path.join(build, "tests", "plugin")
config.environment["PATH"] = os.pathsep.join(
    [os.path.join(llvm, "bin"), config.environment["PATH"]]
)

cc = os.path.join(build, "bin", "dmasan-clang")
config.substitutions += [
    ("%dmasan_cxx", cc + "++"),
    ("%dmasan_cc", cc),
    # Unoptimised names and no line tables: what FileCheck reads.
    ("%emit", cc + " -fsanitize=dma -S -emit-llvm -g0 -fno-discard-value-names"),
]
