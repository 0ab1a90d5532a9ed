# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Keys that QEMU's monitor presses arrive with their codes, in order, and the
# lamps of the keyboard are switched, which is the way to the device.
. /files/monitor.sh
find_keyboard() {
  keyboard=$(grep -l "QEMU.*Keyboard" /sys/class/input/event*/device/name)
}
wait_until 300 find_keyboard
event=/dev/input/$(echo "$keyboard" | cut -d/ -f5)
exec 8<>"$event"
# Key and Linux's code of it (input-event-codes.h).
keys="d:32 m:50 a:30 s:31 n:49 spc:57 f1:59 up:103"
expected=
for pair in $keys; do
  ask send-key "{\"keys\":[{\"type\":\"qcode\",\"data\":\"${pair%:*}\"}],\"hold-time\":50}"
  expected="$expected ${pair#*:}+ ${pair#*:}-"
  sleep 0.3
done
# struct input_event as words of two bytes: eight of time, type, code, value.
# Type 1 is a key. Repeats (value 2) depend on the guest's speed.
codes() {
  hexdump -v -e '12/2 "%u " "\n"' | cut -d ' ' -f 9-11 |
    while read -r type code value; do
      case $type.$value in 1.1) printf " $code+" ;; 1.0) printf " $code-" ;; esac
    done
}
timeout 3 cat <&8 >/tmp/events
seen=$(codes </tmp/events)
[ "$seen" = "$expected" ] || fail "keys:$seen instead of$expected"
# EV_LED (17), LED_CAPSL (1) on and off, EV_SYN after each.
zero='\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
for value in 1 0 1 0; do
  printf "$zero\\021\\0\\001\\0\\00$value\\0\\0\\0$zero\\0\\0\\0\\0\\0\\0\\0\\0" >&8 ||
    fail "lamps"
done
exec 8<&-
