// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which mapping call fails.

#include "runtime/sim/failures.h"

#include "dmasan/sim.h"
#include "runtime/base/text_buffer.h"
#include "runtime/engine/injection.h"
#include "runtime/engine/options.h"
#include "runtime/port/port.h"
#include "runtime/port/posix/hooks.h"

#include <pthread.h>

namespace dmasan::sim {
namespace {

// The values of option fail_map_api, as families.
constexpr uint32_t bit(uint32_t Api) { return 1u << Api; }
constexpr uint32_t kStreaming = bit(DMASAN_API_SINGLE) | bit(DMASAN_API_PAGE) |
                                bit(DMASAN_API_SG) | bit(DMASAN_API_RESOURCE);
constexpr uint32_t kFamilies[] = {
    kStreaming,
    ~0u,
    bit(DMASAN_API_SINGLE),
    bit(DMASAN_API_PAGE),
    bit(DMASAN_API_SG),
    bit(DMASAN_API_RESOURCE),
    bit(DMASAN_API_COHERENT),
    bit(DMASAN_API_NONCOHERENT) | bit(DMASAN_API_PAGES),
    bit(DMASAN_API_POOL),
};

pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER; // everything below
dmasan_sim_failures Rule;
bool RuleGiven; // by the program; else the options rule
uint64_t Calls, Failed;
bool Announced;

class Guard {
public:
  Guard() { pthread_mutex_lock(&Mutex); }
  ~Guard() { pthread_mutex_unlock(&Mutex); }
  Guard(const Guard &) = delete;
  Guard &operator=(const Guard &) = delete;
};

dmasan_sim_failures currentRule() {
  Guard G;
  if (RuleGiven)
    return Rule;
  const Options &O = options();
  dmasan_sim_failures R = {};
  R.every = O.fail_map_nth;
  R.at = O.fail_map_at;
  R.percent = O.fail_map_percent;
  R.seed = O.fail_map_seed;
  R.api = static_cast<dmasan_sim_api>(O.fail_map_api);
  R.function = O.fail_map_in;
  return R;
}

InjectionRule ruleOf(const dmasan_sim_failures &R) {
  return {R.every, R.at, R.percent, R.seed};
}

void say(const dmasan_sim_failures &R, const char *Function, uint64_t Number) {
  FixedText<256> Message;
  TextBuffer &Out = Message.buffer();
  Out << "fault injection: " << Function << " fails, call ";
  Out.decimal(Number) << " of those selected";
  if (R.percent) {
    Out << " (fail_map_percent=";
    Out.decimal(uint64_t(R.percent)) << ", fail_map_seed=";
    Out.decimal(R.seed) << ')';
  }
  dmasan_port_message(Message.text());
}

} // namespace

bool injectFailure(uint32_t Api, const char *Function, Caller From) {
  dmasan_sim_failures R = currentRule();
  if (!ruleOf(R).any() || R.api >= DMASAN_SIM_API_COUNT ||
      !(kFamilies[R.api] & bit(Api)))
    return false;
  if (R.function && *R.function &&
      !__dmasan_stack_matches(From.Pc, From.Frame, R.function))
    return false;
  uint64_t Number;
  bool Speak;
  {
    Guard G;
    Number = ++Calls;
    if (!ruleOf(R).fails(Number))
      return false;
    ++Failed;
    Speak = !Announced || options().verbosity > 0;
    Announced = true;
  }
  if (Speak)
    say(R, Function, Number);
  return true;
}

} // namespace dmasan::sim

using namespace dmasan::sim;

extern "C" {

void dmasan_sim_fail_mappings(const dmasan_sim_failures *New) {
  Guard G;
  RuleGiven = New != nullptr;
  Rule = New ? *New : dmasan_sim_failures{};
  Calls = Failed = 0;
  Announced = false;
}

uint64_t dmasan_sim_failures_injected(void) {
  Guard G;
  return Failed;
}

} // extern "C"
