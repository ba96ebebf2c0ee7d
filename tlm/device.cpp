// SPDX-License-Identifier: Apache-2.0
#include "tlm/device.h"

#include "tlm/payload.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tessera::tlm {
namespace {

/// From `when` to the next edge of the device's clock. Registers with behaviour stand in its clock
/// domain; so what a doorbell starts does not depend on the phase in which the host rang.
sc_core::sc_time to_clock_edge(const sc_core::sc_time& when, const sc_core::sc_time& period) {
  if (period == sc_core::SC_ZERO_TIME) return period;
  const sc_dt::uint64 late = when.value() % period.value();
  return late == 0 ? sc_core::SC_ZERO_TIME : sc_core::sc_time::from_value(period.value() - late);
}

constexpr const char* kConfigMessage = "/tessera/device/config";
constexpr const char* kAccessMessage = "/tessera/device/register";

DeviceConfig checked(const DeviceConfig& config) {
  if (config.page_table_entries < 1 || config.page_table_entries > 8192) {
    SC_REPORT_ERROR(kConfigMessage, "page_table_entries: allowed are 1 to 8192");
  }
  if (config.tiles() < 1 || config.tiles() > 126) {
    SC_REPORT_ERROR(kConfigMessage, "rows * columns: allowed are 1 to 126 tiles");
  }
  if (config.clock_period == sc_core::SC_ZERO_TIME) {
    SC_REPORT_ERROR(kConfigMessage, "clock_period: must be positive");
  }
  if (config.register_latency == sc_core::SC_ZERO_TIME) {
    SC_REPORT_ERROR(kConfigMessage, "register_latency: must be positive");
  }
  return config;
}

::tlm::tlm_response_status response_of(RegisterStatus status) {
  switch (status) {
    case RegisterStatus::kOk:
      return ::tlm::TLM_OK_RESPONSE;
    case RegisterStatus::kUnmapped:
      return ::tlm::TLM_ADDRESS_ERROR_RESPONSE;
    case RegisterStatus::kBadSize:
      return ::tlm::TLM_BURST_ERROR_RESPONSE;
    case RegisterStatus::kNotAllowed:
      return ::tlm::TLM_COMMAND_ERROR_RESPONSE;
  }
  return ::tlm::TLM_GENERIC_ERROR_RESPONSE;
}

void warn_about_access(const ::tlm::tlm_generic_payload& payload) {
  std::array<char, 128> text;
  std::snprintf(text.data(), text.size(), "%s of %u bytes at 0x%llx refused: %s",
                payload.is_read() ? "read" : "write", payload.get_data_length(),
                static_cast<unsigned long long>(payload.get_address()),
                payload.get_response_string().c_str());
  SC_REPORT_WARNING(kAccessMessage, text.data());
}

}  // namespace

Device::Device(const sc_core::sc_module_name& name, const DeviceConfig& config)
    : sc_module(name),
      mmio("mmio"),
      dma("dma"),
      irq("irq", kInterruptWires),
      irq_any("irq_any"),
      rst("rst"),
      config_(checked(config)),
      link_(config_.link),
      dram_(config_.memory ? std::make_unique<hw::DramPath>(*config_.memory) : nullptr),
      registers_(config_.tiles()),
      interrupts_(registers_),
      faults_(registers_, interrupts_, config_.clock_period),
      page_table_(registers_, config_.page_table_entries),
      dma_engine_(
          dma, page_table_, link_, dram_.get(),
          [this](const DmaError& error) { handle_dma_error(error); },
          config_.accept_incomplete_response),
      queue_(registers_, dma_engine_, interrupts_, faults_, config_.descriptors_on_link) {
  mmio.register_b_transport(this, &Device::b_transport);
  mmio.register_transport_dbg(this, &Device::transport_dbg);
  mmio.register_get_direct_mem_ptr(this, &Device::get_direct_mem_ptr);

  fill_constants();
  describe_chip();
  describe_host_kernel();
  describe_host_user();
  describe_scalar_core();
  describe_tiles();

  sc_core::sc_spawn_options on_change;
  on_change.spawn_method();
  on_change.set_sensitivity(&interrupts_.changed());
  on_change.dont_initialize();
  sc_core::sc_spawn([this] { drive_interrupts(); }, "drive_interrupts", &on_change);
}

void Device::attach(hw::AcceleratorControl& accelerator) {
  if (accelerator_ != nullptr) {
    SC_REPORT_ERROR(kConfigMessage, "attach: the device has an accelerator already");
    return;
  }
  accelerator_ = &accelerator;
}

void Device::end_of_elaboration() {
  if (accelerator_ == nullptr) {
    SC_REPORT_ERROR(kConfigMessage, "attach: the device has no accelerator");
    return;
  }
  queue_.start(*accelerator_);
  if (rst.size() > 0) {
    sc_core::sc_spawn([this] { follow_reset_pin(); }, "follow_reset_pin");
  }
}

// A thread, not a method: an accelerator may reset its own threads, which a method must not.
void Device::follow_reset_pin() {
  for (;;) {
    sc_core::wait(rst->posedge_event());
    reset(false);
  }
}

void Device::reset(bool keep_chip_block) {
  registers_.reset(keep_chip_block);
  dma_engine_.abort();
  queue_.reset();
  accelerator_->reset();
  interrupts_.update();
}

