# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A folder of the host over 9p: 2 MiB are written, read back after another mount
# and compared, with names, sizes and times; the host compares its file too.
mkdir /share
again() { mount -t 9p -o trans=virtio,version=9p2000.L,msize=131072 zoo /share; }
wait_until 100 again
dd if=/files/share.data of=/share/big bs=64k 2>/dev/null || fail "write"
mkdir /share/folder && echo text >/share/folder/small || fail "folder"
mv /share/folder/small /share/folder/other || fail "rename"
umount /share || fail "umount"
again || fail "mounted once only"
cmp /files/share.data /share/big || fail "the data differ"
[ "$(ls /share/folder)" = other ] || fail "$(ls /share/folder)"
[ "$(cat /share/folder/other)" = text ] || fail "the small file differs"
# Unaligned pieces at odd places.
for at in 1 4095 70001; do
  dd if=/share/big bs=1 skip=$at count=777 2>/dev/null >/piece
  dd if=/files/share.data bs=1 skip=$at count=777 2>/dev/null | cmp - /piece ||
    fail "777 bytes at $at differ"
done
umount /share || fail "umount"
