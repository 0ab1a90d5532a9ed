// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings as JUnit XML and as a page of HTML (its XML form), both by pugixml.

#include "tools/dmasan/report/formats.h"

#include <pugixml.hpp>

using namespace llvm;

namespace dmasan::tool {

namespace {

class Writer : public pugi::xml_writer {
public:
  explicit Writer(raw_ostream &Out) : Out(Out) {}
  void write(const void *Data, size_t Size) override {
    Out.write(static_cast<const char *>(Data), Size);
  }

private:
  raw_ostream &Out;
};

} // namespace

/// XML has no control characters, not even escaped.
static std::string clean(StringRef Text) {
  std::string Out;
  for (char C : Text)
    if (static_cast<unsigned char>(C) < 0x20 && C != '\n' && C != '\t')
      Out += "\xef\xbf\xbd";
    else
      Out += C;
  return Out;
}

static void set(pugi::xml_node Node, const char *Name, StringRef Value) {
  Node.append_attribute(Name).set_value(clean(Value).c_str());
}

static pugi::xml_node add(pugi::xml_node Parent, const char *Name,
                          StringRef Text = "") {
  pugi::xml_node Node = Parent.append_child(Name);
  if (!Text.empty())
    Node.text().set(clean(Text).c_str());
  return Node;
}

static std::string trace(const ReadFinding &F) {
  std::string Out = F.Where.str() + ": " + F.Message + "\n";
  if (!F.Fix.empty())
    Out += "Fix: " + F.Fix + "\n";
  auto Stack = [&](const char *Title, const std::vector<Place> &Places) {
    if (!Places.empty())
      Out += std::string(Title) + ":\n";
    for (const Place &P : Places)
      Out += "  " + P.Function + " " + P.str() + "\n";
  };
  Stack("here", F.Stack);
  Stack("mapped", F.MapStack);
  return Out;
}

void writeJunit(const Findings &Found, raw_ostream &Out) {
  pugi::xml_document Document;
  pugi::xml_node Head = Document.append_child(pugi::node_declaration);
  set(Head, "version", "1.0");
  set(Head, "encoding", "UTF-8");
  pugi::xml_node All = Document.append_child("testsuites");
  pugi::xml_node Suite = All.append_child("testsuite");
  set(Suite, "name", "DMASan");
  size_t Tests = Found.All.size() + Found.Problems.size();
  for (pugi::xml_node Node : {All, Suite}) {
    set(Node, "tests", std::to_string(Tests ? Tests : 1));
    set(Node, "failures", std::to_string(Found.failing()));
    set(Node, "errors", std::to_string(Found.Problems.size()));
  }
  set(Suite, "skipped", std::to_string(Found.All.size() - Found.failing()));
  for (const ReadFinding &F : Found.All) {
    pugi::xml_node Case = Suite.append_child("testcase");
    set(Case, "classname", F.Where.File.empty() ? "DMASan" : F.Where.File);
    set(Case, "name", F.title());
    if (F.Where.Line)
      set(Case, "line", std::to_string(F.Where.Line));
    pugi::xml_node Result =
        add(Case, F.Fails ? "failure" : "skipped", trace(F));
    if (F.Fails)
      set(Result, "type", F.Kind);
    set(Result, "message", F.Fails ? StringRef(F.Message) : excuse(F));
  }
  for (const std::string &Problem : Found.Problems) {
    pugi::xml_node Case = Suite.append_child("testcase");
    set(Case, "classname", "DMASan");
    set(Case, "name", "input");
    set(add(Case, "error"), "message", Problem);
  }
  if (!Tests) { // a suite without a test is taken for one that did not run
    pugi::xml_node Case = Suite.append_child("testcase");
    set(Case, "classname", "DMASan");
    set(Case, "name", "no findings");
  }
  Writer To(Out);
  Document.save(To, "  ");
}

static void htmlFinding(pugi::xml_node Body, const ReadFinding &F) {
  pugi::xml_node Block = Body.append_child("details");
  set(Block, "class", name(F.Sev));
  if (F.Fails)
    set(Block, "open", "open");
  std::string Title = F.title() + ", " + F.Where.str();
  if (!F.Fails)
    Title += " (" + excuse(F).str() + ")";
  pugi::xml_node Summary = add(Block, "summary");
  add(Summary, "b", name(F.Sev));
  Summary.append_child(pugi::node_pcdata).set_value(clean(" " + Title).c_str());
  if (!F.Message.empty())
    add(Block, "p", F.Message);
  if (!F.Fix.empty())
    add(Block, "p", "Fix: " + F.Fix);
  if (const KindInfo *Info = findKind(F.Kind))
    add(Block, "p", std::string(Info->Rule) + " (" + Info->Source + ")");
  add(Block, "pre", trace(F));
}

void writeHtml(const Findings &Found, raw_ostream &Out) {
  pugi::xml_document Document;
  pugi::xml_node Page = Document.append_child("html");
  set(Page, "xmlns", "http://www.w3.org/1999/xhtml");
  set(Page, "lang", "en");
  pugi::xml_node Head = Page.append_child("head");
  set(add(Head, "meta"), "charset", "utf-8");
  add(Head, "title", "DMASan findings");
  add(Head, "style",
      "body { font-family: sans-serif; max-width: 60em; margin: 2em auto } "
      "details { border-left: 0.4em solid gray; padding: 0.3em 1em; "
      "margin: 0.6em 0 } .error { border-color: firebrick } "
      ".portability { border-color: darkorange } pre { overflow: auto }");
  pugi::xml_node Body = Page.append_child("body");
  add(Body, "h1", "DMASan findings");
  add(Body, "p",
      std::to_string(Found.All.size()) + " findings, " +
          std::to_string(Found.failing()) + " failing.");
  for (const std::string &Problem : Found.Problems)
    set(add(Body, "p", Problem), "class", "problem");
  for (const ReadFinding &F : Found.All)
    htmlFinding(Body, F);
  Out << "<!DOCTYPE html>\n";
  Writer To(Out);
  Document.save(To, "", pugi::format_raw | pugi::format_no_declaration);
  Out << '\n';
}

} // namespace dmasan::tool
