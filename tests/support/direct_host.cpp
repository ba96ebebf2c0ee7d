// SPDX-License-Identifier: Apache-2.0
#include "tests/support/direct_host.h"

#include "workloads/reference/host_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace tessera::test {
namespace {

constexpr std::uint64_t kGap = 1 << 20;  // between two pieces of memory, at least
constexpr std::uint64_t kMaxTensorBytes = 256 << 20;

std::uint64_t transfer_bytes(const workloads::DeviceTensor& tensor, std::uint64_t batch) {
  return std::uint64_t{tensor.size_bytes} * static_cast<std::uint64_t>(tensor.execution_count) *
         batch;
}

}  // namespace

void patch_bits32(std::span<std::uint8_t> bytes, std::uint64_t bit_offset, std::uint32_t value) {
  if (bytes.size() < 4 || bit_offset > bytes.size() * 8 - 32)
    throw std::out_of_range(fmt::format("32 bits at bit {} of {} bytes", bit_offset, bytes.size()));
  for (std::uint64_t i = 0; i < 32; ++i) {
    std::uint8_t& byte = bytes[(bit_offset + i) / 8];
    const auto mask = static_cast<std::uint8_t>(1U << (bit_offset + i) % 8);
    byte = static_cast<std::uint8_t>((value >> i & 1U) != 0 ? byte | mask : byte & ~mask);
  }
}

std::uint64_t MemoryRegions::add(workloads::Bytes contents) {
  const std::uint64_t address = next_;
  next_ += (contents.size() / kGap + 2) * kGap;
  pieces_.emplace(address, std::move(contents));
  return address;
}

std::span<std::uint8_t> MemoryRegions::find(std::uint64_t address, std::size_t bytes) {
  auto piece = pieces_.upper_bound(address);
  if (piece == pieces_.begin()) return {};
  --piece;
  const std::uint64_t offset = address - piece->first;
  const std::uint64_t size = piece->second.size();
  if (offset > size || bytes > size - offset) return {};
  return std::span(piece->second).subspan(offset, bytes);
}

void MemoryRegions::clear() {
  pieces_.clear();
  next_ = kFirst;
}

const char* name_of(DirectResult::End end) {
  constexpr const char* kNames[] = {"completed", "fault", "stalled"};
  return kNames[static_cast<std::size_t>(end)];
}

DirectHost::DirectHost(const sc_core::sc_module_name& name, spec::SystemConfig system,
                       hw::AcceleratorOptions options)
    : sc_module(name),
      system_(std::move(system)),
      accelerator_("accelerator", system_, 0, *this, std::move(options)) {
  sc_core::sc_spawn([this] { control(); }, "control");
  sc_core::sc_spawn([this] { feed(); }, "feed");
}

hw::HostStatus DirectHost::read(std::uint64_t address, std::span<std::uint8_t> data) {
  sc_core::wait(10, sc_core::SC_NS);
  const auto source = memory_.find(address, data.size());
  if (source.size() != data.size()) return hw::HostStatus::kPageFault;
  std::ranges::copy(source, data.begin());
  return hw::HostStatus::kOk;
}

hw::HostStatus DirectHost::write(std::uint64_t address, std::span<const std::uint8_t> data) {
  sc_core::wait(10, sc_core::SC_NS);
  const auto target = memory_.find(address, data.size());
  if (target.size() != data.size()) return hw::HostStatus::kPageFault;
  std::ranges::copy(data, target.begin());
  return hw::HostStatus::kOk;
}

void DirectHost::interrupt(unsigned index) {
  if (!live_ || index != 0) return;
  interrupted_ = true;
  sc_core::sc_pause();
}

void DirectHost::fault(const std::string& report) {
  if (!live_) return;
  fault_ = report;
  sc_core::sc_pause();
}

DirectResult DirectHost::run(const workloads::Program& program, const sc_core::sc_time& budget,
                             std::uint32_t seed) {
  if (program.parts.size() != 1)
    throw std::length_error(fmt::format("{} parts, only 1 can be run", program.parts.size()));
  const workloads::CompiledPart& part = program.parts.at(0);
  memory_.clear();
  workloads::Lcg random(seed);
  map_tensors(part, [&](std::size_t, std::uint64_t bytes) { return random.bytes(bytes); });
  reset_wanted_ = true;
  DirectResult result{DirectResult::End::kCompleted, {}, {}, 0};
  for (const workloads::Executable* executable : program.executables()) {
    if (result.end != DirectResult::End::kCompleted) break;
    load(part, *executable);
    result.end = simulate(budget);
    result.cycles = simulated_;
  }
  collect(part, result);
  return result;
}

DirectResult DirectHost::infer(const workloads::Program& program,
                               std::span<const workloads::Bytes> inputs,
                               const sc_core::sc_time& budget) {
  workloads::HostRunner host(program);
  host.set_inputs(inputs);
  reset_wanted_ = true;
  DirectResult result{DirectResult::End::kCompleted, {}, {}, 0};
  if (program.caching) {
    memory_.clear();
    load(program.parts.at(0), *program.caching);
    result.end = simulate(budget);
  }
  for (std::size_t p = 0; p < program.parts.size(); ++p) {
    const workloads::CompiledPart& part = program.parts[p];
    const std::vector<workloads::Bytes> buffers = host.begin(p);
    if (result.end == DirectResult::End::kCompleted) {
      memory_.clear();
      map_tensors(part, [&](std::size_t i, std::uint64_t) { return buffers.at(i); });
      load(part, part.execution);
      result.end = simulate(budget);
      result.cycles += simulated_;
    }
    result.outputs.clear();
    if (result.end == DirectResult::End::kCompleted) collect(part, result);
    if (result.end != DirectResult::End::kCompleted) {
      if (result.end == DirectResult::End::kFault) result.text = fault_;
      if (result.end == DirectResult::End::kStalled) result.text = stall_text();
      return result;
    }
    host.finish(p, result.outputs);
  }
  result.outputs = host.outputs();
  return result;
}

