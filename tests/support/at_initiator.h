// SPDX-License-Identifier: Apache-2.0
// A TLM-2.0 initiator of four phases that checks the target's side of the base protocol.
#pragma once

#include "tlm/payload.h"
#include "tlm/standard.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tessera::test {

/// Payloads with a memory manager; knows how many are out (rule A-04).
class PayloadPool final : public ::tlm::tlm_mm_interface {
 public:
  ::tlm::tlm_generic_payload* get() {
    if (free_.empty()) {
      all_.push_back(std::make_unique<::tlm::tlm_generic_payload>(this));
      free_.push_back(all_.back().get());
    }
    auto* payload = free_.back();
    free_.pop_back();
    ++out_;
    return payload;
  }
  void free(::tlm::tlm_generic_payload* payload) override {
    payload->reset();
    free_.push_back(payload);
    --out_;
  }
  [[nodiscard]] std::size_t out() const { return out_; }

 private:
  std::vector<std::unique_ptr<::tlm::tlm_generic_payload>> all_;
  std::vector<::tlm::tlm_generic_payload*> free_;
  std::size_t out_ = 0;
};

/// Sends requests as fast as END_REQ lets it; ends each response at once (as `how_to_end` says).
class AtInitiator final : public sc_core::sc_module {
 public:
  enum class End { kCompleted, kUpdated, kLater };
  struct Request {
    std::uint64_t address = 0;
    bool write = false;
    std::vector<std::uint8_t> data;  // of a read: filled
    ::tlm::tlm_response_status response = ::tlm::TLM_INCOMPLETE_RESPONSE;
    sc_core::sc_time begin = {};
    sc_core::sc_time end_request = {};
    sc_core::sc_time end = {};
    unsigned phase = 0;  // 1 BEGIN_REQ, 2 END_REQ, 3 BEGIN_RESP, 4 over
  };

  tlm_utils::simple_initiator_socket<AtInitiator, 32> socket{"socket"};
  std::function<End(std::size_t)> how_to_end = [](std::size_t) { return End::kCompleted; };
  std::vector<Request> requests;
  std::vector<std::string> problems;
  PayloadPool pool;
  std::size_t done = 0;
  std::size_t most_open = 0;

  explicit AtInitiator(const sc_core::sc_module_name& name) : sc_module(name) {
    socket.register_nb_transport_bw(this, &AtInitiator::nb_transport_bw);
    sc_core::sc_spawn([this] { send(); }, "send");
    sc_core::sc_spawn([this] { end_later(); }, "end_later");
  }

 private:
  void send() {
    for (std::size_t i = 0; i < requests.size(); ++i) {
      Request& request = requests[i];
      ::tlm::tlm_generic_payload* payload = pool.get();
      payload->acquire();
      tessera::tlm::prepare(*payload,
                            request.write ? ::tlm::TLM_WRITE_COMMAND : ::tlm::TLM_READ_COMMAND,
                            request.address, request.data);
      index_[payload] = i;
      request.begin = sc_core::sc_time_stamp();
      request.phase = 1;
      ::tlm::tlm_phase phase = ::tlm::BEGIN_REQ;
      sc_core::sc_time delay;
      const auto status = socket->nb_transport_fw(*payload, phase, delay);
      if (status == ::tlm::TLM_COMPLETED) {
        over(*payload);
        continue;
      }
      if (status != ::tlm::TLM_ACCEPTED) problem("unexpected return of BEGIN_REQ");
      most_open = std::max(most_open, index_.size());
      while (request.phase < 2) wait(accepted_);
    }
  }

  ::tlm::tlm_sync_enum nb_transport_bw(::tlm::tlm_generic_payload& payload, ::tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) {
    const auto found = index_.find(&payload);
    if (found == index_.end()) {
      problem("a payload that is not under way");
      return ::tlm::TLM_ACCEPTED;
    }
    Request& request = requests[found->second];
    if (phase == ::tlm::END_REQ) {
      if (request.phase != 1) problem("END_REQ that is not due");
      request.phase = 2;
      request.end_request = sc_core::sc_time_stamp() + delay;
      accepted_.notify(delay);
      return ::tlm::TLM_ACCEPTED;
    }
    if (phase != ::tlm::BEGIN_RESP) problem("not a phase of the backward path");
    if (request.phase != 2) problem("BEGIN_RESP that is not due");
    if (responding_) problem("a second response before END_RESP");
    if (payload.get_response_status() == ::tlm::TLM_INCOMPLETE_RESPONSE)
      problem("a response without a status");
    request.phase = 3;
    switch (how_to_end(found->second)) {
      case End::kCompleted:
        over(payload);
        return ::tlm::TLM_COMPLETED;
      case End::kUpdated:
        phase = ::tlm::END_RESP;
        over(payload);
        return ::tlm::TLM_UPDATED;
      case End::kLater:
        break;
    }
    responding_ = true;
    late_.push_back(&payload);
    late_event_.notify(sc_core::SC_ZERO_TIME);
    return ::tlm::TLM_ACCEPTED;
  }

  void end_later() {
    for (;;) {
      while (late_.empty()) wait(late_event_);
      wait(sc_core::sc_time(37, sc_core::SC_NS));
      ::tlm::tlm_generic_payload* payload = late_.front();
      late_.pop_front();
      responding_ = false;
      ::tlm::tlm_phase phase = ::tlm::END_RESP;
      sc_core::sc_time delay;
      (void)socket->nb_transport_fw(*payload, phase, delay);
      over(*payload);
    }
  }

  void over(::tlm::tlm_generic_payload& payload) {
    Request& request = requests[index_.at(&payload)];
    request.phase = 4;
    request.end = sc_core::sc_time_stamp();
    request.response = payload.get_response_status();
    index_.erase(&payload);
    ++done;
    payload.release();
  }

  void problem(const char* text) { problems.emplace_back(text); }

  std::map<::tlm::tlm_generic_payload*, std::size_t> index_;
  std::deque<::tlm::tlm_generic_payload*> late_;
  bool responding_ = false;
  sc_core::sc_event accepted_;
  sc_core::sc_event late_event_;
};

}  // namespace tessera::test
