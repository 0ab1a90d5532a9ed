# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Every network card: ping, 2 MiB there and back over TCP, 512 KiB by TFTP, all
# compared. The echo goes in pieces that fit the buffers on its way: QEMU's user
# network and `cat` behind it wait for each other when both are full.
all_cards() {
  cards=$(ls /sys/class/net | grep -v '^lo$')
  [ "$(echo $cards | wc -w)" = "$NETWORKS" ]
}
wait_until 600 all_cards
carrier() { [ "$(cat /sys/class/net/$card/carrier)" = 1 ]; }
dd if=/dev/urandom of=/data bs=1M count=2 2>/dev/null
for card in $cards; do
  n=$((0x$(sed 's/.*://' /sys/class/net/$card/address)))
  ifconfig $card "10.0.$n.15" up || fail "$card: ifconfig"
  wait_until 300 carrier
  ping -c 3 -w 20 "10.0.$n.2" >/dev/null || fail "$card: ping"
  : >/echoed
  piece=0
  while [ $piece -lt 16 ]; do
    dd if=/data bs=128k skip=$piece count=1 2>/dev/null |
      nc "10.0.$n.100" 1234 >>/echoed
    piece=$((piece + 1))
  done
  cmp /data /echoed || fail "$card: the echo differs"
  tftp -g -r random -l /fetched "10.0.$n.2" || fail "$card: tftp"
  cmp /files/random /fetched || fail "$card: what TFTP brought differs"
  ifconfig $card down || fail "$card: down"
done
