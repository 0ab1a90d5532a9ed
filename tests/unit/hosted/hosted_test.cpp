// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hosted runtime as a user meets it: exit status, text, files, options.

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

namespace {

struct Result {
  int Status;
  std::string Out, Err;
};

class HostedTest : public testing::Test {
protected:
  void SetUp() override {
    std::string Pattern =
        (std::filesystem::temp_directory_path() / "hosted.XXXXXX").string();
    ASSERT_NE(mkdtemp(Pattern.data()), nullptr);
    Directory = Pattern;
  }
  void TearDown() override { std::filesystem::remove_all(Directory); }

  std::string path(const char *Name) const { return Directory / Name; }
  std::string read(const std::string &Path) const {
    std::ifstream File(Path);
    std::stringstream Text;
    Text << File.rdbuf();
    return Text.str();
  }
  std::vector<json> jsonLines() const {
    std::ifstream File(path("json"));
    std::vector<json> Lines;
    for (std::string Line; std::getline(File, Line);)
      Lines.push_back(json::parse(Line));
    return Lines;
  }
  Result run(const std::string &Arguments, const std::string &Options = "",
             const char *Program = PROGRAM) const {
    std::string Command = "DMASAN_OPTIONS=\"json_path='" + path("json") +
                          "':" + Options + "\" timeout 60 " + Program + " " +
                          Arguments + " >" + path("out") + " 2>" + path("err");
    int Status = std::system(Command.c_str());
    return {WIFEXITED(Status) ? WEXITSTATUS(Status) : -1, read(path("out")),
            read(path("err"))};
  }
  std::filesystem::path Directory;
};

TEST_F(HostedTest, RightDriverIsSilentAndKeepsItsStatus) {
  Result R = run("map unmap hello");
  EXPECT_EQ(R.Status, 5);
  EXPECT_THAT(R.Err, IsEmpty());
  EXPECT_EQ(R.Out, "hello");
  EXPECT_THAT(jsonLines(), IsEmpty());
}

TEST_F(HostedTest, AccessIsReportedWithPlaceAndMapping) {
  Result R = run("map store unmap hello");
  EXPECT_EQ(R.Status, 1);
  EXPECT_EQ(R.Out, "hello") << "the program runs to its end, buffers and all";
  EXPECT_THAT(R.Err, HasSubstr("ERROR: DMASanitizer: cpu-write-device-owned on "
                               "address 0x"));
  EXPECT_THAT(R.Err, HasSubstr("WRITE of size 4 at 0x"));
  EXPECT_THAT(R.Err, HasSubstr("in check_store "));
  EXPECT_THAT(R.Err, HasSubstr("in store_inlined "));
  EXPECT_THAT(R.Err, HasSubstr("in bad_store "));
  EXPECT_THAT(R.Err, HasSubstr("in main "));
  EXPECT_THAT(R.Err,
              HasSubstr("SUMMARY: DMASanitizer: cpu-write-device-owned "));
  EXPECT_THAT(R.Err, Not(HasSubstr("__dmasan_store4")));
  ASSERT_EQ(jsonLines().size(), 1u);
  json J = jsonLines()[0];
  EXPECT_EQ(J["kind"], "cpu-write-device-owned");
  EXPECT_EQ(J["offset"], 68);
  EXPECT_EQ(J["size"], 4);
  EXPECT_EQ(J["stack"][2]["function"], "bad_store");
  EXPECT_EQ(J["mapping"]["size"], 256);
  EXPECT_EQ(J["map_stack"][0]["function"], "map");
  EXPECT_EQ(J["map_stack"][1]["function"], "run");
}

TEST_F(HostedTest, CallIsReported) {
  Result R = run("map unmap-short");
  EXPECT_EQ(R.Status, 1);
  ASSERT_EQ(jsonLines().size(), 1u);
  json J = jsonLines()[0];
  EXPECT_EQ(J["kind"], "unmap-size-mismatch");
  EXPECT_EQ(J["function"], "unmap");
  EXPECT_EQ(J["expected"], 256);
  EXPECT_EQ(J["actual"], 128);
  EXPECT_THAT(R.Err, HasSubstr("Fix: Call dma_unmap_single(dev, 0x10000, 256, "
                               "DMA_FROM_DEVICE)."));
}

/// The program has no child that it did not make.
TEST_F(HostedTest, SymbolizerIsNoChildToWaitFor) {
  Result R = run("map store wait-any");
  EXPECT_THAT(R.Err, HasSubstr("in bad_store"));
  EXPECT_THAT(R.Out, HasSubstr("child: 0"));
}

TEST_F(HostedTest, FreeWhileMapped) {
  Result R = run("map free");
  EXPECT_EQ(R.Status, 1);
  ASSERT_EQ(jsonLines().size(), 1u);
  json J = jsonLines()[0];
  EXPECT_EQ(J["kind"], "free-while-mapped");
  EXPECT_EQ(J["function"], "run");
  EXPECT_THAT(run("map unmap free").Err, IsEmpty());
}

TEST_F(HostedTest, LeakAtExit) {
  Result R = run("map");
  EXPECT_EQ(R.Status, 1);
  EXPECT_THAT(R.Err, HasSubstr("DMASanitizer: free-while-mapped"))
      << "main frees the buffer";
  Result Off = run("map store", "detect_leaks=0:fail_on=error");
  EXPECT_EQ(Off.Status, 1);
}

TEST_F(HostedTest, StackIsRecognised) {
  run("stack");
  ASSERT_EQ(jsonLines().size(), 1u);
  EXPECT_EQ(jsonLines()[0]["kind"], "map-stack");
}

TEST_F(HostedTest, OneMistakeOneReport) {
  run("map store-twice count unmap");
  EXPECT_EQ(jsonLines().size(), 1u);
  EXPECT_THAT(run("map store-twice count unmap").Out, HasSubstr("count: 1"));
}

TEST_F(HostedTest, ThreadHasItsNumber) {
  Result R = run("map thread unmap");
  EXPECT_EQ(R.Status, 1);
  EXPECT_THAT(R.Err, HasSubstr(" thread T1\n"));
  EXPECT_THAT(R.Err, HasSubstr("in thread_store "));
}

TEST_F(HostedTest, RangesAreExact) {
  run("map range unmap");
  ASSERT_EQ(jsonLines().size(), 1u);
  EXPECT_EQ(jsonLines()[0]["offset"], 250);
  EXPECT_EQ(jsonLines()[0]["size"], 100) << "of the access";
}

TEST_F(HostedTest, IgnoreAndAsk) {
  Result R = run("map store-ignored would unmap would");
  EXPECT_EQ(R.Status, 5);
  EXPECT_EQ(R.Out, "would: load 1 store 1 beside 0\n"
                   "would: load 0 store 0 beside 0\n");
}

TEST_F(HostedTest, Describe) {
  Result R = run("map describe unmap describe");
  EXPECT_EQ(R.Status, 5);
  EXPECT_THAT(R.Err, HasSubstr(" is byte 10 of mapping 1\n"));
  EXPECT_THAT(R.Err, HasSubstr(" is not mapped for any device\n"));
  EXPECT_THAT(R.Err, HasSubstr("heap object of 1024 bytes"));
}

TEST_F(HostedTest, ExitStatus) {
  EXPECT_EQ(run("map store unmap", "exitcode=42").Status, 42);
  EXPECT_EQ(run("map store unmap", "exitcode=0").Status, 5);
  Result R = run("map store unmap hello", "halt_on_error=1");
  EXPECT_EQ(R.Status, 1);
  EXPECT_EQ(R.Out, "") << "stopped before";
  EXPECT_EQ(run("map store unmap", "halt_on_error=1:abort_on_error=1").Status,
            128 + 6);
}

TEST_F(HostedTest, FailOn) {
  EXPECT_EQ(run("map store unmap", "assume_coherent=1").Status, 5)
      << "severity portability";
  EXPECT_EQ(
      run("map store unmap", "assume_coherent=1:fail_on=portability").Status,
      1);
}

TEST_F(HostedTest, Suppressions) {
  std::ofstream(path("supp")) << "nonsense\n# why\n"
                                 "cpu-write-device-owned:bad_store\n"
                                 "double-unmap:other\n";
  Result R = run("map store-twice unmap",
                 "print_stats=1:suppressions='" + path("supp") + "'");
  EXPECT_EQ(R.Status, 5);
  EXPECT_THAT(R.Err, HasSubstr("supp:1:1: expected kind:pattern, found "
                               "'nonsense'; the line is ignored\n"));
  EXPECT_THAT(R.Err, HasSubstr("supp:3 'cpu-write-device-owned:bad_store': 2 "
                               "hits\n"));
  EXPECT_THAT(R.Err, HasSubstr("supp:4 'double-unmap:other': not used\n"));
  EXPECT_THAT(jsonLines(), IsEmpty());
  EXPECT_THAT(run("map unmap", "suppressions=/no/such").Err,
              HasSubstr("suppressions: cannot read '/no/such': No such file"));
}

TEST_F(HostedTest, BadOptionsAreSaidAndTheRestCounts) {
  Result R = run("map store unmap", "cacheline=3:exitcode=9:color=pink");
  EXPECT_EQ(R.Status, 9);
  EXPECT_THAT(R.Err, HasSubstr("unknown option 'cacheline'; did you mean "
                               "'cache_line'?"));
  EXPECT_THAT(R.Err, HasSubstr("value 'pink' of option 'color' is none of "
                               "auto|always|never"));
}

TEST_F(HostedTest, Help) {
  EXPECT_THAT(run("hello", "help=1").Err, HasSubstr("  cache_line=64 "));
}

TEST_F(HostedTest, LogPath) {
  Result R = run("map store unmap", "log_path='" + path("log") + "'");
  EXPECT_EQ(R.Status, 1);
  EXPECT_THAT(R.Err, IsEmpty());
  size_t Logs = 0;
  for (const auto &Entry : std::filesystem::directory_iterator(Directory))
    if (Entry.path().filename().string().starts_with("log.")) {
      ++Logs;
      EXPECT_THAT(read(Entry.path()), HasSubstr("SUMMARY: DMASanitizer"));
    }
  EXPECT_EQ(Logs, 1u);
  R = run("map store unmap", "log_path=/no/such/log");
  EXPECT_THAT(R.Err, HasSubstr("log_path: cannot open '/no/such/log."));
  EXPECT_THAT(R.Err, HasSubstr("SUMMARY: DMASanitizer"));
}

TEST_F(HostedTest, Colours) {
  EXPECT_THAT(run("map store unmap").Err, Not(HasSubstr("\033[")));
  EXPECT_THAT(run("map store unmap", "color=always").Err, HasSubstr("\033["));
}

TEST_F(HostedTest, WithoutSymbolizer) {
  Result R = run("map store unmap", "symbolize=0");
  EXPECT_EQ(R.Status, 1);
  EXPECT_THAT(R.Err, HasSubstr("hosted_program_plain+0x"));
  EXPECT_THAT(R.Err, Not(HasSubstr("bad_store")));
}

TEST_F(HostedTest, FatalMistakesAreExplained) {
  Result R = run("wrong-version");
  EXPECT_EQ(R.Status, 1);
  EXPECT_THAT(R.Err, HasSubstr("compiled for version 2 of the runtime's "
                               "interface, this is version 1"));
  EXPECT_THAT(run("mixture").Err, HasSubstr("-fsanitize=dma,address"));
  R = run("taken hello");
  EXPECT_EQ(R.Status, 1);
  EXPECT_THAT(R.Err, HasSubstr("cannot reserve the shadow, 0x7fff8000 to "));
  EXPECT_EQ(R.Out, "");
}

TEST_F(HostedTest, AddressSpaceLimit) {
  Result R = run("hello", "",
                 "sh -c 'ulimit -v 8000000; exec \"$0\" \"$@\"' " PROGRAM);
  EXPECT_EQ(R.Status, 1);
  EXPECT_THAT(R.Err, HasSubstr("Is there a limit on the address space"));
}

TEST_F(HostedTest, BesideAsan) {
  Result R = run("map store unmap", "", PROGRAM_ASAN);
  EXPECT_EQ(R.Status, 1);
  EXPECT_THAT(R.Err, HasSubstr("DMASanitizer: cpu-write-device-owned"));
  EXPECT_THAT(R.Err, HasSubstr("heap object of 1024 bytes"));
  EXPECT_THAT(R.Err, Not(HasSubstr("AddressSanitizer:")));
  EXPECT_EQ(run("map unmap", "", PROGRAM_ASAN).Status, 5);
}

} // namespace
