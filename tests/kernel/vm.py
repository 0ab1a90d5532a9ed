# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One run of `dmasan vm`: what goes in, what the guest says meanwhile, and the
findings that come out. One thread; a guest that hangs is ended by `dmasan vm`
and raises Failed, as does one that says nothing in time."""

import json
import socket
import subprocess
import time

from machine import Failed


class Vm:
    def __init__(self, build, work, devices=(), modules=(), folders=(),
                 files=(), script=None, seconds=180, words=()):
        """`folders` hold modules that replace the kernel's own; `words` are
        further words of `dmasan vm`. {work} in a device is `work`."""
        work.mkdir(parents=True, exist_ok=True)
        self.work = work
        self.seconds = seconds
        self.command = [build / "bin/dmasan", "vm", "--work", work,
                        "--json", work / "findings", "--timeout", str(seconds),
                        "--script", script, *words]
        devices = [device.replace("{work}", str(work)) for device in devices]
        devices.append(f"-monitor unix:{work}/monitor,server=on,wait=off")
        for option, values in (("--device", devices), ("--module", modules),
                               ("--modules-from", folders), ("--file", files)):
            for value in values:
                self.command += [option, value]

    def start(self):
        for name in ("findings", "log"):
            (self.work / name).unlink(missing_ok=True)
        self.process = subprocess.Popen(
            ["nice", *self.command], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return self

    def log(self):
        path = self.work / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def wait_for(self, text, seconds=None):
        """Until the guest's console has shown `text`."""
        end = time.monotonic() + (seconds or self.seconds)
        while text not in self.log():
            if self.process.poll() is not None or time.monotonic() > end:
                raise Failed(f"the guest did not say {text!r}")
            time.sleep(0.1)

    def monitor(self, command):
        """Gives QEMU's monitor a command and returns what it answers."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(20)
            line.connect(str(self.work / "monitor"))
            answer = b""
            for text in (None, command):
                if text:
                    line.sendall(text.encode() + b"\n")
                begin = len(answer)
                while b"(qemu) " not in answer[begin:]:
                    answer += line.recv(65536)
        return answer.decode(errors="replace")

    def finish(self):
        """Waits for the end. Returns the findings."""
        out, _ = self.process.communicate(timeout=self.seconds + 60)
        status = self.process.returncode
        if status not in (0, 1):
            raise Failed(f"dmasan vm ended with {status}\n{out[-1500:]}"
                         + "\n".join(self.log().splitlines()[-15:]))
        found = [json.loads(line) for line in
                 (self.work / "findings").read_text().splitlines()]
        if status != (1 if found else 0):
            raise Failed(f"status {status} with {len(found)} findings")
        return found
