// SPDX-License-Identifier: Apache-2.0
#include "sim/run/network_run.h"

#include "firmware/hal/tpu_memory_map.h"
#include "sim/platform/network_image.h"
#include "sim/platform/network_steps.h"
#include "sim/run/run_outcome.h"
#include "workloads/error.h"
#include "workloads/steps/network_plan.h"

#include <fmt/format.h>

namespace tessera::sim {
namespace {

using workloads::Bytes;

constexpr std::uint64_t kPage = 4096;
/// Second-level page tables: 512 MiB of buffers behind extended addresses.
constexpr std::uint32_t kExtendedTables = 256;

std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
std::uint32_t high(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); }

/// One network's conversation with the firmware, on the host's thread.
class Session {
 public:
  Session(Platform& platform, MailboxClient& client) : platform_(platform), client_(client) {}

  void load(const Bytes& image) {
    const std::uint64_t place = TPU_SHARED_ADDRESS;
    const std::uint64_t arena = place + (image.size() + kPage - 1) / kPage * kPage;
    const std::uint64_t arena_bytes = TPU_RAM_ADDRESS + std::uint64_t{TPU_RAM_BYTES} - arena;
    if (!platform_.memory().poke(place, image))
      throw workloads::UsageError(
          fmt::format("the network takes {} bytes of memory, the platform has {}", image.size(),
                      TPU_SHARED_BYTES));
    const std::uint64_t watchdog = platform_.watchdog_us();
    require("opening the device",
            client_.call(TPU_COMMAND_OPEN,
                         {low(arena), high(arena), low(arena_bytes), high(arena_bytes),
                          low(watchdog), high(watchdog), kExtendedTables}));
    require("loading the network",
            client_.call(TPU_COMMAND_LOAD, {low(place), high(place), low(image.size())}));
  }

  void write(std::size_t buffer, const Bytes& bytes) {
    if (!platform_.memory().poke(address_of(buffer, bytes.size()), bytes))
      throw SimulationFault("a buffer lies outside of memory");
  }

  Bytes read(std::size_t buffer, std::uint64_t count) {
    Bytes bytes(count);
    if (!platform_.memory().peek(address_of(buffer, count), bytes))
      throw SimulationFault("a buffer lies outside of memory");
    return bytes;
  }

  MailboxReply run() {
    const MailboxReply reply = client_.call(TPU_COMMAND_RUN);
    require(fmt::format("running step {}", reply.value[0]), reply);
    return reply;
  }

 private:
  std::uint64_t address_of(std::size_t buffer, std::uint64_t bytes) {
    const MailboxReply reply =
        client_.call(TPU_COMMAND_BUFFER, {static_cast<std::uint32_t>(buffer)});
    require("asking for a buffer", reply);
    if (reply.value[2] < bytes)
      throw SimulationFault(
          fmt::format("buffer {} has {} bytes, its tensor {}", buffer, reply.value[2], bytes));
    return reply.value64(0);
  }

  void require(const std::string& what, const MailboxReply& reply) {
    if (reply.status == TPU_OK) return;
    std::string text = fmt::format("{}: {}", what, tpu_status_text(reply.status));
    if (reply.status == TPU_FAULT)
      text += fmt::format(" ({})", tpu_fault_text(client_.fault().fault));
    if (!platform_.fault_report().empty()) text += "\n" + platform_.fault_report();
    if (reply.status == TPU_TIMEOUT && !platform_.stall_report().empty())
      text += "\nwhat stands still:\n" + platform_.stall_report();
    throw SimulationFault(text);
  }

  Platform& platform_;
  MailboxClient& client_;
};

/// Measures simulated time and instructions of a part of the session.
class Meter {
 public:
  explicit Meter(const Platform& platform) : platform_(platform) {}

  [[nodiscard]] sc_core::sc_time time() const { return sc_core::sc_time_stamp() - begin_; }
  [[nodiscard]] std::uint64_t instructions() const {
    return platform_.firmware().instructions() - instructions_;
  }

 private:
  const Platform& platform_;
  sc_core::sc_time begin_ = sc_core::sc_time_stamp();
  std::uint64_t instructions_ = platform_.firmware().instructions();
};

}  // namespace

NetworkRun run_network(Platform& platform, const workloads::Program& program,
                       std::span<const Bytes> inputs, bool computes, unsigned inferences) {
  const workloads::NetworkPlan plan = workloads::plan_network(program);
  const Bytes image = network_image(program, plan);
  NetworkSteps steps(program, plan, platform.system().host.control_core.operators, computes);
  platform.service().offer(&steps);
  NetworkRun result;
  const auto converse = [&](MailboxClient& client) {
    // A hang of the device ends by the firmware's watchdog, long before this.
    const double per_step_s = static_cast<double>(platform.watchdog_us()) * 1e-6 + 600;
    client.set_patience(sc_core::sc_time(
        60 + per_step_s * static_cast<double>(plan.steps.size() + 1), sc_core::SC_SEC));
    Session session(platform, client);
    const Meter load(platform);
    session.load(image);
    result.load_time = load.time();
    result.load_instructions = load.instructions();
    for (unsigned i = 0; i < inferences; ++i) {
      // Also where no byte is computed: engines must not differ in what happens before a run.
      for (std::size_t input = 0; input < inputs.size(); ++input)
        session.write(plan.input_buffers.at(input), inputs[input]);
      const Meter run(platform);
      const MailboxReply reply = session.run();
      result.run_time = run.time();
      result.run_instructions = run.instructions();
      result.device_runs += reply.value[1];
      result.caching_runs += reply.value[2];
      result.host_steps += reply.value[3];
      result.host_cycles = reply.value64(4);
    }
    if (!computes) return;
    for (const std::size_t buffer : plan.output_buffers)
      result.outputs.push_back(session.read(buffer, plan.buffers[buffer].bytes));
  };
  try {
    platform.run(converse);
  } catch (const FirmwareFailure& failure) {
    throw SimulationFault(failure.what());
  }
  platform.service().offer(nullptr);
  return result;
}

}  // namespace tessera::sim
