// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a child has its own copy of the shadow: what it unmaps and writes is
// no matter of the parent's, and its mistakes are its own.
// EXPECT: cpu-write-device-owned in child at 5
// RUN: %run_case %s -O0 -O2

#include "case.h"

#include <sys/wait.h>
#include <unistd.h>

static int child(struct device *dev, dma_addr_t Dma, char *Buffer) {
#ifdef GOOD
  dma_unmap_single(dev, Dma, 64, DMA_TO_DEVICE);
#endif
  Buffer[5] = 1;
#ifndef GOOD
  dma_unmap_single(dev, Dma, 64, DMA_TO_DEVICE);
#endif
  kfree(Buffer);
  return 0;
}

static int driver(struct device *dev) {
  char *Buffer = kzalloc(64, GFP_KERNEL);
  dma_addr_t Dma = dma_map_single(dev, Buffer, 64, DMA_TO_DEVICE);
  CHECK(2, !dma_mapping_error(dev, Dma));
  pid_t Pid = fork();
  CHECK(3, Pid >= 0);
  if (Pid == 0)
    return child(dev, Dma, Buffer);
  int Status = 0;
  CHECK(4, waitpid(Pid, &Status, 0) == Pid);
  dma_unmap_single(dev, Dma, 64, DMA_TO_DEVICE);
  kfree(Buffer);
  return WIFEXITED(Status) ? WEXITSTATUS(Status) : 9;
}
