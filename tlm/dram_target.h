// SPDX-License-Identifier: Apache-2.0
// A DRAM memory as a TLM-2.0 target, loosely timed and approximately timed.
#pragma once

#include "hw/memory/memory_port.h"
#include "hw/spec/memory_config.h"
#include "tlm/memory_contents.h"
#include "tlm/standard.h"

#include <tlm_utils/peq_with_get.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>

namespace tessera::tlm {

struct DramTargetConfig {
  spec::MemoryConfig memory;       ///< hw/spec/memories
  std::uint64_t base_address = 0;  ///< bus address of the first byte
};

/// b_transport adds the time that the memory needs and never waits. nb_transport keeps the four
/// phases: END_REQ comes when the memory has taken the request (its queues are bounded, so this is
/// back-pressure), BEGIN_RESP when the last byte is there; requests of one initiator may end in
/// another order. Bytes move when a request is taken: what was taken first is seen first. A payload
/// that is refused (bounds, form) is completed at once. DMI is refused, as time matters here.
class DramTarget final : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<DramTarget, 32> socket;

  DramTarget(const sc_core::sc_module_name& name, const DramTargetConfig& config);
  ~DramTarget() override;

  [[nodiscard]] MemoryContents& contents() { return contents_; }
  /// Requests of nb_transport that have not ended.
  [[nodiscard]] std::size_t under_way() const { return open_.size() + waiting_.size(); }

 private:
  using Payload = ::tlm::tlm_generic_payload;

  void b_transport(Payload& payload, sc_core::sc_time& delay);
  ::tlm::tlm_sync_enum nb_transport_fw(Payload& payload, ::tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay);
  unsigned transport_dbg(Payload& payload) { return contents_.debug(payload); }
  bool get_direct_mem_ptr(Payload& payload, ::tlm::tlm_dmi& dmi);

  void arrive();        // BEGIN_REQ at its annotated time
  void end_response();  // END_RESP at its annotated time
  void serve();         // the memory's next event
  void take_requests();
  void respond();
  [[nodiscard]] hw::MemoryRequest request_of(const Payload& payload,
                                             const sc_core::sc_time& when) const;

  MemoryContents contents_;
  std::unique_ptr<hw::MemoryPort> port_;
  tlm_utils::peq_with_get<Payload> arrivals_;
  tlm_utils::peq_with_get<Payload> ends_;
  std::deque<Payload*> waiting_;                      // BEGIN_REQ seen, END_REQ not sent
  std::unordered_map<std::uint64_t, Payload*> open_;  // taken, by ticket
  std::deque<Payload*> finished_;                     // the response is due
  Payload* responding_ = nullptr;                     // BEGIN_RESP sent, END_RESP not seen
  std::uint64_t tickets_ = 0;
  sc_core::sc_event wake_;
};

}  // namespace tessera::tlm
