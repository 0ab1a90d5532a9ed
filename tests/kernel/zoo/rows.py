# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""drivers.toml, modules.toml and what depends on what in the stock kernel."""

import dataclasses
import fnmatch
import pathlib
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
    seconds: int = 300

    def __post_init__(self):
        self.load = self.load or [self.name]
        self.model = self.model or ", ".join(self.devices)


def drivers(pattern="*"):
    return [Driver(name, **{"with_" if key == "with" else key: value
                            for key, value in row.items()})
            for name, row in table("drivers.toml").items()
            if fnmatch.fnmatch(name, pattern)]


def kernel_name(module):
    """As the kernel names it."""
    return module.replace("-", "_")


class Modules:
    """Which modules are built here, and which of them a driver brings in."""

    def __init__(self, release):
        self.folders = table("modules.toml")
        self.home = {kernel_name(module): folder for folder, modules in
                     self.folders.items() for module in modules}
        self.needs = {}
        place = pathlib.Path("/lib/modules") / release / "modules.dep"
        for line in place.read_text().splitlines():
            file, _, rest = line.partition(":")
            self.needs[self.stem(file)] = [self.stem(f) for f in rest.split()]

    @staticmethod
    def stem(file):
        return kernel_name(pathlib.PurePath(file).stem)

    def rebuilt(self, driver):
        """Those built here of what is loaded for a driver, itself included."""
        loaded = {}
        for module in [*driver.with_, *driver.load]:
            name = kernel_name(module)
            loaded |= dict.fromkeys(self.needs.get(name, []) + [name])
        return [module for module in loaded if module in self.home]
