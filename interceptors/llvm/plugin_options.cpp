// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin's command-line options.

#include "interceptors/llvm/plugin_options.h"

#include "dmasan/interface.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

static cl::list<std::string>
    ClModel("dmasan-model", cl::desc("installed API model"), cl::Hidden);
static cl::list<std::string> ClUserModel("dmasan-user-model",
                                         cl::desc("the user's API model"),
                                         cl::Hidden);
static cl::list<std::string> ClIgnoreList("dmasan-ignorelist",
                                          cl::desc("special case list"),
                                          cl::Hidden);
static cl::opt<dmasan::Host> ClHost(
    "dmasan-host", cl::desc("host that the code runs on"), cl::Hidden,
    cl::init(dmasan::Host::Hosted),
    cl::values(clEnumValN(dmasan::Host::Hosted, "hosted", "a Linux process"),
               clEnumValN(dmasan::Host::Kernel, "kernel", "a kernel module"),
               clEnumValN(dmasan::Host::Freestanding, "freestanding",
                          "boot loader, RTOS")));
static cl::opt<bool> ClDynamic("dmasan-dynamic-mapping",
                               cl::desc("find the shadow in __dmasan_table"),
                               cl::Hidden, cl::init(false));
static cl::opt<uint64_t> ClOffset("dmasan-shadow-offset",
                                  cl::desc("constant mapping: shadow offset"),
                                  cl::Hidden, cl::init(DMASAN_SHADOW_OFFSET));
static cl::opt<bool> ClAccesses("dmasan-accesses",
                                cl::desc("instrument loads and stores"),
                                cl::Hidden, cl::init(true));
static cl::opt<bool> ClElide("dmasan-elide",
                             cl::desc("leave out redundant checks"), cl::Hidden,
                             cl::init(true));
static cl::opt<bool> ClFetches("dmasan-fetches",
                               cl::desc("check every load, for double fetches"),
                               cl::Hidden, cl::init(false));

dmasan::PluginOptions dmasan::PluginOptions::fromCommandLine() {
  PluginOptions Options;
  Options.Models.assign(ClModel.begin(), ClModel.end());
  Options.UserModels.assign(ClUserModel.begin(), ClUserModel.end());
  Options.IgnoreLists.assign(ClIgnoreList.begin(), ClIgnoreList.end());
  Options.Target = ClHost;
  Options.DynamicMapping = ClDynamic;
  Options.ShadowOffset = ClOffset;
  Options.Accesses = ClAccesses;
  Options.Fetches = ClFetches;
  // What is left out is a second look, which is what is asked for.
  Options.Elide = ClElide && !ClFetches;
  return Options;
}
