// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: a driver written in C++: a class owns the mapping, the standard
// library is in use beside the stand-in headers, a member function reads early.
// EXPECT: cpu-read-device-owned in Receiver::first() const at 0
// RUN: %run_case_cxx %s -O0 -O2 "-O1 -fsanitize=address,undefined"

#include "case.h"

#include <algorithm>
#include <vector>

class Receiver {
public:
  explicit Receiver(device *Dev)
      : Dev(Dev), Buffer(static_cast<unsigned char *>(kzalloc(64, GFP_KERNEL))),
        Dma(dma_map_single(Dev, Buffer, 64, DMA_FROM_DEVICE)) {}
  ~Receiver() {
    dma_unmap_single(Dev, Dma, 64, DMA_FROM_DEVICE);
    kfree(Buffer);
  }
  Receiver(const Receiver &) = delete;
  Receiver &operator=(const Receiver &) = delete;

  bool mapped() const { return !dma_mapping_error(Dev, Dma); }
  dma_addr_t address() const { return Dma; }
  void arrived() { dma_sync_single_for_cpu(Dev, Dma, 64, DMA_FROM_DEVICE); }
  int first() const { return Buffer[0]; }

private:
  device *Dev;
  unsigned char *Buffer;
  dma_addr_t Dma;
};

static int driver(device *dev) {
  std::vector<unsigned char> Packet(64, 1);
  Receiver R(dev);
  CHECK(2, R.mapped());
  CHECK(3, dmasan_sim_dma_write(dev, R.address(), Packet.data(), 64) == 0);
#ifdef GOOD
  R.arrived();
  CHECK(4, R.first() == *std::max_element(Packet.begin(), Packet.end()));
#else
  CHECK(5, R.first() == 0);
#endif
  return 0;
}