void DirectHost::collect(const workloads::CompiledPart& part, DirectResult& result) {
  if (result.end == DirectResult::End::kFault) result.text = fault_;
  if (result.end == DirectResult::End::kStalled) result.text = stall_text();
  for (const auto& tensor : part.outputs) {
    const auto bytes =
        memory_.find(outputs_.at(tensor.name),
                     transfer_bytes(tensor, static_cast<std::uint64_t>(part.execution.batch)));
    result.outputs.emplace_back(bytes.begin(), bytes.end());
  }
}

void DirectHost::stop() {
  if (sc_core::sc_get_status() != sc_core::SC_PAUSED) return;  // nothing has been run
  code_.clear();
  fed_ = 0;
  live_ = false;
  reset_wanted_ = begin_wanted_ = true;
  control_event_.notify(sc_core::SC_ZERO_TIME);
  do {
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  } while (sc_core::sc_pending_activity_at_current_time());
}

template <class Fill>
void DirectHost::map_tensors(const workloads::CompiledPart& part, Fill fill) {
  const auto batch = static_cast<std::uint64_t>(part.execution.batch);
  std::uint64_t total = 0;
  for (const auto* list : {&part.inputs, &part.outputs})
    for (const auto& tensor : *list)
      if ((total += transfer_bytes(tensor, batch)) > kMaxTensorBytes)
        throw std::length_error(fmt::format("tensors of more than {} bytes", kMaxTensorBytes));
  inputs_.clear();
  outputs_.clear();
  for (std::size_t i = 0; i < part.inputs.size(); ++i)
    inputs_[part.inputs[i].name] = memory_.add(fill(i, transfer_bytes(part.inputs[i], batch)));
  for (const auto& tensor : part.outputs)
    outputs_[tensor.name] = memory_.add(workloads::Bytes(transfer_bytes(tensor, batch)));
}

void DirectHost::load(const workloads::CompiledPart& part,
                      const workloads::Executable& executable) {
  const std::uint64_t parameters = memory_.add(executable.parameters);
  const std::uint64_t scratch = memory_.add(workloads::Bytes(executable.scratch_bytes));
  const auto tensor_address = [](const Addresses& addresses,
                                 const std::vector<workloads::DeviceTensor>& tensors,
                                 const workloads::Relocation& relocation) {
    const auto tensor = std::ranges::find(tensors, relocation.name, &workloads::DeviceTensor::name);
    if (tensor == tensors.end()) throw std::out_of_range("relocation of " + relocation.name);
    return addresses.at(relocation.name) +
           transfer_bytes(*tensor, static_cast<std::uint64_t>(relocation.batch));
  };
  code_.clear();
  fed_ = 0;
  for (const workloads::Bitstream& bitstream : executable.bitstreams) {
    workloads::Bytes bytes = bitstream.bytes;
    for (const workloads::Relocation& relocation : bitstream.relocations) {
      std::uint64_t address = parameters;
      if (relocation.buffer == workloads::BufferKind::kScratch) address = scratch;
      if (relocation.buffer == workloads::BufferKind::kInput)
        address = tensor_address(inputs_, part.inputs, relocation);
      if (relocation.buffer == workloads::BufferKind::kOutput)
        address = tensor_address(outputs_, part.outputs, relocation);
      if (relocation.half == workloads::AddressHalf::kUpper) address >>= 32;
      patch_bits32(bytes, relocation.bit_offset, static_cast<std::uint32_t>(address));
    }
    code_.insert(code_.end(), bytes.begin(), bytes.end());
  }
}

DirectResult::End DirectHost::simulate(const sc_core::sc_time& budget) {
  interrupted_ = feeding_ = false;
  live_ = !reset_wanted_;
  fault_.clear();
  begin_wanted_ = true;
  control_event_.notify(sc_core::SC_ZERO_TIME);
  const hw::Cycle begin = accelerator_.cycle();
  sc_core::sc_start(budget);
  simulated_ = accelerator_.cycle() - begin;
  if (!fault_.empty() || accelerator_.faulted()) return DirectResult::End::kFault;
  return interrupted_ ? DirectResult::End::kCompleted : DirectResult::End::kStalled;
}

std::string DirectHost::stall_text() const {
  const std::string report = accelerator_.stall_report();
  return report.empty() ? "nothing is under way: the program has ended without interrupt 0"
                        : report;
}

/// Resets the accelerator before the first executable of a program, as a device does it: from
/// within the simulation.
void DirectHost::control() {
  for (;;) {
    while (!std::exchange(begin_wanted_, false)) sc_core::wait(control_event_);
    if (std::exchange(reset_wanted_, false)) {
      accelerator_.reset();
      accelerator_.set_run_control(hw::RunControl::kRun);
    }
    live_ = feeding_ = true;
    feed_event_.notify(sc_core::SC_ZERO_TIME);
  }
}

/// Pushes the bitstreams as there is room. A reset ends its waits; what it pushes is looked at
/// again after each.
void DirectHost::feed() {
  for (;;) {
    while (!feeding_) sc_core::wait(feed_event_);
    const std::size_t space = accelerator_.instruction_space() / spec::kWordBytes;
    const std::size_t n = std::min(space * spec::kWordBytes, code_.size() - fed_);
    accelerator_.push_instructions(std::span(code_).subspan(fed_, n));
    fed_ += n;
    if (fed_ == code_.size() || accelerator_.faulted())
      feeding_ = false;
    else if (n == 0)
      accelerator_.wait_instruction_space(spec::kWordBytes);
  }
}

}  // namespace tessera::test
