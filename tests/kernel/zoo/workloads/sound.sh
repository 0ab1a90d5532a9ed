# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The first card of each driver plays a second of a known pattern: QEMU writes
# what it hears into a file, which sound.py reads. Any other one records a second
# of silence: the card that plays has no microphone in QEMU.
all_cards() { [ "$(ls -d /proc/asound/card[0-9]* | wc -l)" = "$CARDS" ]; }
wait_until 600 all_cards
card=0
before=" "
while [ $card -lt $CARDS ]; do
  number=${card#0} # the first one's files have none
  wait_until 300 [ -c /dev/dsp$number ]
  name=$(sed -n "s/^ *$card \[[^:]*: \(.*\) - .*/\1/p" /proc/asound/cards)
  [ -n "$name" ] || fail "card $card has no name"
  case $before in
    *" $name "*)
      timeout 20 /files/sound record $number || fail "$name, record" ;;
    *) timeout 60 /files/sound play $number || fail "$name, play" ;;
  esac
  before="$before$name "
  card=$((card + 1))
done
