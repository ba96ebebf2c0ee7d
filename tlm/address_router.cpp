// SPDX-License-Identifier: Apache-2.0
#include "tlm/address_router.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

namespace tessera::tlm {
namespace {

constexpr std::uint64_t kEnd = std::numeric_limits<std::uint64_t>::max();

std::uint64_t last_of(const RouterWindow& window) { return window.base + (window.bytes - 1); }

/// What is subtracted from bus addresses on the way to the target.
std::uint64_t shift_of(const RouterWindow& window) {
  return window.keeps_address ? 0 : window.base;
}

void check(const std::vector<RouterWindow>& windows) {
  const auto refuse = [](const RouterWindow& window, const char* what) {
    SC_REPORT_ERROR("/tessera/router/config", ("window '" + window.name + "' " + what).c_str());
  };
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const RouterWindow& window = windows[i];
    if (window.bytes == 0) refuse(window, "is empty");
    if (window.bytes - 1 > kEnd - window.base) refuse(window, "goes beyond the address space");
    if (i > 0 && window.base <= last_of(windows[i - 1])) refuse(window, "overlaps another");
    if (std::ranges::count(windows, window.name, &RouterWindow::name) > 1) {
      refuse(window, "exists twice");
    }
  }
}

/// A payload's address while its target has it.
class Translated {
 public:
  Translated(::tlm::tlm_generic_payload& payload, const RouterWindow& window)
      : payload_(payload), address_(payload.get_address()) {
    payload_.set_address(address_ - shift_of(window));
  }
  ~Translated() { payload_.set_address(address_); }
  Translated(const Translated&) = delete;
  Translated& operator=(const Translated&) = delete;

 private:
  ::tlm::tlm_generic_payload& payload_;
  std::uint64_t address_;
};

}  // namespace

AddressRouter::AddressRouter(const sc_core::sc_module_name& name, std::vector<RouterWindow> windows)
    : sc_module(name), in("in"), windows_(std::move(windows)), outs_("outs") {
  std::ranges::sort(windows_, {}, &RouterWindow::base);
  check(windows_);
  in.register_b_transport(this, &AddressRouter::b_transport);
  in.register_transport_dbg(this, &AddressRouter::transport_dbg);
  in.register_get_direct_mem_ptr(this, &AddressRouter::get_direct_mem_ptr);
  outs_.init(windows_.size(), [this](const char*, std::size_t i) {
    auto made = std::make_unique<OutSocket>(windows_[i].name.c_str());
    made->register_invalidate_direct_mem_ptr(this, &AddressRouter::invalidate_direct_mem_ptr,
                                             static_cast<int>(i));
    return made.release();  // the vector owns it
  });
}

AddressRouter::OutSocket& AddressRouter::out(const std::string& window) {
  const auto found = std::ranges::find(windows_, window, &RouterWindow::name);
  if (found == windows_.end()) {
    throw std::out_of_range("no window '" + window + "' in the router");
  }
  return socket_of(*found);
}

AddressRouter::OutSocket& AddressRouter::socket_of(const RouterWindow& window) {
  return outs_[static_cast<std::size_t>(&window - windows_.data())];
}

const RouterWindow* AddressRouter::find(std::uint64_t address) const {
  const auto behind = std::ranges::upper_bound(windows_, address, {}, &RouterWindow::base);
  if (behind == windows_.begin() || address > last_of(behind[-1])) {
    return nullptr;
  }
  return &behind[-1];
}

void AddressRouter::b_transport(int /*id*/, ::tlm::tlm_generic_payload& payload,
                                sc_core::sc_time& delay) {
  const std::uint64_t address = payload.get_address();
  const RouterWindow* window = find(address);
  const std::uint64_t bytes = std::min(payload.get_data_length(), payload.get_streaming_width());
  if (window == nullptr || (bytes != 0 && bytes - 1 > last_of(*window) - address)) {
    payload.set_response_status(::tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  const Translated translated(payload, *window);
  socket_of(*window)->b_transport(payload, delay);
}

unsigned AddressRouter::transport_dbg(int /*id*/, ::tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  const RouterWindow* window = find(address);
  const unsigned length = payload.get_data_length();
  if (window == nullptr || length == 0) {
    return 0;
  }
  const std::uint64_t room = last_of(*window) - address;
  const Translated translated(payload, *window);
  payload.set_data_length(static_cast<unsigned>(std::min<std::uint64_t>(length - 1, room) + 1));
  const unsigned done = socket_of(*window)->transport_dbg(payload);
  payload.set_data_length(length);
  return done;
}

bool AddressRouter::get_direct_mem_ptr(int /*id*/, ::tlm::tlm_generic_payload& payload,
                                       ::tlm::tlm_dmi& dmi) {
  const std::uint64_t address = payload.get_address();
  const RouterWindow* window = find(address);
  if (window == nullptr) {
    refuse_hole(address, dmi);
    return false;
  }
  const Translated translated(payload, *window);
  const bool granted = socket_of(*window)->get_direct_mem_ptr(payload, dmi);
  const std::uint64_t shift = shift_of(*window);
  // Addresses of the target that lie outside the window are not on the bus.
  const std::uint64_t low = window->base - shift;
  const std::uint64_t high = last_of(*window) - shift;
  const std::uint64_t first = std::max<std::uint64_t>(dmi.get_start_address(), low);
  const std::uint64_t last = std::min<std::uint64_t>(dmi.get_end_address(), high);
  if (granted) {
    dmi.set_dmi_ptr(dmi.get_dmi_ptr() + (first - dmi.get_start_address()));
  }
  dmi.set_start_address(first + shift);
  dmi.set_end_address(last + shift);
  return granted;
}

void AddressRouter::refuse_hole(std::uint64_t address, ::tlm::tlm_dmi& dmi) const {
  dmi.init();
  dmi.set_start_address(0);
  dmi.set_end_address(kEnd);
  for (const RouterWindow& window : windows_) {
    if (last_of(window) < address) dmi.set_start_address(last_of(window) + 1);
  }
  const auto behind = std::ranges::upper_bound(windows_, address, {}, &RouterWindow::base);
  if (behind != windows_.end()) dmi.set_end_address(behind->base - 1);
}

void AddressRouter::invalidate_direct_mem_ptr(int index, sc_dt::uint64 first, sc_dt::uint64 last) {
  const RouterWindow& window = windows_[static_cast<std::size_t>(index)];
  const std::uint64_t shift = shift_of(window);
  const std::uint64_t low = std::max<std::uint64_t>(first, window.base - shift);
  const std::uint64_t high = std::min<std::uint64_t>(last, last_of(window) - shift);
  if (low > high) {
    return;
  }
  for (unsigned i = 0; i < in.size(); ++i) {
    in[static_cast<int>(i)]->invalidate_direct_mem_ptr(low + shift, high + shift);
  }
}

}  // namespace tessera::tlm
