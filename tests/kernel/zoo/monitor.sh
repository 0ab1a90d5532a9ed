# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Read by workloads whose guest presses its own keys, shows its own screen or
# changes its own memory, with the device "monitor" of `dmasan vm`: its second
# serial port is QEMU's monitor, in QMP. What QEMU refuses ends the workload.
exec 9<>/dev/ttyS1
stty -F /dev/ttyS1 raw -echo || fail "no second serial port"

# Reads lines until QEMU's answer, into $answer. Events are passed over.
answered() {
  while read -r -t 120 answer <&9; do
    case $answer in
      *'"return"'*) return 0 ;;
      *'"error"'*) fail "monitor: $answer" ;;
    esac
  done
  fail "monitor: no answer"
}

# ask COMMAND [ARGUMENTS]: a QMP command and its arguments, as JSON.
ask() {
  arguments=${2-"{}"}
  echo "{\"execute\":\"$1\",\"arguments\":$arguments}" >&9
  answered
}

# Before stty the terminal may have sent some of QEMU's greeting back; byte 255
# ends what QEMU then makes of it. A second workload's capabilities are refused.
# What comes before the answer to the last of these is of no interest.
printf '\377\n{"execute":"qmp_capabilities"}\n' >&9
echo '{"execute":"query-name","id":"zoo"}' >&9
answer=
until [ -z "${answer##*\"zoo\"*}" ] && [ -n "$answer" ]; do
  read -r -t 120 answer <&9 || fail "monitor: no answer"
done
