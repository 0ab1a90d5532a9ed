# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""drivers.toml, modules.toml and what depends on what in the stock kernel."""

import dataclasses
import fnmatch
import pathlib
import re
import tomllib

ZOO = pathlib.Path(__file__).resolve().parent


def table(name):
    return tomllib.loads((ZOO / name).read_text())


@dataclasses.dataclass
class Driver:
    name: str
    devices: list
    workload: str
    load: list = None
    model: str = None
    with_: list = ()
    words: list = ()
    machine: str = "*"
    alone: str = ""
    screens: int = 0
    seconds: int = 300

    def __post_init__(self):
        self.load = self.load or [self.name]
        self.screens = self.screens or int(self.workload == "screen")
        self.model = self.model or ", ".join(dict.fromkeys(
            model for device in self.devices for model in
            re.findall(r"(?:-device |^net:|^disk:)([^,{ ]+)", device)))

    def count(self, kind):
        """Devices with a network or a disk behind them."""
        return sum(device.startswith(kind + ":") for device in self.devices)

    def cards(self):
        """Sound cards."""
        return sum(device.count(",audiodev=") for device in self.devices)

    def at(self, bus):
        """The devices, those that may be elsewhere on this bus."""
        where = f",bus={bus}" if bus else ""
        return [device.replace("{bus}", where) for device in self.devices]


def drivers(patterns=("*",), machine="amd64"):
    rows = [Driver(name, **{"with_" if key == "with" else key: value
                            for key, value in row.items()})
            for name, row in table("drivers.toml").items()
            if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]
    return [row for row in rows if fnmatch.fnmatch(machine, row.machine)]


def together(rows):
    """One guest with the devices of all rows that can share one; and how many
    rows these are."""
    rows = [row for row in rows if not row.alone]

    def union(lists):
        return list(dict.fromkeys(item for items in lists for item in items))
    # Not union: two devices may be the same in all their words. There is one
    # monitor.
    devices = ["-device pci-bridge,id=bridge,chassis_nr=1,shpc=off",
               *[device for row in rows for device in row.at("bridge")
                 if device != "monitor"],
               *union([device for device in row.devices if device == "monitor"]
                      for row in rows)]
    workload = " ".join(dict.fromkeys(row.workload for row in rows))
    return Driver("together", devices, workload,
                  load=union(row.load for row in rows),
                  with_=union(row.with_ for row in rows),
                  words=union([*[row.words for row in rows], ["--memory=1024"]]),
                  seconds=1500, screens=sum(row.screens for row in rows)
                  ), len(rows)


def kernel_name(module):
    """As the kernel names it."""
    return module.replace("-", "_")


class Modules:
    """Which modules are built here, and which of them a driver brings in."""

    def __init__(self, place):
        """`place` is the kernel's folder of modules. What is built in, or not
        there, is no module."""
        self.needs = {}
        for line in (place / "modules.dep").read_text().splitlines():
            file, _, rest = line.partition(":")
            self.needs[self.stem(file)] = [self.stem(f) for f in rest.split()]
        self.builtin = {self.stem(file) for file in
                        (place / "modules.builtin").read_text().split()}
        self.folders = {folder: [module for module in modules
                                 if kernel_name(module) in self.needs]
                        for folder, modules in table("modules.toml").items()}
        self.home = {kernel_name(module): folder for folder, modules in
                     self.folders.items() for module in modules}

    @staticmethod
    def stem(file):
        return kernel_name(pathlib.PurePath(file).stem)

    def has(self, driver):
        """Whether the kernel has the driver in any form."""
        return all(kernel_name(module) in self.needs | dict.fromkeys(self.builtin)
                   for module in [*driver.with_, *driver.load])

    def loadable(self, driver):
        return [module for module in driver.load
                if kernel_name(module) in self.needs]

    def rebuilt(self, driver):
        """Those built here of what is loaded for a driver, itself included."""
        loaded = {}
        for module in [*driver.with_, *driver.load]:
            name = kernel_name(module)
            loaded |= dict.fromkeys(self.needs.get(name, []) + [name])
        return [module for module in loaded if module in self.home]
