// SPDX-License-Identifier: Apache-2.0
// The device's bus master: moves bytes between host memory and the accelerator.
#pragma once

#include "hw/memory/dram_path.h"
#include "hw/memory/host_link.h"
#include "hw/scalar/host_port.h"
#include "tlm/page_table.h"
#include "tlm/standard.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace tessera::tlm {

/// Why a transfer failed; the device turns it into a bit of hib_error_status.
enum class DmaFault {
  kInboundPageFault,
  kExtendedPageFault,
  kTableRead,
  kBusRead,
  kBusWrite,
  kZeroLength,
};

struct DmaError {
  DmaFault fault;
  std::uint64_t device_address;
  std::uint64_t bus_address;  ///< 0 if the translation failed
};

/// Loosely timed. A transfer is split at 4 KiB pages and at the link's burst size; each piece is
/// translated, booked on the host link and sent with b_transport. Any number of SystemC threads may
/// call concurrently, and may be reset while they wait here. A transfer ends at a piece's border
/// when the engine is paused or aborted.
///
/// A call that begins where an earlier one in its direction ended carries that stream on: the
/// link's overhead per transfer and the memory's first latency are paid once per stream, however
/// finely the accelerator cuts it up. From the second piece on, memory and link work at the same
/// time, and the slower one decides. With a DRAM behind the link, its time is that of the memory,
/// and the target's own is added.
class DmaEngine {
 public:
  using Socket = ::tlm::tlm_initiator_socket<32>;
  using FaultHandler = std::function<void(const DmaError&)>;

  /// May a call carry an earlier stream on, or is it known to be a transfer of its own? kFree takes
  /// no time on the link: what it moves does not exist as a transfer there.
  enum class Join { kCarryOn, kSeparate, kFree };

  /// `accept_incomplete`: take a response that a target left at TLM_INCOMPLETE_RESPONSE as success;
  /// for platforms whose memories never set it, off elsewhere (rule C-03).
  DmaEngine(Socket& socket, const PageTable& pages, hw::HostLink& link, hw::DramPath* dram,
            FaultHandler on_fault, bool accept_incomplete);

  /// Move `data` from or to a device virtual address; wait until the last byte has arrived.
  /// On failure the fault handler was called once and bytes before the failing piece may have
  /// moved; after `abort` the result is kBusError and no handler is called.
  [[nodiscard]] hw::HostStatus read(std::uint64_t device_address, std::span<std::uint8_t> data,
                                    Join join = Join::kCarryOn);
  [[nodiscard]] hw::HostStatus write(std::uint64_t device_address,
                                     std::span<const std::uint8_t> data);

  /// Asks transfers to stop at the next border, or lets them go on.
  void pause(bool request);
  /// True once a pause was asked for and no transfer is moving.
  [[nodiscard]] bool paused() const { return pause_requested_ && moving_ == 0; }

  /// Forgets translations; after a write to the page table or its control registers.
  void flush_translations();
  /// Ends every transfer at its next border (reset).
  void abort();

 private:
  struct Transfer;

  /// A run of consecutive device addresses in one direction, and the page it was last in: a
  /// second-level page-table entry is read once per page, not once per piece.
  struct Stream {
    std::uint64_t next = ~std::uint64_t{0};  ///< device address at which the stream goes on
    std::uint64_t device_page = ~std::uint64_t{0};
    std::uint64_t bus_page = 0;
    std::uint64_t last_use = 0;
  };
  /// As many as an accelerator has under way: descriptors, instructions, inputs, parameters.
  using Streams = std::array<Stream, hw::DramPath::kStreams>;

  [[nodiscard]] hw::HostStatus move(Transfer& transfer, std::uint64_t device_address,
                                    std::span<std::uint8_t> data, Join join);
  [[nodiscard]] Stream& join_stream(Transfer& transfer, std::uint64_t device_address, Join join);
  [[nodiscard]] std::optional<std::uint64_t> locate(Transfer& transfer, std::uint64_t address);
  [[nodiscard]] std::optional<std::uint64_t> read_entry(Transfer& transfer,
                                                        std::uint64_t bus_address);
  void report_translation(const Transfer& transfer, TranslationStatus status,
                          std::uint64_t address);
  [[nodiscard]] bool send(Transfer& transfer, ::tlm::tlm_command command, std::uint64_t bus_address,
                          std::span<std::uint8_t> data);
  /// When a DRAM behind the link has served a piece that begins at `ready`.
  [[nodiscard]] sc_core::sc_time dram_end(const Transfer& transfer, bool write,
                                          std::uint64_t bus_address, std::size_t bytes,
                                          const sc_core::sc_time& ready);
  void fail(const Transfer& transfer, const DmaError& error);
  [[nodiscard]] bool keep_going(Transfer& transfer);

  Socket& socket_;
  const PageTable& pages_;
  hw::HostLink& link_;
  hw::DramPath* dram_;  // may be none
  FaultHandler on_fault_;
  bool accept_incomplete_;

  bool pause_requested_ = false;
  unsigned moving_ = 0;
  unsigned epoch_ = 0;              ///< counts aborts
  std::array<Streams, 2> streams_;  // by hw::LinkDirection
  std::uint64_t uses_ = 0;
  sc_core::sc_event resume_;
};

}  // namespace tessera::tlm
