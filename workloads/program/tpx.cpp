// SPDX-License-Identifier: Apache-2.0
#include "workloads/program/tpx.h"

#include "workloads/error.h"
#include "workloads/graph/validate.h"
#include "workloads/program/check.h"
#include "workloads/program/tpx_container.h"
#include "workloads/program/tpx_graph_fields.h"

#include <utility>

namespace tessera::workloads {
namespace {

constexpr const char* kInfo = "INFO";
constexpr const char* kHost = "HOST";
constexpr const char* kCaching = "CACH";
constexpr const char* kPart = "PART";
constexpr const char* kLayers = "LAYR";

template <class A>
void describe_layers(A& a, tpx::Ref<A, std::vector<LayerRange>> layers) {
  a.list("layers", layers, 28, [&](auto& value) { tpx::describe(a, value); });
}

/// Sections in the order in which they must come.
class Sections {
 public:
  Sections(std::string_view file, std::vector<tpx::SectionView> sections)
      : file_(file), sections_(std::move(sections)) {}

  [[nodiscard]] bool next_is(std::string_view id) const {
    return next_ < sections_.size() && sections_[next_].id == id;
  }

  template <class Read>
  void read(const char* id, const Read& read) {
    if (!next_is(id))
      throw FormatError(
          file_, "directory", tpx::kHeaderBytes + next_ * tpx::kEntryBytes,
          fmt::format("section {}, allowed {}",
                      next_ < sections_.size() ? printable(sections_[next_].id) : "absent", id));
    const auto& section = sections_[next_++];
    tpx::Reader reader(file_, section.id, section.offset, section.bytes);
    read(reader);
    reader.expect_end();
  }

  void expect_end() const {
    if (next_ != sections_.size())
      throw FormatError(file_, "directory", tpx::kHeaderBytes + next_ * tpx::kEntryBytes,
                        fmt::format("section {}, allowed none", printable(sections_[next_].id)));
  }

 private:
  static std::string printable(const std::string& id) {
    std::string text;
    for (const char c : id) text += c >= ' ' && c <= '~' ? c : '?';
    return text;
  }

  std::string_view file_;
  std::vector<tpx::SectionView> sections_;
  std::size_t next_ = 0;
};

template <class Write>
tpx::Section section(const char* id, const Write& write) {
  tpx::Writer writer;
  write(writer);
  return {id, writer.take()};
}

}  // namespace

Bytes write_tpx(const Program& program) {
  std::vector<tpx::Section> sections;
  sections.push_back(section(kInfo, [&](auto& a) { tpx::describe_info(a, program); }));
  sections.push_back(section(kHost, [&](auto& a) { tpx::describe(a, program.host); }));
  if (program.caching)
    sections.push_back(section(kCaching, [&](auto& a) { tpx::describe(a, *program.caching); }));
  for (const auto& part : program.parts)
    sections.push_back(section(kPart, [&](auto& a) { tpx::describe(a, part); }));
  sections.push_back(section(kLayers, [&](auto& a) { describe_layers(a, program.layers); }));
  return tpx::write_container(sections);
}

Program read_tpx(std::string_view file, std::span<const std::uint8_t> bytes) {
  Sections sections(file, tpx::read_container(file, bytes));
  Program program;
  program.source = std::string(file);
  program.host.source = program.source;
  sections.read(kInfo, [&](auto& a) { tpx::describe_info(a, program); });
  sections.read(kHost, [&](auto& a) { tpx::describe(a, program.host); });
  if (sections.next_is(kCaching))
    sections.read(kCaching, [&](auto& a) { tpx::describe(a, program.caching.emplace()); });
  while (sections.next_is(kPart))
    sections.read(kPart, [&](auto& a) { tpx::describe(a, program.parts.emplace_back()); });
  sections.read(kLayers, [&](auto& a) { describe_layers(a, program.layers); });
  sections.expect_end();
  validate(program.host);
  check(program);
  return program;
}

Program read_tpx(const std::string& path) {
  const auto bytes = read_file(path);
  return read_tpx(path, bytes);
}

}  // namespace tessera::workloads
