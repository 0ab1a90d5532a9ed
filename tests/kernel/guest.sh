# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Real traffic in a guest, data compared: every network card pings and echoes
# $MIB MiB over TCP, an NVMe disk is written and read back twice, raw and with a
# filesystem. The echo goes in pieces that fit the buffers on its way: QEMU's
# user network and `cat` behind it wait for each other when both are full.
. /files/settings
echo "guest: $(cat /proc/cmdline)" >/dev/kmsg
n=1
for card in /sys/class/net/eth*; do
  [ -e "$card" ] || continue
  name=${card##*/}
  n=$((0x$(sed 's/.*://' "$card/address")))
  ifconfig "$name" "10.0.$n.15" up
  for second in 1 2 3 4 5 6 7 8 9 10; do
    [ "$(cat "$card/carrier" 2>/dev/null)" = 1 ] && break
    sleep 1
  done
  ping -c 2 -w 8 "10.0.$n.2" || exit 10
  dd if=/dev/urandom of=/data bs=1M count="$MIB" 2>/dev/null
  : >/echoed
  piece=0
  while [ $piece -lt $((MIB * 8)) ]; do
    dd if=/data bs=128k skip=$piece count=1 2>/dev/null |
      nc "10.0.$n.100" 1234 >>/echoed
    piece=$((piece + 1))
  done
  cmp /data /echoed || { echo "network: data differ"; exit 11; }
done
if [ -d /sys/module/nvme ]; then
  for second in 1 2 3 4 5; do
    [ -b /dev/nvme0n1 ] && break
    sleep 1
  done
  dd if=/dev/urandom of=/data bs=1M count=4 2>/dev/null
  written=$(md5sum </data)
  dd if=/data of=/dev/nvme0n1 bs=64k conv=fsync 2>/dev/null || exit 20
  echo 3 >/proc/sys/vm/drop_caches
  read=$(dd if=/dev/nvme0n1 bs=64k count=64 2>/dev/null | md5sum)
  [ "$written" = "$read" ] || { echo "disk: data differ"; exit 21; }
  dd if=/data of=/dev/nvme0n1 bs=64k oflag=direct 2>/dev/null || exit 22
  read=$(dd if=/dev/nvme0n1 bs=64k count=64 iflag=direct 2>/dev/null | md5sum)
  [ "$written" = "$read" ] || { echo "disk, direct: data differ"; exit 23; }
  if [ -d /sys/module/ext4 ]; then
    mkdir /disk
    mke2fs /dev/nvme0n1 >/dev/null || exit 24
    mount -t ext4 /dev/nvme0n1 /disk || exit 25
    for copy in 1 2 3 4 5; do cp /data "/disk/$copy" || exit 26; done
    umount /disk
    echo 3 >/proc/sys/vm/drop_caches
    mount -t ext4 /dev/nvme0n1 /disk || exit 27
    for copy in 1 2 3 4 5; do
      cmp /data "/disk/$copy" || { echo "filesystem: data differ"; exit 28; }
    done
    umount /disk
  fi
fi
# Leaks are judged when a driver lets go.
for module in $UNLOAD; do
  rmmod "$module" || exit 30
done
for round in $RELOAD; do
  rmmod dmasan || exit 40
  ping -c 1 -w 8 "10.0.$n.2" || exit 41
  insmod /modules/dmasan.ko || exit 42
  ping -c 1 -w 8 "10.0.$n.2" || exit 43
done
exit 0
