// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Breaks every rule of the freestanding core; the proof has to refuse it.

extern "C" int puts(const char *);

struct Loud {
  Loud() { puts("constructed"); }
};
Loud TheLoud;
