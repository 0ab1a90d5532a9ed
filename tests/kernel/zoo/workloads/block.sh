# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Every disk: 4 MiB through the page cache with fsync, dropped and read back; then
# other 4 MiB past it (O_DIRECT).
all_disks() {
  disks=$(ls /sys/block | grep -E '^(nvme[0-9]+n1|vd.|sd.|mmcblk[0-9])$')
  [ "$(echo $disks | wc -w)" = "$DISKS" ]
}
wait_until 600 all_disks
half() { dd if=/data bs=1M skip=$1 count=4 2>/dev/null; }
sum() { md5sum | cut -d ' ' -f 1; }
for disk in $disks; do
  dd if=/dev/urandom of=/data bs=1M count=8 2>/dev/null
  half 0 | dd of=/dev/$disk bs=64k iflag=fullblock conv=fsync 2>/dev/null ||
    fail "$disk: write"
  echo 3 >/proc/sys/vm/drop_caches
  read=$(dd if=/dev/$disk bs=64k count=64 2>/dev/null | sum)
  [ "$(half 0 | sum)" = "$read" ] || fail "$disk, buffered: the data differ"
  half 4 | dd of=/dev/$disk bs=64k iflag=fullblock oflag=direct 2>/dev/null ||
    fail "$disk: direct write"
  read=$(dd if=/dev/$disk bs=64k count=64 iflag=direct 2>/dev/null | sum)
  [ "$(half 4 | sum)" = "$read" ] || fail "$disk, direct: the data differ"
done
