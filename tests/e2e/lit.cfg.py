# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# End-to-end tests: a driver and its device in one program, built with
# dmasan-clang, run on the simulated bus.
#
#   %dmasan_cc, %dmasan_cxx   the compiler drivers of this build tree
#   %run_case FILE [FLAGS...] wrong version reported, right version silent
#   %support                  directory of case.h

import os

import lit.formats

config.name = "DMASan e2e"
config.test_format = lit.formats.ShTest(True)
config.suffixes = [".c", ".cpp", ".test"]
config.excludes = ["support"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.dmasan_build, "tests", "e2e")
config.environment["PATH"] = os.pathsep.join(
    [config.llvm_bin, os.environ["PATH"]])

if "DMASAN_UPDATE_GOLDEN" in os.environ:
    config.environment["DMASAN_UPDATE_GOLDEN"] = "1"

tools = os.path.join(config.dmasan_build, "bin")
support = os.path.join(config.test_source_root, "support")
compiler = os.path.join(tools, "dmasan-clang")
compiler_cxx = os.path.join(tools, "dmasan-clang++")
runner = os.path.join(support, "run_case.py")
config.substitutions += [
    ("%dmasan_cc", compiler),
    ("%dmasan_cxx", compiler_cxx),
    ("%dmasan ", os.path.join(tools, "dmasan") + " "),
    ("%run_case_cxx", f"python3 {runner} --cc '{compiler_cxx}' --out %t --"),
    ("%run_case", f"python3 {runner} --cc '{compiler}' --out %t --"),
    ("%build", config.dmasan_build),
    ("%lib", os.path.join(config.dmasan_build, "lib", "dmasan")),
    ("%models", os.path.join(config.dmasan_build, "share", "dmasan", "models")),
    ("%standin", os.path.join(config.dmasan_source, "runtime", "sim",
                              "standin")),
    ("%support", support),
    ("%examples", os.path.join(config.dmasan_source, "examples")),
]
