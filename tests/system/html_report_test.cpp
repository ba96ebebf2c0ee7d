// SPDX-License-Identifier: Apache-2.0
// The page of --report: what it says, what is inside it, and what a name in a model file cannot do.
#include "sim/result/html_report.h"

#include "tests/support/program_run.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using Json = nlohmann::ordered_json;

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  if (from == std::string::npos) return {};
  const std::size_t start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

std::string embedded_result(const std::string& page) {
  return between(page, "<script type=\"application/json\" id=result>", "</script>");
}

TEST(HtmlReport, page_shows_the_run_and_holds_its_result) {
  const TemporaryFolder folder;
  const ProgramRun run = run_tessera({"run", "mobilenet_v1_0.25_128", "--check", "--report",
                                      folder.file("r.html"), "--json", "-"});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto bytes = read_bytes(folder.file("r.html"));
  const std::string page(bytes.begin(), bytes.end());
  EXPECT_EQ(Json::parse(embedded_result(page)), Json::parse(run.out));
  EXPECT_NE(page.find("0 of 1,000 differ"), std::string::npos);
  EXPECT_NE(page.find("DEPTHWISE_CONV_2D"), std::string::npos);
  EXPECT_EQ(page.find("http"), std::string::npos);  // nothing is loaded from elsewhere
}

TEST(HtmlReport, names_cannot_leave_their_place) {
  const ProgramRun run =
      run_tessera({"run", "mobilenet_v1_0.25_128", "--engine", "timing", "--json", "-"});
  ASSERT_EQ(run.status, 0) << run.err;
  Json result = Json::parse(run.out);
  result["model"] = "</script><script>alert(1)</script>";
  result["layers"][0]["name"] = "<img src=x onerror=\"alert(2)\">\xff";  // not UTF-8 either
  const std::string page = sim::to_html(result);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(Json::parse(embedded_result(page))["model"], result["model"]);
}

}  // namespace
}  // namespace tessera::test
