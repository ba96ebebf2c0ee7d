// SPDX-License-Identifier: Apache-2.0
#include "sim/result/html_report.h"

#include "sim/result/figure_text.h"
#include "sim/result/html_style.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace tessera::sim {
namespace {

using Json = nlohmann::ordered_json;

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  return result;
}

std::string text_of(const Json& object, const char* key) {
  return escaped(object.at(key).get<std::string>());
}

std::uint64_t count_of(const Json& object, const char* key) {
  return object.at(key).get<std::uint64_t>();
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

bool on_core(const Json& layer) { return layer.at("accelerator") == "control_core"; }

std::string fact(const std::string& title, const std::string& value, const std::string& more = {}) {
  return fmt::format("<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>\n", title, value, more);
}

/// A cell whose value sorts as a number.
std::string number(std::uint64_t value) {
  return fmt::format("<td class=n data-v={}>{}</td>", value, grouped(value));
}

std::string percentage(double value) {
  return fmt::format("<td class=n data-v={0:.3f}>{0:.1f}%</td>", value);
}

struct Column {
  const char* title;
  bool number = false;
};

std::string table(const std::vector<Column>& columns, const std::string& rows) {
  std::string head;
  for (const Column& column : columns)
    head += fmt::format("<th{}><button>{}</button></th>", column.number ? " class=n" : "",
                        column.title);
  return "<div class=wide><table><thead><tr>" + head + "</tr></thead><tbody>\n" + rows +
         "</tbody></table></div>\n";
}

std::string check_fact(const Json& check) {
  if (check.is_null()) return fact("check", "not asked for", "--check compares every byte");
  const std::uint64_t wrong = count_of(check, "mismatches");
  return fact("check",
              fmt::format("<span class={}>{} of {} differ</span>", wrong == 0 ? "good" : "bad",
                          grouped(wrong), grouped(count_of(check, "elements"))),
              "bytes, against the reference executor");
}

std::string facts(const Json& result) {
  const std::uint64_t cycles = count_of(result, "cycles");
  const Json& steps = result.at("op_steps_busiest_tile");
  const std::uint64_t caching = count_of(result.at("parameter_caching"), "cycles");
  std::string text = "<dl>\n";
  text += fact(
      "latency", fmt::format("{:.3f} ms", result.at("latency_ms").get<double>()),
      fmt::format("{} cycles at {:g} MHz", grouped(cycles), result.at("clock_mhz").get<double>()));
  text += check_fact(result.at("check"));
  text += fact("MACs", grouped(count_of(result, "macs")),
               fmt::format("{:.2f}% of what the array could do",
                           100 * result.at("mac_utilization").get<double>()));
  text += fact("op unit steps", grouped(count_of(steps, "steps")),
               fmt::format("{}, {:.1f}% of the cycles", text_of(steps, "unit"),
                           share(count_of(steps, "steps"), cycles)));
  const Json& memory = result.at("memory");
  text += fact("host traffic", bytes_text(count_of(memory, "read_bytes")) + " in",
               bytes_text(count_of(memory, "write_bytes")) + " out");
  if (caching > 0)
    text += fact("before the first inference", grouped(caching) + " cycles",
                 "to cache the parameters, once per model");
  if (const auto energy = result.find("energy_uj"); energy != result.end() && energy->is_object())
    text += fact("energy", fmt::format("{:.1f} \u00b5J", energy->at("total").get<double>()),
                 "one inference");
  return text + "</dl>\n";
}

std::string time_by_operator(const Json& layers) {
  std::map<std::string, std::uint64_t> cycles;
  for (const Json& layer : layers)
    if (!on_core(layer)) cycles[text_of(layer, "op")] += count_of(layer, "cycles");
  std::vector<std::pair<std::string, std::uint64_t>> kinds(cycles.begin(), cycles.end());
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::uint64_t> parts;
  for (const auto& kind : kinds) parts.push_back(kind.second);
  const std::vector<std::uint64_t> shares = tenths(parts);
  std::string rows;
  for (std::size_t i = 0; i < kinds.size(); ++i)
    rows += fmt::format(
        "<tr><td>{}</td>{}<td class=n data-v={}>{}</td><td class=chart><div class=track>"
        "<i class=share style=\"width:{:.1f}%\"></i></div></td></tr>\n",
        kinds[i].first, number(kinds[i].second), shares[i], per_cent(shares[i]),
        static_cast<double>(shares[i]) / 10);
  return "<h2>Where the time went</h2>\n" +
         table({{"operator"}, {"cycles", true}, {"share", true}, {""}}, rows);
}

std::string layer_table(const Json& result) {
  const std::uint64_t cycles = count_of(result, "cycles");
  std::string rows;
  for (const Json& layer : result.at("layers")) {
    const bool core = on_core(layer);
    rows += fmt::format("<tr><td class=n>{}</td><td>{}</td><td>{}</td><td>{}</td>",
                        count_of(layer, "index"), text_of(layer, "name"), text_of(layer, "op"),
                        text_of(layer, "accelerator"));
    rows += number(count_of(layer, "cycles"));
    rows += core ? "<td></td>" : percentage(share(count_of(layer, "cycles"), cycles));
    rows += number(count_of(layer, "macs"));
    rows += core ? "<td></td>" : percentage(100 * layer.at("utilization").get<double>());
    // Layers overlap: weights of one arrive while the one before computes.
    const bool placed = layer.contains("active_from_cycle");
    const std::uint64_t from = count_of(layer, placed ? "active_from_cycle" : "start_cycle");
    const std::uint64_t to =
        placed ? count_of(layer, "active_to_cycle") : from + count_of(layer, "cycles");
    rows += "<td class=chart><div class=track>";
    if (!core)
      rows += fmt::format("<i class=at style=\"left:{:.3f}%;width:{:.3f}%\"></i>",
                          share(from, cycles), share(to - std::min(from, to), cycles));
    rows += "</div></td></tr>\n";
  }
  return "<h2>Layers</h2>\n<p>A layer's cycles go from the end of those before it to its own end; "
         "the "
         "bar shows when any unit worked for it. Cycles on the control core are its own, beside "
         "the "
         "accelerator's.</p>\n" +
         table({{"#", true},
                {"layer"},
                {"operator"},
                {"on"},
                {"cycles", true},
                {"share", true},
                {"MACs", true},
                {"utilization", true},
                {"time"}},
               rows);
}

std::string unit_row(const Json& unit, std::uint64_t cycles) {
  const Json& parts = unit.at("cycles");
  const std::uint64_t busy = count_of(parts, "busy");
  const std::uint64_t sync = count_of(parts, "wait_sync");
  const std::uint64_t medium = count_of(parts, "wait_medium");
  const auto piece = [&](const char* kind, std::uint64_t part) {
    return fmt::format("<i class={} style=\"width:{:.3f}%\"></i>", kind, share(part, cycles));
  };
  return fmt::format("<tr><td>{}</td>", text_of(unit, "name")) +
         number(count_of(unit.at("actions"), "commands")) + percentage(share(busy, cycles)) +
         percentage(share(sync, cycles)) + percentage(share(medium, cycles)) +
         "<td class=chart><div class=track>" + piece("busy", busy) + piece("sync", sync) +
         piece("medium", medium) + "</div></td></tr>\n";
}

std::string unit_tables(const Json& result) {
  const std::uint64_t cycles = count_of(result, "cycles");
  std::vector<std::string> kinds;
  std::map<std::string, const Json*> busiest;
  std::string all;
  for (const Json& unit : result.at("units")) {
    if (count_of(unit.at("actions"), "commands") == 0) continue;
    all += unit_row(unit, cycles);
    const Json*& best = busiest[unit_kind(unit.at("name").get<std::string>())];
    if (best == nullptr) kinds.push_back(unit_kind(unit.at("name").get<std::string>()));
    if (best == nullptr ||
        count_of(unit.at("cycles"), "busy") > count_of(best->at("cycles"), "busy"))
      best = &unit;
  }
  std::string few;
  for (const std::string& kind : kinds) few += unit_row(*busiest[kind], cycles);
  const std::vector<Column> columns = {{"unit"},
                                       {"commands", true},
                                       {"busy", true},
                                       {"waits for a counter", true},
                                       {"for a medium", true},
                                       {""}};
  return "<h2>Units</h2>\n<div class=key><span><i class=busy></i>busy</span><span><i "
         "class=sync></i>"
         "waiting for a sync counter</span><span><i class=medium></i>waiting for ring, mesh, "
         "stream "
         "or host</span><span><i class=idle></i>idle</span></div>\n<p>The busiest unit of each "
         "kind.</p>\n" +
         table(columns, few) + "<details><summary>All units with commands</summary>\n" +
         table(columns, all) + "</details>\n";
}

std::string outputs(const Json& result) {
  std::string rows;
  for (const Json& output : result.at("outputs"))
    rows +=
        fmt::format("<tr><td>{}</td><td>{} {}</td><td><code>{}</code></td></tr>\n",
                    text_of(output, "name"), text_of(output, "dtype"), output.at("shape").dump(),
                    output.at("sha256").is_string() ? text_of(output, "sha256")
                                                    : "not computed by this engine");
  return "<h2>Outputs</h2>\n" + table({{"tensor"}, {"type"}, {"SHA-256"}}, rows);
}

/// JSON inside a script element must not end it.
std::string embedded(const Json& result) {
  std::string text = result.dump(-1, ' ', true, Json::error_handler_t::replace);
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos; at += 6)
    text.replace(at, 1, "\\u003c");
  return text;
}

}  // namespace

std::string to_html(const Json& result) {
  const std::string title =
      fmt::format("{} on {}", text_of(result, "model"), text_of(result, "system"));
  return "<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>" + title +
         "</title>\n<meta name=viewport content=\"width=device-width\"><style>" + kReportStyle +
         "</style></head>\n<body><h1>" + title + "</h1>\n" +
         fmt::format("<p>engine {}, {} firmware, requantization {}, {} constants</p>\n",
                     text_of(result, "engine"), text_of(result, "firmware"),
                     text_of(result, "requant"), text_of(result, "constant_rule")) +
         facts(result) + time_by_operator(result.at("layers")) + layer_table(result) +
         unit_tables(result) + outputs(result) + "<script type=\"application/json\" id=result>" +
         embedded(result) + "</script>\n<script>" + kReportScript + "</script></body></html>\n";
}

}  // namespace tessera::sim
