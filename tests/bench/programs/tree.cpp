// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Address ranges in std::map, as an IOVA allocator keeps them: insert where
// there is room, look up, erase. The C++ library's templates are instrumented
// with the program. No DMA.

#include "../hal/bus.h"

#include <map>

namespace {

constexpr unsigned kRounds = 1500000;
constexpr uint64_t kSpace = uint64_t(1) << 30;

class Ranges {
public:
  /// False when the range would overlap another.
  bool insert(uint64_t Begin, uint64_t Size) {
    auto After = Live.lower_bound(Begin);
    if (After != Live.end() && After->first < Begin + Size)
      return false;
    if (After != Live.begin()) {
      auto Before = std::prev(After);
      if (Before->first + Before->second > Begin)
        return false;
    }
    Live.emplace_hint(After, Begin, Size);
    return true;
  }

  /// Size of the range that holds the address, 0 for none.
  uint64_t sizeAround(uint64_t Address) const {
    auto After = Live.upper_bound(Address);
    if (After == Live.begin())
      return 0;
    --After;
    return Address - After->first < After->second ? After->second : 0;
  }

  /// Erases the first range at or above the address.
  uint64_t eraseFrom(uint64_t Address) {
    auto At = Live.lower_bound(Address);
    if (At == Live.end())
      return 0;
    uint64_t Begin = At->first;
    Live.erase(At);
    return Begin;
  }

  size_t size() const { return Live.size(); }

private:
  std::map<uint64_t, uint64_t> Live;
};

} // namespace

int main(int Argc, char **Argv) {
  unsigned Rounds = bench_rounds(Argc, Argv, kRounds);
  Ranges Live;
  uint32_t Random = 3;
  uint64_t Sum = 0;
  for (unsigned Round = 0; Round != Rounds; ++Round) {
    uint64_t At = uint64_t(bench_random(&Random)) * 4096 % kSpace;
    if (Round % 8 == 0)
      Sum += Live.insert(At, 4096 << Round % 3);
    else if (Round % 64 == 1)
      Sum += Live.eraseFrom(At) >> 12;
    else
      Sum += Live.sizeAround(At);
  }
  printf("tree %zu %016llx\n", Live.size(),
         static_cast<unsigned long long>(Sum));
  return 0;
}
