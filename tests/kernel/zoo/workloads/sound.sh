# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The first card plays a second of a known pattern: QEMU writes what it hears into
# a file, which sound.py reads. The second card, where there is one, records a
# second of silence: the card that plays has no microphone in QEMU.
wait_until 300 [ -c /dev/dsp ]
/files/sound play || fail "play"
if [ -c /dev/dsp1 ]; then
  timeout 20 /files/sound record || fail "record"
fi
