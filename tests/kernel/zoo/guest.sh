# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Every guest of the zoo: the workload, then the drivers let go of their devices,
# for leaks are judged then, then dmasan.ko goes and says what it saw.
# A workload says `fail REASON` or comes to its end.
. /files/settings

fail() {
  echo "zoo: FAIL $*"
  dmesg | tail -n 30
  exit 1
}

# Runs the rest of its words until they succeed, at most $1 tenths of a second.
wait_until() {
  tries=$1
  shift
  until "$@" 2>/dev/null; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || fail "waited in vain: $*"
    usleep 100000
  done
}

# The kernel's log, before it is pushed out of its buffer. It is told at the
# end: the console mixes what is written there with what the kernel says.
dmesg | sed -n 's/.*dmasan: watching module/zoo: watching/p' >/watched
status=0
for workload in $WORKLOAD; do
  (. "/files/$workload.sh") || status=1
done
for module in $UNLOAD; do
  rmmod "$module" || { echo "zoo: FAIL rmmod $module"; status=1; }
done
rmmod dmasan || { echo "zoo: FAIL rmmod dmasan"; status=1; }
cat /watched
dmesg | sed -n 's/.*dmasan: \([0-9]* [ac].*\)/zoo: saw \1/p'
echo "zoo: end"
exit $status
