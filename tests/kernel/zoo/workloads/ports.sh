# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Two virtio ports that QEMU ties together: 1 MiB in at the first and out at the
# second, then back, compared. A port opens once only, so that one descriptor
# serves both ways.
named() {
  port=$(grep -l "^$1\$" /sys/class/virtio-ports/*/name)
  [ -n "$port" ] && port=/dev/$(echo "$port" | cut -d/ -f5) && [ -c "$port" ]
}
wait_until 300 named zoo.one
one=$port
wait_until 300 named zoo.two
exec 6<>"$one" 7<>"$port"
dd if=/dev/urandom of=/data bs=1M count=1 2>/dev/null
# $1: descriptor written to; $2: descriptor read from.
through() {
  dd bs=4k count=256 iflag=fullblock of=/arrived 2>/dev/null <&$2 &
  cat /data >&$1 || fail "port $1: write"
  wait
  cmp /data /arrived || fail "port $1 to port $2: the data differ"
}
through 6 7
through 7 6
exec 6<&- 7<&-
