# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# One disk: 4 MiB through the page cache with fsync, dropped and read back; then
# other 4 MiB past it (O_DIRECT).
find_disk() {
  for disk in nvme0n1 vda sda mmcblk0; do
    [ -b /dev/$disk ] && return
  done
  return 1
}
wait_until 300 find_disk
dd if=/dev/urandom of=/data bs=1M count=8 2>/dev/null
half() { dd if=/data bs=1M skip=$1 count=4 2>/dev/null; }
sum() { md5sum | cut -d ' ' -f 1; }
half 0 | dd of=/dev/$disk bs=64k iflag=fullblock conv=fsync 2>/dev/null ||
  fail "write"
echo 3 >/proc/sys/vm/drop_caches
read=$(dd if=/dev/$disk bs=64k count=64 2>/dev/null | sum)
[ "$(half 0 | sum)" = "$read" ] || fail "buffered: the data differ"
half 4 | dd of=/dev/$disk bs=64k iflag=fullblock oflag=direct 2>/dev/null ||
  fail "direct write"
read=$(dd if=/dev/$disk bs=64k count=64 iflag=direct 2>/dev/null | sum)
[ "$(half 4 | sum)" = "$read" ] || fail "direct: the data differ"
