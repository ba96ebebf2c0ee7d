// SPDX-License-Identifier: Apache-2.0
#include "rtl/cosim/wave_file.h"

#include <stdexcept>

#ifdef TESSERA_HAS_VERILATOR

#include "rtl/cosim/wave_tracer.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera::rtl {
namespace {

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> parts(1);
  for (const char c : path) {
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

std::string binary(std::uint64_t value, unsigned bits) {
  std::string digits(bits, '0');
  for (unsigned i = 0; i < bits; ++i)
    if ((value >> i & 1U) != 0) digits[bits - 1 - i] = '1';
  return digits;
}

void declare_names(VerilatedFst* fst, int number, const WaveNames& names, unsigned bits) {
  std::vector<std::string> values;
  std::vector<const char*> value_texts;
  std::vector<const char*> name_texts;
  for (std::size_t i = 0; i < names.of_value.size(); ++i) values.push_back(binary(i, bits));
  for (std::size_t i = 0; i < values.size(); ++i) {
    value_texts.push_back(values[i].c_str());
    name_texts.push_back(names.of_value[i].c_str());
  }
  fst->declDTypeEnum(number, names.type.c_str(), static_cast<std::uint32_t>(values.size()), bits,
                     name_texts.data(), value_texts.data());
}

}  // namespace

WaveFile::Tracer::Tracer() {
  fst_.set_time_unit("1ps");
  fst_.set_time_resolution("1ps");
  fst_.spTrace()->addInitCb(declare, this);
  fst_.spTrace()->addFullCb(write_all, this);
  fst_.spTrace()->addChgCb(write_changes, this);
}

void WaveFile::Tracer::declare(void* self, VerilatedFst* fst, std::uint32_t code) {
  auto& tracer = *static_cast<Tracer*>(self);
  // A scope's signals in one place.
  std::stable_sort(
      tracer.signals_.begin(), tracer.signals_.end(),
      [](const WaveSignal& a, const WaveSignal& b) { return split(a.path) < split(b.path); });
  tracer.base_ = code;
  tracer.codes_.clear();
  std::map<const WaveNames*, int> types;
  std::uint32_t next = 0;
  for (const WaveSignal& signal : tracer.signals_) {
    int type = -1;
    if (signal.names) {
      // Numbers of types that the models declare begin at 1.
      const auto [place, is_new] =
          types.try_emplace(signal.names.get(), 1'000'000 + static_cast<int>(types.size()));
      type = place->second;
      if (is_new) declare_names(fst, type, *signal.names, signal.bits);
    }
    const std::vector<std::string> parts = split(signal.path);
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) fst->pushNamePrefix(parts[i] + ' ');
    const auto declare_as = [&](auto&& declaration) {
      declaration(code + next, parts.back().c_str());
    };
    const int last = static_cast<int>(signal.bits) - 1;
    declare_as([&](std::uint32_t number, const char* name) {
      if (signal.bits == 1)
        fst->declBit(number, name, type, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false, -1);
      else if (signal.bits <= 32)
        fst->declBus(number, name, type, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false, -1, last, 0);
      else
        fst->declQuad(number, name, type, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false, -1, last, 0);
    });
    if (parts.size() > 1) fst->popNamePrefix(static_cast<unsigned>(parts.size() - 1));
    tracer.codes_.push_back(next);
    next += signal.bits > 32 ? 2 : 1;
  }
}

template <typename Write>
void WaveFile::Tracer::for_each_value(std::uint32_t* old, const Write& write) const {
  for (std::size_t i = 0; i < signals_.size(); ++i)
    write(old + codes_[i], signals_[i].value(), static_cast<int>(signals_[i].bits));
}

void WaveFile::Tracer::write_all(void* self, VerilatedFst::Buffer* buffer) {
  const auto& tracer = *static_cast<Tracer*>(self);
  tracer.for_each_value(buffer->oldp(tracer.base_),
                        [&](std::uint32_t* place, std::uint64_t value, int bits) {
                          if (bits == 1)
                            buffer->fullBit(place, static_cast<CData>(value & 1U));
                          else if (bits <= 32)
                            buffer->fullIData(place, static_cast<IData>(value), bits);
                          else
                            buffer->fullQData(place, value, bits);
                        });
}

void WaveFile::Tracer::write_changes(void* self, VerilatedFst::Buffer* buffer) {
  const auto& tracer = *static_cast<Tracer*>(self);
  tracer.for_each_value(buffer->oldp(tracer.base_),
                        [&](std::uint32_t* place, std::uint64_t value, int bits) {
                          if (bits == 1)
                            buffer->chgBit(place, static_cast<CData>(value & 1U));
                          else if (bits <= 32)
                            buffer->chgIData(place, static_cast<IData>(value), bits);
                          else
                            buffer->chgQData(place, value, bits);
                        });
}

std::string WaveFile::refusal() { return {}; }

WaveFile::WaveFile(std::string path, std::uint64_t period_ps)
    : path_(std::move(path)), period_ps_(period_ps), tracer_(std::make_unique<Tracer>()) {}

WaveFile::~WaveFile() { close(); }

void WaveFile::add(WaveSignal signal) { tracer_->add(std::move(signal)); }

void WaveFile::open() {
  tracer_->fst().open(path_.c_str());
  if (!is_open()) throw std::runtime_error(fmt::format("{}: cannot be written", path_));
}

void WaveFile::dump(std::uint64_t cycle) {
  if (is_open()) tracer_->fst().dump(cycle * period_ps_);
}

void WaveFile::close() {
  if (is_open()) tracer_->fst().close();
}

bool WaveFile::is_open() const { return tracer_->fst().isOpen(); }

}  // namespace tessera::rtl

#else

namespace tessera::rtl {

class WaveFile::Tracer {};

std::string WaveFile::refusal() {
  return "this build has no Verilator, whose tracer writes wave files; install verilator and build "
         "again";
}

WaveFile::WaveFile(std::string path, std::uint64_t period_ps)
    : path_(std::move(path)), period_ps_(period_ps) {
  throw std::runtime_error(refusal());
}
WaveFile::~WaveFile() = default;
void WaveFile::add(WaveSignal /*signal*/) {}
void WaveFile::open() {}
void WaveFile::dump(std::uint64_t /*cycle*/) {}
void WaveFile::close() {}
bool WaveFile::is_open() const { return false; }

}  // namespace tessera::rtl

#endif
