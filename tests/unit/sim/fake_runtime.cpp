// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The symbols that the simulator takes from the runtime.

#include "tests/unit/sim/fake_runtime.h"

namespace dmasan {

Options detail::CurrentOptions;
Options &test::fakeOptions() { return detail::CurrentOptions; }

const dmasan_host_hooks *test::CurrentHooks;

const char *test::CallerName = "";

std::vector<std::string> &test::messages() {
  static std::vector<std::string> Messages;
  return Messages;
}

std::vector<dmasan_call> &test::events() {
  static std::vector<dmasan_call> Events;
  return Events;
}

} // namespace dmasan

extern "C" {
void __dmasan_call_at(const dmasan_call *Call, uintptr_t, uintptr_t) {
  dmasan::test::events().push_back(*Call);
}
void __dmasan_set_host_hooks(const dmasan_host_hooks *Hooks) {
  dmasan::test::CurrentHooks = Hooks;
}
// No two stacks are equal.
uint32_t __dmasan_intern_stack(uintptr_t, uintptr_t) {
  static uint32_t Last;
  return ++Last;
}
int __dmasan_stack_matches(uintptr_t, uintptr_t, const char *Glob) {
  return dmasan::matchesGlob(Glob, dmasan::test::CallerName);
}
void dmasan_port_message(const char *Text) {
  dmasan::test::messages().emplace_back(Text);
}
void dmasan_set_sg_reader(dmasan_sg_reader) {}
void dmasan_set_page_address(dmasan_page_address) {}
void dmasan_fill_uninitialized(void *, size_t) {}
void dmasan_set_unwritten_reader(dmasan_unwritten_reader) {}
}
