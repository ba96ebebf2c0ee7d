// SPDX-License-Identifier: Apache-2.0
#include "tlm/dma_engine.h"

#include "tlm/payload.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tessera::tlm {
namespace {

std::uint64_t page_number(std::uint64_t address) { return address / PageTable::kPageBytes; }

std::uint64_t page_offset(std::uint64_t address) { return address % PageTable::kPageBytes; }

}  // namespace

/// One call of read or write. Counted as moving while it lives and is not paused, also when the
/// calling thread is reset while it waits.
struct DmaEngine::Transfer {
  DmaEngine& engine;
  ::tlm::tlm_command command;
  unsigned epoch;
  Stream* stream = nullptr;
  bool streaming = false;  ///< not the first piece of its stream
  bool free = false;       ///< takes no time on the link
  bool moving = false;
  ::tlm_utils::tlm_quantumkeeper keeper;

  Transfer(DmaEngine& the_engine, ::tlm::tlm_command the_command)
      : engine(the_engine), command(the_command), epoch(the_engine.epoch_) {
    keeper.reset();
    set_moving(true);
  }
  ~Transfer() { set_moving(false); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  void set_moving(bool value) {
    if (value != moving) {
      engine.moving_ += value ? 1U : ~0U;
      moving = value;
    }
  }
  [[nodiscard]] bool reading() const { return command == ::tlm::TLM_READ_COMMAND; }
  [[nodiscard]] bool aborted() const { return epoch != engine.epoch_; }
  [[nodiscard]] hw::LinkDirection direction() const {
    return reading() ? hw::LinkDirection::kToDevice : hw::LinkDirection::kFromDevice;
  }
};

DmaEngine::DmaEngine(Socket& socket, const PageTable& pages, hw::HostLink& link, hw::DramPath* dram,
                     FaultHandler on_fault, bool accept_incomplete)
    : socket_(socket),
      pages_(pages),
      link_(link),
      dram_(dram),
      on_fault_(std::move(on_fault)),
      accept_incomplete_(accept_incomplete) {}

void DmaEngine::pause(bool request) {
  pause_requested_ = request;
  if (!request) {
    resume_.notify(sc_core::SC_ZERO_TIME);
  }
}

void DmaEngine::flush_translations() {
  for (Streams& direction : streams_) {
    for (Stream& stream : direction) {
      stream.device_page = Stream{}.device_page;
    }
  }
}

void DmaEngine::abort() {
  ++epoch_;
  pause_requested_ = false;
  streams_ = {};
  link_.reset();
  if (dram_ != nullptr) dram_->reset();
  resume_.notify(sc_core::SC_ZERO_TIME);
}

hw::HostStatus DmaEngine::read(std::uint64_t device_address, std::span<std::uint8_t> data,
                               Join join) {
  Transfer transfer(*this, ::tlm::TLM_READ_COMMAND);
  return move(transfer, device_address, data, join);
}

hw::HostStatus DmaEngine::write(std::uint64_t device_address, std::span<const std::uint8_t> data) {
  Transfer transfer(*this, ::tlm::TLM_WRITE_COMMAND);
  // The payload's pointer is not const, but a target only reads the data of a write command.
  return move(transfer, device_address,
              {const_cast<std::uint8_t*>(data.data()), data.size()},  // NOLINT
              Join::kCarryOn);
}

hw::HostStatus DmaEngine::move(Transfer& transfer, std::uint64_t device_address,
                               std::span<std::uint8_t> data, Join join) {
  if (data.empty()) {
    fail(transfer, {DmaFault::kZeroLength, device_address, 0});
    return hw::HostStatus::kBusError;
  }
  transfer.stream = &join_stream(transfer, device_address, join);
  auto status = hw::HostStatus::kOk;
  while (!data.empty() && status == hw::HostStatus::kOk && keep_going(transfer)) {
    const auto place = locate(transfer, device_address);
    if (!place) {
      status = hw::HostStatus::kPageFault;
      break;
    }
    const auto page_left =
        static_cast<std::size_t>(PageTable::kPageBytes - page_offset(device_address));
    const std::size_t bytes = std::min({data.size(), page_left, link_.timing().burst_bytes});
    if (!send(transfer, transfer.command, *place, data.first(bytes))) {
      fail(transfer,
           {transfer.reading() ? DmaFault::kBusRead : DmaFault::kBusWrite, device_address, *place});
      status = hw::HostStatus::kBusError;
    }
    data = data.subspan(bytes);
    device_address += bytes;
    transfer.streaming = true;
    transfer.stream->next = device_address;
  }
  transfer.keeper.sync();
  return transfer.aborted() ? hw::HostStatus::kBusError : status;
}

// A transfer that a reset has ended reports nothing.
void DmaEngine::fail(const Transfer& transfer, const DmaError& error) {
  if (!transfer.aborted()) {
    on_fault_(error);
  }
}

DmaEngine::Stream& DmaEngine::join_stream(Transfer& transfer, std::uint64_t device_address,
                                          Join join) {
  Streams& streams = streams_[static_cast<std::size_t>(transfer.direction())];
  auto found = std::ranges::find(streams, device_address, &Stream::next);
  transfer.streaming = found != streams.end() && join == Join::kCarryOn;
  transfer.free = join == Join::kFree;
  if (!transfer.streaming) {
    found = std::ranges::min_element(streams, {}, &Stream::last_use);
    *found = Stream{};
  }
  found->last_use = ++uses_;
  return *found;
}

// A border between two pieces: let time pass as far as the quantum asks, honour pause and abort.
bool DmaEngine::keep_going(Transfer& transfer) {
  if (transfer.keeper.need_sync() && transfer.keeper.get_local_time() != sc_core::SC_ZERO_TIME) {
    transfer.keeper.sync();
  }
  while (pause_requested_ && !transfer.aborted()) {
    transfer.keeper.sync();
    transfer.set_moving(false);
    sc_core::wait(resume_);
    transfer.set_moving(true);
  }
  return !transfer.aborted();
}

std::optional<std::uint64_t> DmaEngine::locate(Transfer& transfer, std::uint64_t address) {
  const auto table_reader = [&](std::uint64_t bus_address) {
    return read_entry(transfer, bus_address);
  };
  if (transfer.stream->device_page != page_number(address)) {
    const Translation place = pages_.translate(address, table_reader);
    if (place.status != TranslationStatus::kOk) {
      report_translation(transfer, place.status, address);
      return std::nullopt;
    }
    transfer.stream->device_page = page_number(address);
    transfer.stream->bus_page = place.bus_address - page_offset(place.bus_address);
  }
  return transfer.stream->bus_page + page_offset(address);
}

std::optional<std::uint64_t> DmaEngine::read_entry(Transfer& transfer, std::uint64_t bus_address) {
  std::array<std::uint8_t, PageTable::kEntryBytes> bytes{};
  if (!send(transfer, ::tlm::TLM_READ_COMMAND, bus_address, bytes)) {
    return std::nullopt;
  }
  std::uint64_t entry = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    entry = entry << 8 | bytes[i];
  }
  return entry;
}

