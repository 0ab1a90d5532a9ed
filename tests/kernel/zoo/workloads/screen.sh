# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Three pictures through /dev/fb0, one after the other. QEMU writes what it shows
# of each into a file, which screen.py reads.
. /files/monitor.sh
wait_until 300 [ -c /dev/fb0 ]
# The console's text and cursor go elsewhere, and let go of the driver.
for console in /sys/class/vtconsole/vtcon*; do
  grep -q "frame buffer" $console/name && echo 0 >$console/bind
done
echo 0 >/sys/class/graphics/fb0/blank
for round in 1 2 3; do
  /files/screen $round || fail "screen $round"
  sleep 2 # the driver sends what changed some times a second
  ask screendump "{\"filename\":\"$FOLDER/screen$round.ppm\"}"
done
