# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A persistent memory of the host: 4 MiB are written, flushed by requests to the
# device, and read back; pmem.py looks into the host's file.
wait_until 300 [ -b /dev/pmem0 ]
for piece in 0 1 2 3; do
  dd if=/files/pmem.data of=/dev/pmem0 bs=1M count=1 skip=$piece seek=$piece \
    conv=fsync 2>/dev/null || fail "write"
done
echo 3 >/proc/sys/vm/drop_caches
dd if=/dev/pmem0 bs=1M count=4 2>/dev/null | cmp - /files/pmem.data ||
  fail "the data differ"
