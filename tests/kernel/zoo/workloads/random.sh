# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# 64 KiB from /dev/hwrng, in reads of several sizes: of one source, and neither
# a constant nor a repetition, which gzip would shorten.
from_device() { grep -q virtio /sys/class/misc/hw_random/rng_current; }
wait_until 300 from_device
for size in 1 7 64 4096; do
  dd if=/dev/hwrng bs=$size count=$((16384 / size)) iflag=fullblock 2>/dev/null
done >/random
length=$(wc -c </random)
[ "$length" = 65532 ] || fail "$length bytes"
packed=$(gzip -c /random | wc -c)
[ "$packed" -gt 65000 ] || fail "the bytes are not random: packed $packed"
