# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# 128 MiB of memory come, are filled (files in memory take movable pages first,
# and there are no others) and read back, and go. A request to the device each.
. /files/monitor.sh
echo online_movable >/sys/devices/system/memory/auto_online_blocks
total() { sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo; }
full=$(total)
size() { # MiB: until QEMU and the kernel agree
  ask qom-set "{\"path\":\"/machine/peripheral/plug\",\"property\":\"requested-size\",\"value\":$(($1 << 20))}"
  reached() {
    ask qom-get '{"path":"/machine/peripheral/plug","property":"size"}'
    case $answer in *"\"return\": $(($1 << 20))}"*) ;; *) return 1 ;; esac
    [ $(($(total) - full)) = $(($1 << 10)) ]
  }
  wait_until 900 reached "$1"
}
size 128
mkdir /many
mount -t tmpfs -o size=160m none /many
dd if=/dev/urandom of=/data bs=1M count=32 2>/dev/null
for copy in 1 2 3 4; do
  cp /data "/many/$copy" || fail "copy $copy"
done
for copy in 1 2 3 4; do
  cmp /data "/many/$copy" || fail "copy $copy differs"
done
umount /many
size 0