void DmaEngine::report_translation(const Transfer& transfer, TranslationStatus status,
                                   std::uint64_t address) {
  switch (status) {
    case TranslationStatus::kOk:
      break;
    case TranslationStatus::kInboundPageFault:
      fail(transfer, {DmaFault::kInboundPageFault, address, 0});
      break;
    case TranslationStatus::kExtendedPageFault:
      fail(transfer, {DmaFault::kExtendedPageFault, address, 0});
      break;
    case TranslationStatus::kTableReadError:
      fail(transfer, {DmaFault::kTableRead, address, 0});
      break;
  }
}

sc_core::sc_time DmaEngine::dram_end(const Transfer& transfer, bool write,
                                     std::uint64_t bus_address, std::size_t bytes,
                                     const sc_core::sc_time& ready) {
  if (dram_ == nullptr || transfer.free) {
    return ready;
  }
  const sc_core::sc_time unit(1, sc_core::SC_PS);
  const Streams& streams = streams_[static_cast<std::size_t>(transfer.direction())];
  const hw::Picoseconds end =
      dram_->book({.address = bus_address,
                   .bytes = static_cast<std::uint32_t>(bytes),
                   .write = write,
                   .goes_on = transfer.streaming,
                   .stream = static_cast<std::size_t>(transfer.stream - streams.data()),
                   .ready = static_cast<hw::Picoseconds>(std::llround(ready / unit))});
  return unit * static_cast<double>(end);
}

bool DmaEngine::send(Transfer& transfer, ::tlm::tlm_command command, std::uint64_t bus_address,
                     std::span<std::uint8_t> data) {
  const auto now = [] { return sc_core::sc_time_stamp(); };
  const auto book = [&](hw::LinkDirection direction, const sc_core::sc_time& ready) {
    if (transfer.free) {
      return ready;
    }
    return transfer.streaming ? link_.continue_transfer(direction, data.size(), ready)
                              : link_.transfer(direction, data.size(), ready);
  };
  ::tlm::tlm_generic_payload payload;
  prepare(payload, command, bus_address, data);
  sc_core::sc_time delay = transfer.keeper.get_local_time();
  const sc_core::sc_time begin = now() + delay;
  sc_core::sc_time link_end;
  sc_core::sc_time memory_end;
  if (command == ::tlm::TLM_READ_COMMAND) {  // memory, then link; overlapped once it streams
    socket_->b_transport(payload, delay);
    memory_end = dram_end(transfer, false, bus_address, data.size(), now() + delay);
    link_end = book(hw::LinkDirection::kToDevice, transfer.streaming ? begin : memory_end);
  } else {  // posted: the memory's time shows only where it is the slower one
    link_end = book(hw::LinkDirection::kFromDevice, begin);
    delay = link_end - now();
    socket_->b_transport(payload, delay);
    memory_end =
        dram_end(transfer, true, bus_address, data.size(), begin + (now() + delay - link_end));
  }
  const sc_core::sc_time end = std::max(link_end, memory_end);
  transfer.keeper.set(end > now() ? end - now() : sc_core::SC_ZERO_TIME);
  const auto response = payload.get_response_status();
  return response == ::tlm::TLM_OK_RESPONSE ||
         (accept_incomplete_ && response == ::tlm::TLM_INCOMPLETE_RESPONSE);
}

}  // namespace tessera::tlm
