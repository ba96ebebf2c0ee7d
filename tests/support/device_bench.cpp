// SPDX-License-Identifier: Apache-2.0
#include "tests/support/device_bench.h"

#include <array>

namespace tessera::test {
namespace {

using Id = spec::RegisterId;

std::vector<std::string>* g_messages = nullptr;  // the report handler takes no context

void handle_report(const sc_core::sc_report& report, const sc_core::sc_actions& actions) {
  if (report.get_severity() == sc_core::SC_WARNING && g_messages != nullptr) {
    g_messages->push_back(std::string(report.get_msg_type()) + ": " + report.get_msg());
    return;
  }
  sc_core::sc_report_handler::default_handler(report, actions);
}

tlm::HostBridge& bridge(void* context) { return *static_cast<tlm::HostBridge*>(context); }

}  // namespace

WarningLog::WarningLog() {
  g_messages = &messages_;
  sc_core::sc_report_handler::set_handler(handle_report);
}

WarningLog::~WarningLog() {
  g_messages = nullptr;
  sc_core::sc_report_handler::set_handler(nullptr);
}

tlm::DeviceConfig bench_device_config() {
  tlm::DeviceConfig config;
  config.link.to_device_bytes_per_second = 1e9;
  config.link.from_device_bytes_per_second = 0.5e9;
  config.link.transfer_overhead = sc_core::sc_time(1, sc_core::SC_US);
  config.rows = 2;
  config.columns = 2;
  config.scalar_memory_bytes = 16384;
  config.narrow_memory_bytes = 1024;
  return config;
}

DeviceBench::DeviceBench(const tlm::DeviceConfig& config, const sc_core::sc_time& memory_latency,
                         const sc_core::sc_module_name& name)
    : sc_module(name),
      device("device", config),
      ram("ram", {.base_address = kRamBase,
                  .size_bytes = kRamBytes,
                  .read_latency = memory_latency,
                  .write_latency = memory_latency,
                  .allow_dmi = true}),
      host("host", {}),
      accelerator(device.host_port()),
      irq("irq", tlm::kInterruptWires),
      irq_any("irq_any"),
      rst("rst") {
  device.attach(accelerator);
  device.dma.bind(ram.socket);
  host.mmio.bind(device.mmio);
  host.memory.bind(ram.socket);
  host.irq.bind(irq_any);
  for (unsigned wire = 0; wire < tlm::kInterruptWires; ++wire) {
    device.irq[wire].bind(irq[wire]);
  }
  device.irq_any.bind(irq_any);
  device.rst.bind(rst);
}

bool DeviceBench::run(const std::function<void()>& body) {
  bool finished = false;
  sc_core::sc_spawn(
      [&] {
        body();
        finished = true;
        sc_core::sc_stop();
      },
      "software");
  sc_core::sc_start(sc_core::sc_time(100, sc_core::SC_SEC));
  return finished;
}

std::uint64_t DeviceBench::get(Id id, std::uint32_t element) {
  const spec::RegisterInfo& info = spec::register_info(id);
  return info.width == 32 ? host.read32(info.offset_of(element))
                          : host.read64(info.offset_of(element));
}

void DeviceBench::set(Id id, std::uint64_t value, std::uint32_t element) {
  const spec::RegisterInfo& info = spec::register_info(id);
  if (info.width == 32) {
    host.write32(info.offset_of(element), static_cast<std::uint32_t>(value));
  } else {
    host.write64(info.offset_of(element), value);
  }
}

void DeviceBench::map_identity(std::uint32_t pages) {
  for (std::uint32_t page = 0; page < pages; ++page) {
    set(Id::kPageTable, kRamBase + std::uint64_t{page} * 4096 + 1, page);
  }
  set(Id::kHibKernelTranslationEnable, 1);
}

void DeviceBench::open_queue() {
  set(Id::kHibUserInstructionQueueBase, 0);
  set(Id::kHibUserInstructionQueueStatusBlockBase, 0x1000);
  set(Id::kHibUserInstructionQueueSize, 256);
  set(Id::kHibUserInstructionQueueControl, 0b101);
  set(Id::kHibUserInstructionQueueIntControl, 1);
  set(Id::kHibUserScHostIntControl, 0xf);
  set(Id::kHibUserFatalErrIntControl, 1);
  set(Id::kScalarCoreScalarCoreRunControl, spec::values::kRunControlRun);
}

void DeviceBench::place(std::uint32_t index, std::uint64_t device_address,
                        const std::vector<std::uint8_t>& code) {
  std::array<std::uint8_t, 16> descriptor{};
  for (unsigned i = 0; i < 8; ++i) {
    descriptor[i] = static_cast<std::uint8_t>(device_address >> (8 * i));
  }
  for (unsigned i = 0; i < 4; ++i) {
    descriptor[8 + i] = static_cast<std::uint8_t>(code.size() >> (8 * i));
  }
  (void)ram.poke(kRamBase + std::uint64_t{index} * 16, descriptor);
  (void)ram.poke(kRamBase + device_address, code);
}

std::uint32_t DeviceBench::ram_word(std::uint64_t device_address) const {
  std::array<std::uint8_t, 4> bytes{};
  (void)ram.peek(kRamBase + device_address, bytes);
  return bytes[0] | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16 |
         std::uint32_t{bytes[3]} << 24;
}

std::uint32_t DeviceBench::status_head() const { return ram_word(0x1000); }

std::uint32_t DeviceBench::status_fatal() const { return ram_word(0x1004); }

bool DeviceBench::wait_wire(unsigned wire) {
  host.synchronise();
  if (!irq[wire].read()) {
    sc_core::wait(sc_core::sc_time(1, sc_core::SC_MS), irq[wire].posedge_event());
  }
  return irq[wire].read();
}

tpu_hal DeviceBench::hal() {
  tpu_hal table{};
  table.context = &host;
  table.read32 = [](void* context, std::uint32_t offset) { return bridge(context).read32(offset); };
  table.write32 = [](void* context, std::uint32_t offset, std::uint32_t value) {
    bridge(context).write32(offset, value);
  };
  table.read64 = [](void* context, std::uint32_t offset) { return bridge(context).read64(offset); };
  table.write64 = [](void* context, std::uint32_t offset, std::uint64_t value) {
    bridge(context).write64(offset, value);
  };
  table.memory_barrier = [](void*) {};
  table.copy_to_bus = [](void* context, std::uint64_t address, const void* source,
                         std::size_t bytes) {
    return bridge(context).copy_to_memory(address,
                                          {static_cast<const std::uint8_t*>(source), bytes});
  };
  table.copy_from_bus = [](void* context, void* target, std::uint64_t address, std::size_t bytes) {
    return bridge(context).copy_from_memory(address, {static_cast<std::uint8_t*>(target), bytes});
  };
  table.wait_interrupt = [](void* context, std::uint64_t timeout_us) {
    return bridge(context).wait_interrupt(
        sc_core::sc_time(static_cast<double>(timeout_us), sc_core::SC_US));
  };
  table.time_us = [](void* context) {
    return static_cast<std::uint64_t>(bridge(context).now().to_seconds() * 1e6);
  };
  return table;
}

}  // namespace tessera::test