void Device::drive_interrupts() {
  const std::uint64_t levels = interrupts_.levels();
  for (unsigned wire = 0; wire < kInterruptWires; ++wire) {
    if (irq[wire].size() > 0) {
      irq[wire]->write((levels >> wire & 1) != 0);
    }
  }
  if (irq_any.size() > 0) {
    irq_any->write(levels != 0);
  }
}

void Device::b_transport(::tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (payload.get_command() == ::tlm::TLM_IGNORE_COMMAND) {
    payload.set_response_status(::tlm::TLM_OK_RESPONSE);
    return;
  }
  if (const auto defect = payload_defect(payload)) {
    payload.set_response_status(*defect);
    warn_about_access(payload);
    return;
  }
  delay += config_.register_latency;
  if (registers_.is_ordered(payload.get_address())) {
    // Order matters: doorbells, acknowledges, live state (rule L-03).
    sc_core::wait(delay + to_clock_edge(sc_core::sc_time_stamp() + delay, config_.clock_period));
    delay = sc_core::SC_ZERO_TIME;
  }
  payload.set_response_status(response_of(access(payload)));
  if (!payload.is_response_ok()) {
    warn_about_access(payload);
  }
}

RegisterStatus Device::access(::tlm::tlm_generic_payload& payload) {
  const auto data = data_of(payload);
  std::array<bool, 8> lanes{};
  if (data.size() > lanes.size() || payload.get_streaming_width() < data.size()) {
    return payload.get_address() < spec::kRegisterSpaceBytes ? RegisterStatus::kBadSize
                                                             : RegisterStatus::kUnmapped;
  }
  for (unsigned i = 0; i < data.size(); ++i) {
    lanes[i] = byte_enabled(payload, i);
  }
  const auto enabled = std::span<const bool>(lanes).first(data.size());
  if (payload.is_read()) {
    return registers_.read(payload.get_address(), data, enabled);
  }
  if (rst.size() > 0 && rst->read()) {
    return RegisterStatus::kOk;  // held in reset: writes are lost
  }
  return registers_.write(payload.get_address(), data, enabled);
}

unsigned Device::transport_dbg(::tlm::tlm_generic_payload& payload) {
  if (payload.get_data_ptr() == nullptr || accelerator_ == nullptr) {
    return 0;
  }
  const auto data = data_of(payload);
  if (payload.is_read()) {
    return static_cast<unsigned>(registers_.peek(payload.get_address(), data));
  }
  if (payload.is_write()) {
    return static_cast<unsigned>(registers_.poke(payload.get_address(), data));
  }
  return 0;
}

// Refused, and for the whole window: no register may be reached by pointer (rule D-03).
bool Device::get_direct_mem_ptr(::tlm::tlm_generic_payload& /*payload*/, ::tlm::tlm_dmi& dmi) {
  dmi.init();
  dmi.set_start_address(0);
  dmi.set_end_address(spec::kRegisterSpaceBytes - 1);
  return false;
}

hw::HostStatus Device::read(std::uint64_t device_address, std::span<std::uint8_t> data) {
  return dma_engine_.read(device_address, data);
}

hw::HostStatus Device::write(std::uint64_t device_address, std::span<const std::uint8_t> data) {
  return dma_engine_.write(device_address, data);
}

void Device::interrupt(unsigned index) {
  constexpr std::array<spec::RegisterBits, 4> kCounters = {
      spec::fields::kScHostIntCountCnt0, spec::fields::kScHostIntCountCnt1,
      spec::fields::kScHostIntCountCnt2, spec::fields::kScHostIntCountCnt3};
  if (index >= kCounters.size()) {
    fault("scalar-core interrupt " + std::to_string(index) + " does not exist");
    return;
  }
  const auto id = spec::RegisterId::kHibUserScHostIntCount;
  const std::uint64_t counts = registers_.get(id);
  registers_.set(id, kCounters[index].set(counts, kCounters[index].get(counts) + 1));
  interrupts_.raise(static_cast<unsigned>(spec::values::kInterruptScHost0) + index);
}

void Device::fault(const std::string& report) {
  faults_.raise_core_error(FaultUnit::kProgramError, report);
}

void Device::handle_dma_error(const DmaError& error) {
  namespace fields = spec::fields;
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(), "DMA at device address 0x%llx, bus address 0x%llx",
                static_cast<unsigned long long>(error.device_address),
                static_cast<unsigned long long>(error.bus_address));
  const std::string detail = text.data();
  switch (error.fault) {
    case DmaFault::kInboundPageFault:
      faults_.raise_page_fault(fields::kHibErrorInboundPageFault, error.device_address,
                               detail + ": page fault");
      break;
    case DmaFault::kExtendedPageFault:
      faults_.raise_page_fault(fields::kHibErrorExtendedPageFault, error.device_address,
                               detail + ": extended page fault");
      break;
    case DmaFault::kTableRead:
      faults_.raise(fields::kHibErrorVirtTableRdataUncorr, detail + ": page table unreadable");
      break;
    case DmaFault::kBusRead:
      faults_.raise(fields::kHibErrorAxiSlaveRError, detail + ": read error");
      break;
    case DmaFault::kBusWrite:
      faults_.raise(fields::kHibErrorAxiSlaveBError, detail + ": write error");
      break;
    case DmaFault::kZeroLength:
      faults_.raise(fields::kHibErrorLength0Dma, detail + ": zero bytes");
      break;
  }
}

}  // namespace tessera::tlm
