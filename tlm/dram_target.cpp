// SPDX-License-Identifier: Apache-2.0
#include "tlm/dram_target.h"

#include "hw/memory/memory_stack.h"

#include <cmath>

namespace tessera::tlm {
namespace {

constexpr const char* kMessage = "/tessera/dram_target/protocol";

hw::Picoseconds to_picoseconds(const sc_core::sc_time& time) {
  return static_cast<hw::Picoseconds>(std::llround(time / sc_core::sc_time(1, sc_core::SC_PS)));
}

sc_core::sc_time to_time(hw::Picoseconds time) {
  return sc_core::sc_time(static_cast<double>(time), sc_core::SC_PS);
}

}  // namespace

DramTarget::DramTarget(const sc_core::sc_module_name& name, const DramTargetConfig& config)
    : sc_module(name),
      socket("socket"),
      contents_(config.base_address, config.memory.total_bytes()),
      port_(hw::make_memory(config.memory)),
      arrivals_("arrivals"),
      ends_("ends") {
  socket.register_b_transport(this, &DramTarget::b_transport);
  socket.register_nb_transport_fw(this, &DramTarget::nb_transport_fw);
  socket.register_transport_dbg(this, &DramTarget::transport_dbg);
  socket.register_get_direct_mem_ptr(this, &DramTarget::get_direct_mem_ptr);

  const auto method = [this](const char* what, void (DramTarget::*body)(),
                             const sc_core::sc_event& event) {
    sc_core::sc_spawn_options options;
    options.spawn_method();
    options.dont_initialize();
    options.set_sensitivity(&event);
    sc_core::sc_spawn([this, body] { (this->*body)(); }, what, &options);
  };
  method("arrive", &DramTarget::arrive, arrivals_.get_event());
  method("end_response", &DramTarget::end_response, ends_.get_event());
  method("serve", &DramTarget::serve, wake_);
}

DramTarget::~DramTarget() = default;

hw::MemoryRequest DramTarget::request_of(const Payload& payload,
                                         const sc_core::sc_time& when) const {
  const unsigned bytes = std::min(payload.get_data_length(), payload.get_streaming_width());
  return {payload.get_address() - contents_.base(), bytes, payload.is_write(),
          to_picoseconds(when)};
}

void DramTarget::b_transport(Payload& payload, sc_core::sc_time& delay) {
  const auto response = contents_.check(payload);
  payload.set_response_status(response);
  if (response != ::tlm::TLM_OK_RESPONSE || payload.get_command() == ::tlm::TLM_IGNORE_COMMAND)
    return;
  contents_.move(payload);
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  delay = to_time(port_->access(request_of(payload, now + delay))) - now;
}

::tlm::tlm_sync_enum DramTarget::nb_transport_fw(Payload& payload, ::tlm::tlm_phase& phase,
                                                 sc_core::sc_time& delay) {
  if (phase == ::tlm::BEGIN_REQ) {
    const auto response = contents_.check(payload);
    if (response != ::tlm::TLM_OK_RESPONSE || payload.get_command() == ::tlm::TLM_IGNORE_COMMAND) {
      payload.set_response_status(response);
      return ::tlm::TLM_COMPLETED;
    }
    payload.acquire();
    arrivals_.notify(payload, delay);
    return ::tlm::TLM_ACCEPTED;
  }
  if (phase == ::tlm::END_RESP && &payload == responding_) {
    ends_.notify(payload, delay);
    return ::tlm::TLM_COMPLETED;
  }
  SC_REPORT_WARNING(kMessage, "a phase that is not due was ignored");
  return ::tlm::TLM_ACCEPTED;
}

void DramTarget::arrive() {
  while (Payload* payload = arrivals_.get_next_transaction()) waiting_.push_back(payload);
  serve();
}

void DramTarget::serve() {
  const hw::Picoseconds now = to_picoseconds(sc_core::sc_time_stamp());
  port_->advance(now);
  while (const auto done = port_->take_done()) {
    const auto found = open_.find(done->ticket);
    finished_.push_back(found->second);
    open_.erase(found);
  }
  take_requests();
  respond();
  if (const auto next = port_->next_event())
    wake_.notify(to_time(std::max(*next, now + 1)) - sc_core::sc_time_stamp());
}

void DramTarget::take_requests() {
  while (!waiting_.empty()) {
    Payload& payload = *waiting_.front();
    const std::uint64_t ticket = tickets_;
    if (!port_->offer(request_of(payload, sc_core::sc_time_stamp()), ticket)) return;
    ++tickets_;
    waiting_.pop_front();
    contents_.move(payload);
    open_[ticket] = &payload;
    ::tlm::tlm_phase phase = ::tlm::END_REQ;
    sc_core::sc_time delay;
    (void)socket->nb_transport_bw(payload, phase, delay);
  }
}

/// One response at a time on the hop (rule A-02).
void DramTarget::respond() {
  while (responding_ == nullptr && !finished_.empty()) {
    responding_ = finished_.front();
    finished_.pop_front();
    responding_->set_response_status(::tlm::TLM_OK_RESPONSE);
    ::tlm::tlm_phase phase = ::tlm::BEGIN_RESP;
    sc_core::sc_time delay;
    const auto status = socket->nb_transport_bw(*responding_, phase, delay);
    const bool ended = status == ::tlm::TLM_COMPLETED ||
                       (status == ::tlm::TLM_UPDATED && phase == ::tlm::END_RESP);
    if (ended) ends_.notify(*responding_, delay);
  }
}

void DramTarget::end_response() {
  while (Payload* payload = ends_.get_next_transaction()) {
    responding_ = nullptr;
    payload->release();
  }
  respond();
}

// Refused, and for all of it: a pointer would skip the memory's time (rule D-03).
bool DramTarget::get_direct_mem_ptr(Payload& /*payload*/, ::tlm::tlm_dmi& dmi) {
  dmi.init();
  dmi.set_start_address(contents_.base());
  dmi.set_end_address(contents_.base() + contents_.size() - 1);
  return false;
}

}  // namespace tessera::tlm
