# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Real traffic in a guest, data compared: every network card pings and echoes
# /files/mib MiB over TCP, an NVMe disk is written and read back twice.
. /files/settings
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
  sent=$(md5sum </data)
  echoed=$(nc "10.0.$n.100" 1234 </data | md5sum)
  [ "$sent" = "$echoed" ] || { echo "network: data differ"; exit 11; }
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
