// SPDX-License-Identifier: Apache-2.0
#include "sim/wave/model_signals.h"

#include "hw/scalar/scalar_counters.h"
#include "hw/tile/counters.h"
#include "hw/tile/unit.h"

#include <fmt/format.h>

#include <bit>
#include <memory>
#include <utility>

namespace tessera::sim {
namespace {

using Names = std::shared_ptr<const rtl::WaveNames>;

Names activity_names() {
  return std::make_shared<rtl::WaveNames>(
      rtl::WaveNames{"activity", {"busy", "wait_sync", "wait_medium", "idle"}});
}

Names opcode_names() {
  rtl::WaveNames names{"opcode", {"none"}};
  for (std::uint32_t opcode = 1; opcode < 64; ++opcode) {
    const spec::CommandFormat* format = spec::find_format(opcode);
    names.of_value.push_back(format != nullptr ? format->name : fmt::format("0x{:02x}", opcode));
  }
  return std::make_shared<rtl::WaveNames>(std::move(names));
}

/// Names of layers are any text; viewers take words.
Names layer_names(const std::vector<std::string>& layers) {
  rtl::WaveNames names{"layer", {"none"}};
  for (const std::string& layer : layers) {
    std::string word = layer.empty() ? std::string("unnamed") : layer;
    for (char& c : word)
      if (c <= ' ' || c == '"' || static_cast<unsigned char>(c) > 126) c = '_';
    names.of_value.push_back(std::move(word));
  }
  return std::make_shared<rtl::WaveNames>(std::move(names));
}

class Signals {
 public:
  Signals(rtl::WaveFile& file, const WaveScope& scope) : file_(file), scope_(scope) {}

  void add(const std::string& path, unsigned bits, std::function<std::uint64_t()> value,
           Names names = nullptr) {
    if (scope_.has(path)) file_.add({path, bits, std::move(value), std::move(names)});
  }

 private:
  rtl::WaveFile& file_;
  const WaveScope& scope_;
};

/// "platform.edgetpu.tile_0_0.op" -> "tile_0_0.op".
std::string place(const sc_core::sc_object& object, const hw::Accelerator& accelerator) {
  return std::string(object.name()).substr(std::string(accelerator.name()).size() + 1);
}

void add_units(Signals& signals, const ModelView& view) {
  const hw::Accelerator& accelerator = view.platform.accelerator();
  const Names activities = activity_names();
  const Names opcodes = opcode_names();
  for (const hw::Worker* worker : accelerator.workers()) {
    const std::string scope = place(*worker, accelerator);
    UnitLog& log = view.units;
    signals.add(
        scope + ".activity", 2,
        [worker, &log, &accelerator] {
          return static_cast<std::uint64_t>(log.activity(*worker, accelerator.cycle()));
        },
        activities);
    const auto* unit = dynamic_cast<const hw::Unit*>(worker);
    if (unit == nullptr) continue;  // the scalar core has a program counter instead
    signals.add(
        scope + ".command", 6, [worker, &log] { return log.opcode(*worker); }, opcodes);
    signals.add(scope + ".sequence", 32, [worker, &log] { return log.sequence(*worker); });
    signals.add(scope + ".queued", 8, [unit] { return unit->queued(); });
  }
  signals.add("scalar_core.pc", 32, [&accelerator] { return accelerator.current_pc(); });
}

void add_counters(Signals& signals, const hw::Accelerator& accelerator) {
  const std::uint32_t columns = accelerator.context().config.grid.columns;
  for (unsigned tile = 0; tile < accelerator.tiles(); ++tile)
    for (unsigned i = 0; i < hw::kTileCounters; ++i)
      signals.add(fmt::format("tile_{}_{}.counters.{}", tile / columns, tile % columns,
                              hw::kTileCounterNames[i]),
                  16, [&accelerator, tile, i] { return accelerator.tile_counter(tile, i); });
  for (unsigned i = 0; i < hw::kScalarCounters; ++i)
    signals.add(fmt::format("scalar_core.counters.{}", hw::kScalarCounterNames[i]), 16,
                [&accelerator, i] { return accelerator.scalar_counter(i); });
}

void add_transport(Signals& signals, const hw::Accelerator& accelerator) {
  const hw::Ring& ring = accelerator.ring();
  signals.add("ring.busy", 1,
              [&ring, &accelerator] { return ring.busy_at(accelerator.cycle()) ? 1 : 0; });
  signals.add("ring.destinations", 32, [&ring] { return ring.destinations(); });
  signals.add("ring.packets", 32, [&ring] { return ring.packets(); });
  const hw::HostDma& dma = accelerator.dma();
  for (std::size_t queue = 0; queue < hw::HostDma::kQueues; ++queue)
    signals.add(fmt::format("host_dma.{}_in_flight", hw::HostDma::kQueueNames[queue]), 8,
                [&dma, queue] { return dma.in_flight(queue); });
  signals.add("host_dma.read_bytes", 48, [&dma] { return dma.read_bytes(); });
  signals.add("host_dma.written_bytes", 48, [&dma] { return dma.written_bytes(); });
}

}  // namespace

void add_model_signals(rtl::WaveFile& file, const WaveScope& scope, const ModelView& view) {
  Signals signals(file, scope);
  const auto layer_bits = static_cast<unsigned>(std::bit_width(view.layers.size()));
  signals.add(
      "layer", std::max(layer_bits, 2U), [&view] { return view.layer(); },
      layer_names(view.layers));
  signals.add("cycle", 48, [&view] { return view.cycle(); });
  signals.add("firmware.pc", 32, [&view] { return view.platform.firmware().program_counter(); });
  signals.add("firmware.instructions", 48,
              [&view] { return view.platform.firmware().instructions(); });
  add_units(signals, view);
  add_counters(signals, view.platform.accelerator());
  add_transport(signals, view.platform.accelerator());
}

}  // namespace tessera::sim
