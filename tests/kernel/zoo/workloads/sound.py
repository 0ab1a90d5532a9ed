# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Host side of sound.sh: finds what sound.c played in the file that QEMU wrote.

The pattern rises by a step a frame from -24000 to 24000 on the left and falls so
on the right. A card that resamples, or does not play at full volume, changes its
length and slope a little, but leaves it a straight line.
"""

import array

from machine import Failed

FRAMES = 48000
LOUD = 20000      # what both ends reach at least
TOLERANCE = 3     # steps that a frame may be off the line
EDGE = 4          # frames at both ends that a resampler blurs


def check(work):
    data = (work / "sound.wav").read_bytes()
    # Of a guest that goes without closing the card, QEMU does not mend the
    # header: the frames follow its 44 bytes.
    samples = array.array("h")
    samples.frombytes(data[44:len(data) - len(data) % 4])
    left, right = samples[0::2], samples[1::2]
    loud = [at for at, value in enumerate(left) if abs(value) > LOUD]
    if not loud:
        raise Failed(f"nothing loud in {len(left)} frames")
    first, last = loud[0] + EDGE, loud[-1] - EDGE
    begin, end = left[first], left[last]
    # At the slope of the line, the rest of a whole second.
    length = (last - first) * FRAMES / max(1, end - begin)
    if begin >= -LOUD or end <= LOUD or abs(length - FRAMES) > FRAMES // 10:
        raise Failed(f"{begin} to {end} in {last - first} frames")
    for at in range(first, last):
        want = begin + (end - begin) * (at - first) / (last - first)
        if (abs(left[at] - want) > TOLERANCE
                or abs(left[at] + right[at]) > TOLERANCE):
            raise Failed(f"frame {at - first} is {left[at]}, {right[at]} and "
                         f"not {want:.0f}, {-want:.0f}")
