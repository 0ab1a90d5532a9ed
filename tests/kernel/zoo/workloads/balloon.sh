# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# 212 of 512 MiB go into the balloon and come back; what a process has in its
# memory meanwhile stays what it is.
. /files/monitor.sh
dd if=/dev/urandom of=/data bs=1M count=64 2>/dev/null
before=$(md5sum </data)
total() { sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo; }
full=$(total)
size() { # MiB: until what QEMU and the kernel say of it agree
  ask balloon "{\"value\":$(($1 << 20))}"
  reached() {
    ask query-balloon
    case $answer in *"\"actual\": $(($1 << 20))}"*) ;; *) return 1 ;; esac
  }
  wait_until 1200 reached "$1"
  [ $((full - $(total))) = $(((512 - $1) << 10)) ] ||
    fail "$1 MiB: $(total) KiB are left of $full"
}
size 300
size 400
size 512
[ "$before" = "$(md5sum </data)" ] || fail "the data differ"
