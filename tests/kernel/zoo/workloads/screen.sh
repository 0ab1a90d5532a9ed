# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Three pictures through each /dev/fbN, one after the other. QEMU writes what it
# shows of each into a file, which screen.py reads. QEMU knows the device by the
# name that its driver gives to the frame buffer.
. /files/monitor.sh
all_screens() { [ "$(ls /dev/fb[0-9]* | wc -l)" = "$SCREENS" ]; }
wait_until 300 all_screens
# The console's text and cursor go elsewhere, and let go of the drivers.
for console in /sys/class/vtconsole/vtcon*; do
  grep -q "frame buffer" $console/name && echo 0 >$console/bind
done
for screen in /sys/class/graphics/fb[0-9]*; do
  name=$(cat $screen/name)
  name=${name%drmfb}
  echo 0 >$screen/blank
  for round in 1 2 3; do
    /files/screen $round /dev/${screen##*/} || fail "$name: screen $round"
    sleep 2 # the driver sends what changed some times a second
    ask screendump "{\"device\":\"$name\",\"filename\":\"$FOLDER/$name.$round.ppm\"}"
  done
done
