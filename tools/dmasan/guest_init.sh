#!/bin/busybox sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# First process of a guest: loads the modules of /modules.list in order, runs
# /guest.sh and says how it ended.
/bin/busybox mkdir -p /proc /sys /dev /tmp
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox --install -s /bin
export PATH=/bin
status=0
while read -r file parameters; do
  eval "insmod /modules/$file $parameters" || { status=125; echo "dmasan-guest: cannot load $file"; break; }
done </modules.list
if [ $status = 0 ]; then
  echo "dmasan-guest: start"
  sh /guest.sh; status=$?
fi
if grep -q '^dmasan ' /proc/modules; then rmmod dmasan || echo "dmasan-guest: dmasan.ko cannot be unloaded"; fi
echo "dmasan-guest: exit $status"
poweroff -f
