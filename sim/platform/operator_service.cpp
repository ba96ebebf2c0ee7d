// SPDX-License-Identifier: Apache-2.0
#include "sim/platform/operator_service.h"

#include "firmware/driver/tpu_service.h"
#include "tlm/memory_map.h"
#include "tlm/payload.h"

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>

namespace tessera::sim {
namespace {

constexpr std::size_t kPieceBytes = 4096;  // of one transaction

}  // namespace

/// Reads come from memory at once; writes wait until the step has ended.
class OperatorService::Access final : public workloads::PlanMemory {
 public:
  explicit Access(OperatorService& service) : service_(service) {}

  void read(std::size_t buffer, std::span<std::uint8_t> data) override {
    if (!service_.transfer(::tlm::TLM_READ_COMMAND, service_.table_.at(buffer).address, data))
      throw BusError{};
  }
  void write(std::size_t buffer, std::span<const std::uint8_t> data) override {
    service_.writes_.push_back(
        {service_.table_.at(buffer).address, std::vector(data.begin(), data.end())});
  }

 private:
  OperatorService& service_;
};

OperatorService::OperatorService(const sc_core::sc_module_name& name, double clock_mhz)
    : MmioTarget(name, tlm::memory_map::kOperatorService.bytes),
      memory("memory"),
      irq("irq"),
      clock_period_(1e3 / clock_mhz, sc_core::SC_NS),
      status_(TPU_SERVICE_IDLE) {
  SC_HAS_PROCESS(OperatorService);
  SC_THREAD(work);
  SC_METHOD(drive_interrupt);
  sensitive << interrupt_changed_;
  dont_initialize();
}

bool OperatorService::peek(std::uint32_t offset, unsigned bytes, std::uint64_t& value) const {
  if (bytes != 4) return false;
  switch (offset) {
    case TPU_SERVICE_ID:
      value = TPU_SERVICE_ID_VALUE;
      return true;
    case TPU_SERVICE_STEP:
      value = step_;
      return true;
    case TPU_SERVICE_TABLE_LOW:
      value = table_address_ & 0xffff'ffff;
      return true;
    case TPU_SERVICE_TABLE_HIGH:
      value = table_address_ >> 32;
      return true;
    case TPU_SERVICE_BUFFERS:
      value = buffer_count_;
      return true;
    case TPU_SERVICE_STATUS:
      value = status_;
      return true;
    case TPU_SERVICE_REASON:
      value = error_;
      return true;
    case TPU_SERVICE_INTERRUPT:
      value = interrupt_ ? 1 : 0;
      return true;
    case TPU_SERVICE_CYCLES_LOW:
      value = cycles_ & 0xffff'ffff;
      return true;
    case TPU_SERVICE_CYCLES_HIGH:
      value = cycles_ >> 32;
      return true;
    default:
      return false;
  }
}

::tlm::tlm_response_status OperatorService::read(std::uint32_t offset, unsigned bytes,
                                                 std::uint64_t& value, sc_core::sc_time& delay) {
  if (offset == TPU_SERVICE_STATUS) synchronise(delay);  // it races with the end of a step
  if (offset == TPU_SERVICE_START) return ::tlm::TLM_COMMAND_ERROR_RESPONSE;
  if (peek(offset, bytes, value)) return ::tlm::TLM_OK_RESPONSE;
  return bytes == 4 ? ::tlm::TLM_ADDRESS_ERROR_RESPONSE : ::tlm::TLM_BURST_ERROR_RESPONSE;
}

::tlm::tlm_response_status OperatorService::write(std::uint32_t offset, unsigned bytes,
                                                  std::uint64_t value, sc_core::sc_time& delay) {
  if (bytes != 4) return ::tlm::TLM_BURST_ERROR_RESPONSE;
  const std::uint64_t low = 0xffff'ffff;
  switch (offset) {
    case TPU_SERVICE_STEP:
      step_ = static_cast<std::uint32_t>(value);
      break;
    case TPU_SERVICE_TABLE_LOW:
      table_address_ = (table_address_ & ~low) | value;
      break;
    case TPU_SERVICE_TABLE_HIGH:
      table_address_ = (table_address_ & low) | value << 32;
      break;
    case TPU_SERVICE_BUFFERS:
      buffer_count_ = static_cast<std::uint32_t>(value);
      break;
    case TPU_SERVICE_START:
      synchronise(delay);
      if (status_ == TPU_SERVICE_BUSY) return ::tlm::TLM_GENERIC_ERROR_RESPONSE;
      status_ = TPU_SERVICE_BUSY;
      start_.notify(sc_core::SC_ZERO_TIME);
      break;
    case TPU_SERVICE_INTERRUPT:
      if ((value & 1) != 0) {
        synchronise(delay);
        set_interrupt(false);
        // The driver runs, then its write takes effect, before the access goes on.
        wait(sc_core::SC_ZERO_TIME);
        wait(sc_core::SC_ZERO_TIME);
      }
      break;
    default: {
      std::uint64_t ignored = 0;
      return peek(offset, bytes, ignored) ? ::tlm::TLM_COMMAND_ERROR_RESPONSE
                                          : ::tlm::TLM_ADDRESS_ERROR_RESPONSE;
    }
  }
  return ::tlm::TLM_OK_RESPONSE;
}

void OperatorService::set_interrupt(bool level) {
  interrupt_ = level;
  interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
}

/// The wire has one driver, whoever changes the level.
void OperatorService::drive_interrupt() {
  if (irq.size() > 0) irq->write(interrupt_);
}

bool OperatorService::transfer(::tlm::tlm_command command, std::uint64_t address,
                               std::span<std::uint8_t> data) {
  while (!data.empty()) {
    const auto piece = data.first(std::min(data.size(), kPieceBytes));
    ::tlm::tlm_generic_payload payload;
    tlm::prepare(payload, command, address, piece);
    memory->b_transport(payload, bus_time_);
    if (!payload.is_response_ok()) return false;
    data = data.subspan(piece.size());
    address += piece.size();
  }
  return true;
}

void OperatorService::read_table() {
  std::vector<std::uint8_t> bytes(std::size_t{buffer_count_} * TPU_SERVICE_BUFFER_BYTES);
  if (!transfer(::tlm::TLM_READ_COMMAND, table_address_, bytes)) throw BusError{};
  table_.clear();
  for (std::size_t at = 0; at < bytes.size(); at += TPU_SERVICE_BUFFER_BYTES)
    table_.push_back({boost::endian::load_little_u64(&bytes[at]),
                      boost::endian::load_little_u64(&bytes[at + 8])});
}

std::uint32_t OperatorService::execute() {
  if (steps_ == nullptr || step_ >= steps_->steps()) return TPU_SERVICE_ERROR_STEP;
  if (buffer_count_ != steps_->buffers().size()) return TPU_SERVICE_ERROR_TABLE;
  try {
    read_table();
    for (std::size_t i = 0; i < table_.size(); ++i)
      if (table_[i].bytes < steps_->buffers()[i]) return TPU_SERVICE_ERROR_BUFFER;
    Access access(*this);
    steps_->run(step_, access);
    cycles_ = steps_->cycles(step_);
    wait(clock_period_ * static_cast<double>(cycles_));
    for (PendingWrite& each : writes_)
      if (!transfer(::tlm::TLM_WRITE_COMMAND, each.address, each.data))
        return TPU_SERVICE_ERROR_MEMORY;
    wait(bus_time_);
  } catch (const BusError&) {
    return TPU_SERVICE_ERROR_MEMORY;
  } catch (const std::exception& refusal) {
    SC_REPORT_WARNING("/tessera/operator_service",
                      fmt::format("step {}: {}", step_, refusal.what()).c_str());
    return TPU_SERVICE_ERROR_OPERATOR;
  }
  return TPU_SERVICE_ERROR_NONE;
}

void OperatorService::work() {
  for (;;) {
    wait(start_);
    ServiceRecord record{step_, 0, sc_core::sc_time_stamp(), {}};
    cycles_ = 0;
    bus_time_ = sc_core::SC_ZERO_TIME;
    writes_.clear();
    error_ = execute();
    if (error_ != TPU_SERVICE_ERROR_NONE && error_ != TPU_SERVICE_ERROR_OPERATOR)
      SC_REPORT_WARNING("/tessera/operator_service",
                        fmt::format("step {} with {} buffers at {:#x} is refused: error {}", step_,
                                    buffer_count_, table_address_, error_)
                            .c_str());
    record.cycles = cycles_;
    record.end = sc_core::sc_time_stamp();
    records_.push_back(record);
    status_ = error_ == TPU_SERVICE_ERROR_NONE ? TPU_SERVICE_DONE : TPU_SERVICE_FAILED;
    set_interrupt(true);
  }
}

}  // namespace tessera::sim
