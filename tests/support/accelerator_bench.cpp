// SPDX-License-Identifier: Apache-2.0
#include "tests/support/accelerator_bench.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace tessera::test {
namespace {

std::span<std::uint8_t> bytes_of(std::vector<std::uint32_t>& words) {
  return {reinterpret_cast<std::uint8_t*>(words.data()), 4 * words.size()};
}

sc_core::sc_time period_of(const spec::SystemConfig& system) {
  return {1e6 / system.clock_mhz, sc_core::SC_PS};
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const FakeHost::Event& event) {
  static constexpr const char* kKinds[] = {"read", "write", "interrupt"};
  return out << kKinds[static_cast<int>(event.kind)] << " of " << event.bytes << " bytes at "
             << event.address << " by cycle " << event.cycle;
}

hw::HostStatus FakeHost::transfer(Kind kind, std::uint64_t address, std::size_t bytes) {
  sc_core::wait(period_ * transfer_cycles);
  events.push_back({kind, address, bytes, cycle()});
  return address + bytes > mapped_bytes ? failure : hw::HostStatus::kOk;
}

hw::HostStatus FakeHost::read(std::uint64_t address, std::span<std::uint8_t> data) {
  const hw::HostStatus status = transfer(Kind::kRead, address, data.size());
  if (status == hw::HostStatus::kOk) std::memcpy(data.data(), memory.data() + address, data.size());
  return status;
}

hw::HostStatus FakeHost::write(std::uint64_t address, std::span<const std::uint8_t> data) {
  const hw::HostStatus status = transfer(Kind::kWrite, address, data.size());
  if (status == hw::HostStatus::kOk) std::memcpy(memory.data() + address, data.data(), data.size());
  return status;
}

void FakeHost::interrupt(unsigned index) {
  events.push_back({Kind::kInterrupt, index, 0, cycle()});
}

std::vector<hw::Cycle> FakeHost::cycles(Kind kind) const {
  std::vector<hw::Cycle> result;
  for (const Event& event : events)
    if (event.kind == kind) result.push_back(event.cycle);
  return result;
}

void FakeHost::number(std::uint64_t address, std::size_t words, std::uint32_t first) {
  for (std::size_t w = 0; w < words; ++w) {
    const auto value = static_cast<std::uint32_t>(first + w);
    std::memcpy(&memory.at(address + 4 * w), &value, sizeof value);
  }
}

std::vector<std::uint32_t> FakeHost::words(std::uint64_t address, std::size_t n) const {
  std::vector<std::uint32_t> result(n);
  std::memcpy(result.data(), &memory.at(address), 4 * n);
  return result;
}

AcceleratorBench::AcceleratorBench(hw::Engine engine, spec::SystemConfig configuration,
                                   const char* name)
    : system(std::move(configuration)),
      host(period_of(system)),
      accelerator(name, system, 0, host,
                  {.engine = engine, .latency_factor = {}, .on_command = {}}),
      name_(name) {}

AcceleratorBench::~AcceleratorBench() {
  run_now([this] { accelerator.reset(); });
}

void AcceleratorBench::load(const Program& program) {
  load_bytes(program.bitstream(accelerator.context().config.encoding));
}

void AcceleratorBench::load_bytes(const std::vector<std::uint8_t>& bitstream) {
  accelerator.push_instructions(bitstream);
  accelerator.set_run_control(hw::RunControl::kRun);
  sc_core::sc_spawn(
      [this] {
        const bool executed = accelerator.wait_bitstream_done();
        done.push_back({executed, accelerator.cycle()});
      },
      sc_core::sc_gen_unique_name("wait_done"));
}

void AcceleratorBench::at(Cycle cycles, std::function<void()> action) {
  sc_core::sc_spawn(
      [this, cycles, action = std::move(action)] {
        sc_core::wait(accelerator.context().period * static_cast<double>(cycles));
        action();
      },
      sc_core::sc_gen_unique_name("at"));
}

void AcceleratorBench::run(Cycle cycles) {
  sc_core::sc_start(accelerator.context().period * static_cast<double>(cycles));
}

bool AcceleratorBench::execute(const Program& program) {
  const std::size_t before = done.size();
  load(program);
  run();
  return done.size() == before + 1 && done.back().executed && host.faults.empty();
}

std::vector<std::uint32_t> AcceleratorBench::peek(hw::InspectSpace space, unsigned tile,
                                                  std::size_t word, std::size_t n) const {
  std::vector<std::uint32_t> words(n);
  if (accelerator.peek(space, tile, 4 * word, bytes_of(words)) != 4 * n)
    throw std::out_of_range("peek outside a memory");
  return words;
}

std::vector<std::uint32_t> AcceleratorBench::scalar_memory(std::size_t first, std::size_t n) const {
  return peek(hw::InspectSpace::kScalarMemory, 0, first, n);
}

std::vector<std::uint32_t> AcceleratorBench::narrow(unsigned tile, std::size_t word,
                                                    std::size_t n) const {
  return peek(hw::InspectSpace::kNarrowMemory, tile, word, n);
}

std::vector<std::uint32_t> AcceleratorBench::wide(unsigned tile, std::size_t row,
                                                  std::size_t n) const {
  return peek(hw::InspectSpace::kWideMemory, tile, 64 * row, n);
}

void AcceleratorBench::set(hw::InspectSpace space, unsigned tile, std::size_t word,
                           const std::vector<std::uint32_t>& words) {
  std::vector<std::uint32_t> copy = words;
  if (accelerator.poke(space, tile, 4 * word, bytes_of(copy)) != 4 * words.size())
    throw std::out_of_range("poke outside a memory");
}

const hw::Worker& AcceleratorBench::worker(const std::string& name) const {
  for (const hw::Worker* each : accelerator.workers())
    if (name_ + "." + name == each->name()) return *each;
  throw std::out_of_range("no worker " + name);
}

}  // namespace tessera::test
