# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Host side of pmem.sh: what is written, and the memory's file at the end."""

import os

from machine import Failed

SIZE = 4 << 20


def prepare(work):
    data = work / "pmem.data"
    data.write_bytes(os.urandom(SIZE))
    return [data]


def check(work):
    with open(work / "pmem", "rb") as memory:
        if memory.read(SIZE) != (work / "pmem.data").read_bytes():
            raise Failed("the host's file differs")
