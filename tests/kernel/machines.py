# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The machines that drivers are tried on: kernel and further words of
`dmasan vm`."""

from arm64_kernel import Arm64Kernel
from machine import Kernel

ARM64 = ["--arch", "arm64"]
MACHINES = {
    "amd64": (Kernel, []),
    "amd64-vtd": (Kernel, ["--iommu", "--memory=1024"]),
    "arm64": (Arm64Kernel, ARM64),
    # Its device tree says that no device is coherent.
    "arm64-non-coherent": (Arm64Kernel, [*ARM64, "--non-coherent"]),
    "arm64-smmu": (Arm64Kernel, [*ARM64, "--iommu"]),
    # Without pointer authentication; and since its physical addresses are
    # short, the kernel moves RAM about in the direct map.
    "arm64-a72": (Arm64Kernel, [*ARM64, "--cpu", "cortex-a72"]),
}
