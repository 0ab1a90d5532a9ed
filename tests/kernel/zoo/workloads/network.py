# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Host side of network.sh: the file that TFTP serves, from the run's folder."""

import os


def prepare(work):
    file = work / "random"
    file.write_bytes(os.urandom(512 << 10))
    return [file]
