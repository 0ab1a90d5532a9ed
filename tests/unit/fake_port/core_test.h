// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the tests of the core begin with: a device, memory of their own, and a
// host that knows nothing and has recorded nothing. Names for `using namespace
// dmasan::fake`.

#pragma once

#include "fake_port/fake_port.h"

#include <gmock/gmock.h>

namespace dmasan::fake {

using testing::ElementsAre;
using testing::IsEmpty;

inline constexpr auto kTo = DMASAN_TO_DEVICE;
inline constexpr auto kFrom = DMASAN_FROM_DEVICE;
inline constexpr auto kBidi = DMASAN_BIDIRECTIONAL;
inline constexpr size_t kPage = 4096;

class CoreTest : public testing::Test {
protected:
  void SetUp() override { taken(); }
  void TearDown() override {
    Host::get().Origin = nullptr;
    Host::get().OnFinding = nullptr;
  }

  char *Buffer = Host::get().pages(4 * kPage);
  Driver Dev;
};

} // namespace dmasan::fake
