// SPDX-License-Identifier: Apache-2.0
#include "tests/waves/wave_reader.h"

#include <gtkwave/fstapi.h>

#include <memory>
#include <stdexcept>

namespace tessera::test {
namespace {

struct Collector {
  Wave* wave;
  std::map<fstHandle, std::vector<std::string>> paths;  // several names may be one signal
};

void collect(void* self, std::uint64_t time, fstHandle handle, const unsigned char* value) {
  auto& collector = *static_cast<Collector*>(self);
  for (const std::string& path : collector.paths[handle])
    collector.wave->signals[path].push_back({time, reinterpret_cast<const char*>(value)});
}

/// "count [31:0]" -> "count".
std::string without_range(const std::string& name) { return name.substr(0, name.find(' ')); }

void read_hierarchy(void* reader, Collector& collector) {
  std::vector<std::string> scopes;
  while (const fstHier* item = fstReaderIterateHier(reader)) {
    if (item->htyp == FST_HT_SCOPE) {
      scopes.emplace_back(item->u.scope.name);
    } else if (item->htyp == FST_HT_UPSCOPE) {
      scopes.pop_back();
    } else if (item->htyp == FST_HT_VAR) {
      std::string path;
      for (const std::string& scope : scopes) path += scope + ".";
      path += without_range(item->u.var.name);
      collector.wave->signals[path];
      collector.paths[item->u.var.handle].push_back(path);
    }
  }
}

}  // namespace

std::uint64_t Wave::at(const std::string& path, std::uint64_t time) const {
  std::uint64_t value = 0;
  for (const WaveChange& change : signals.at(path)) {
    if (change.time > time) break;
    value = 0;
    for (const char digit : change.value) value = value << 1 | (digit == '1' ? 1U : 0U);
  }
  return value;
}

Wave read_wave(const std::string& file) {
  const std::unique_ptr<void, void (*)(void*)> reader(fstReaderOpen(file.c_str()), [](void* open) {
    if (open != nullptr) fstReaderClose(open);
  });
  if (!reader) throw std::runtime_error(file + " is no wave file");
  Wave wave;
  wave.begin = fstReaderGetStartTime(reader.get());
  wave.end = fstReaderGetEndTime(reader.get());
  wave.timescale = fstReaderGetTimescale(reader.get());
  Collector collector{&wave, {}};
  read_hierarchy(reader.get(), collector);
  fstReaderSetFacProcessMaskAll(reader.get());
  fstReaderIterBlocks(reader.get(), collect, &collector, nullptr);
  return wave;
}

}  // namespace tessera::test
