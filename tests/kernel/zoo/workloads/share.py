# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Host side of share.sh: the folder, the data, and what is in the folder at the
end."""

import os
import shutil

from machine import Failed


def prepare(work):
    shutil.rmtree(work / "share", ignore_errors=True)
    (work / "share").mkdir()
    data = work / "share.data"
    data.write_bytes(os.urandom((2 << 20) + 12345))
    return [data]


def check(work):
    if (work / "share/big").read_bytes() != (work / "share.data").read_bytes():
        raise Failed("the host's file differs")
