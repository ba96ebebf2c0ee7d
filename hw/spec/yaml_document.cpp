// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/yaml_document.h"

#include "hw/spec/error.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <exception>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

namespace tessera::spec {
namespace {

/// Builds the tree from the parser's events, so that limits act while parsing, not after a hostile
/// file has been turned into memory.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const std::string& file) : file_(file) {}

  [[nodiscard]] YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) {
      fail(mark, "a second document", "one document per file");
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check(mark, {}, anchor);
    add(mark, YamlNode::Kind::kNull);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    fail(mark, "an alias (*name)", "every value written out");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(mark, tag, anchor);
    if (expects_key()) {
      take_key(mark, value);
      return;
    }
    YamlNode& node = add(mark, YamlNode::Kind::kScalar);
    node.quoted = tag == "!";
    node.text = value;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, YamlNode::Kind::kList);
  }
  void OnSequenceEnd() override { stack_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, YamlNode::Kind::kMap);
  }
  void OnMapEnd() override { stack_.pop_back(); }

 private:
  struct Level {
    YamlNode* node;  // stays valid: its siblings are added only after it is closed
    std::string key;
    bool has_key = false;
  };

  [[noreturn]] void fail(const YAML::Mark& mark, std::string value, std::string allowed) const {
    throw SpecError({file_,
                     mark.line + 1,
                     {},
                     "not the YAML of a system file",
                     std::move(value),
                     std::move(allowed)});
  }

  void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    if (anchor != 0) {
      fail(mark, "an anchor (&name)", "every value written out");
    }
    // "?" is a plain scalar, "!" one in quotes; collections have no tag.
    if (!tag.empty() && tag != "?" && tag != "!") {
      fail(mark, fmt::format("the tag {}", tag), "values without tags");
    }
  }

  [[nodiscard]] bool expects_key() const {
    return !stack_.empty() && stack_.back().node->kind == YamlNode::Kind::kMap &&
           !stack_.back().has_key;
  }

  void take_key(const YAML::Mark& mark, const std::string& key) {
    Level& level = stack_.back();
    if (level.node->find(key) != nullptr) {
      fail(mark, fmt::format("the key '{}' again", printable(key)), "each key once");
    }
    level.key = key;
    level.has_key = true;
  }

  YamlNode& add(const YAML::Mark& mark, YamlNode::Kind kind) {
    if (++nodes_ > kYamlMaxNodes) {
      fail(mark, fmt::format("more than {} values", kYamlMaxNodes), "less");
    }
    if (expects_key()) {
      fail(mark, "a key that is no text", "names as keys");
    }
    YamlNode* node = &root_;
    if (!stack_.empty()) {
      Level& level = stack_.back();
      node = &level.node->children.emplace_back();
      node->key = std::move(level.key);
      level.key.clear();
      level.has_key = false;
    }
    node->kind = kind;
    node->line = mark.line + 1;
    return *node;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YamlNode::Kind kind) {
    check(mark, tag, anchor);
    if (stack_.size() >= kYamlMaxDepth) {
      fail(mark, fmt::format("more than {} levels", kYamlMaxDepth), "less");
    }
    YamlNode& node = add(mark, kind);
    stack_.push_back({&node, {}, false});
  }

  const std::string& file_;
  YamlNode root_;
  std::vector<Level> stack_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

}  // namespace

const YamlNode* YamlNode::find(std::string_view name) const {
  for (const YamlNode& child : children) {
    if (kind == Kind::kMap && child.key == name) {
      return &child;
    }
  }
  return nullptr;
}

std::string_view YamlNode::kind_name() const {
  switch (kind) {
    case Kind::kMap:
      return "a map";
    case Kind::kList:
      return "a list";
    case Kind::kScalar:
      return "a value";
    case Kind::kNull:
      break;
  }
  return "nothing";
}

YamlNode parse_yaml(const std::string& text, const std::string& file) {
  if (text.size() > kYamlMaxBytes) {
    throw SpecError({file,
                     0,
                     {},
                     "the file is too large",
                     fmt::format("{} bytes", text.size()),
                     fmt::format("at most {} bytes", kYamlMaxBytes)});
  }
  // The reader takes a NUL for the end of the file: what follows would be dropped without a word.
  if (text.find('\0') != std::string::npos) {
    throw SpecError({file, 0, {}, "not a text file", "a NUL byte", "UTF-8 text"});
  }
  TreeBuilder builder(file);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const SpecError&) {
    throw;
  } catch (const YAML::Exception& error) {
    throw SpecError({file,
                     error.mark.is_null() ? 0 : error.mark.line + 1,
                     {},
                     "not YAML: " + printable(error.msg),
                     {},
                     {}});
  } catch (const std::exception& error) {
    throw SpecError({file, 0, {}, "not YAML: " + printable(error.what()), {}, {}});
  }
  return builder.take();
}

YamlNode read_yaml(const std::filesystem::path& path) {
  const std::string file = path.string();
  std::error_code error;
  // A pipe or a device could block or never end.
  if (!std::filesystem::is_regular_file(path, error)) {
    throw SpecError(
        {file, 0, {}, "cannot be read", error ? error.message() : "not a file", "a readable file"});
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(kYamlMaxBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (!stream.eof() &&
      (stream.bad() || stream.gcount() <= static_cast<std::streamsize>(kYamlMaxBytes))) {
    throw SpecError({file, 0, {}, "cannot be read", {}, "a readable file"});
  }
  return parse_yaml(text, file);
}

}  // namespace tessera::spec
