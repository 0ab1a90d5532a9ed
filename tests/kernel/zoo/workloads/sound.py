# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Host side of sound.sh: finds what sound.c played in the files that QEMU wrote.

The pattern rises by a step a frame from -24000 to 24000 on the left and falls so
on the right. A card that resamples, or does not play at full volume, has frames
of no step or of two here and there. QEMU drops whole buffers when the host is
late, so that a few leaps forward are no fault of the driver; anything else is.
"""

import array

from machine import Failed

LOUD = 20000      # what both ends reach at least
TOLERANCE = 3     # between the channels
EDGE = 4          # frames at both ends that a resampler blurs
DROPPED = 4096    # frames of a buffer of QEMU, at most
DROPS = 6


def prepare(work):
    for path in work.glob("*.wav"):
        path.unlink()


def check(work):
    paths = sorted(work.glob("*.wav"))
    if not paths:
        raise Failed("QEMU wrote nothing")
    for path in paths:
        try:
            heard(path.read_bytes())
        except Failed as why:
            raise Failed(f"{path.name}: {why}") from why


def heard(data):
    # Of a guest that goes without closing the card, QEMU does not mend the
    # header: the frames follow its 44 bytes.
    samples = array.array("h")
    samples.frombytes(data[44:len(data) - len(data) % 4])
    left, right = samples[0::2], samples[1::2]
    loud = [at for at, value in enumerate(left) if abs(value) > LOUD]
    if not loud:
        raise Failed(f"nothing loud in {len(left)} frames")
    first, last = loud[0] + EDGE, loud[-1] - EDGE
    if left[first] > -LOUD or left[last] < LOUD:
        raise Failed(f"{left[first]} to {left[last]}")
    drops = before = 0
    for at in range(first, last):
        step = left[at + 1] - left[at]
        dropped = 2 < step <= DROPPED
        drops += dropped
        steady = 0 <= step <= 2 and (step or before)
        if (not steady and not dropped or drops > DROPS
                or abs(left[at] + right[at]) > TOLERANCE):
            raise Failed(f"frame {at - first} is {left[at]}, {right[at]}, and "
                         f"{left[at + 1]} follows")
        before = step
