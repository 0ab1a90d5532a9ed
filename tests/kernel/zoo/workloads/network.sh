# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# One network card: ping, 2 MiB there and back over TCP, 512 KiB by TFTP, all
# compared. The echo goes in pieces that fit the buffers on its way: QEMU's user
# network and `cat` behind it wait for each other when both are full.
find_card() {
  for card in $(ls /sys/class/net); do
    [ $card = lo ] || return 0
  done
  return 1
}
wait_until 300 find_card
n=$((0x$(sed 's/.*://' /sys/class/net/$card/address)))
ifconfig $card "10.0.$n.15" up || fail "ifconfig"
carrier() { [ "$(cat /sys/class/net/$card/carrier)" = 1 ]; }
wait_until 300 carrier
ping -c 3 -w 20 "10.0.$n.2" >/dev/null || fail "ping"
dd if=/dev/urandom of=/data bs=1M count=2 2>/dev/null
: >/echoed
piece=0
while [ $piece -lt 16 ]; do
  dd if=/data bs=128k skip=$piece count=1 2>/dev/null |
    nc "10.0.$n.100" 1234 >>/echoed
  piece=$((piece + 1))
done
cmp /data /echoed || fail "the echo differs"
tftp -g -r random -l /fetched "10.0.$n.2" || fail "tftp"
cmp /files/random /fetched || fail "what TFTP brought differs"
ifconfig $card down || fail "down"
