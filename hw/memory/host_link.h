// SPDX-License-Identifier: Apache-2.0
// Timing of the link between host memory and an accelerator (PCIe, USB 3, an on-chip bus).
#pragma once

#include <systemc>

#include <array>
#include <cstddef>
#include <cstdint>

namespace tessera::hw {

enum class LinkDirection : std::uint8_t { kToDevice, kFromDevice };

/// Figures of a link; they come from a system file, which states their source.
struct HostLinkTiming {
  double to_device_bytes_per_second = 0;    ///< 0: no limit
  double from_device_bytes_per_second = 0;  ///< 0: no limit
  sc_core::sc_time transfer_overhead;       ///< occupies the direction once per transfer
  std::size_t burst_bytes = 4096;           ///< largest piece moved at once, > 0
};

/// Keeps, per direction, the time until which the link is taken, so that concurrent transfers queue
/// up in the order of their calls. Holds no events and never waits: the caller waits for the
/// finish.
class HostLink {
 public:
  /// Reports SC_ERROR (which throws by default) on a negative rate or a burst of 0 bytes.
  explicit HostLink(const HostLinkTiming& timing);

  /// Books a whole transfer that is ready at `now` and returns the time at which its last byte has
  /// arrived: overhead + bytes / bandwidth after the link is free.
  [[nodiscard]] sc_core::sc_time transfer(LinkDirection direction, std::size_t bytes,
                                          const sc_core::sc_time& now);

  /// Books the next piece of a transfer whose overhead was paid by `transfer`.
  [[nodiscard]] sc_core::sc_time continue_transfer(LinkDirection direction, std::size_t bytes,
                                                   const sc_core::sc_time& now);

  /// Forgets bookings (a reset of the device ended them); counts stay.
  void reset();

  [[nodiscard]] const HostLinkTiming& timing() const { return timing_; }
  [[nodiscard]] std::uint64_t bytes(LinkDirection direction) const;
  [[nodiscard]] std::uint64_t transfers(LinkDirection direction) const;
  [[nodiscard]] sc_core::sc_time busy_time(LinkDirection direction) const;

 private:
  struct Channel {
    sc_core::sc_time free_at;
    sc_core::sc_time busy;
    std::uint64_t bytes = 0;
    std::uint64_t transfers = 0;
  };

  [[nodiscard]] sc_core::sc_time occupy(LinkDirection direction, std::size_t bytes,
                                        const sc_core::sc_time& overhead,
                                        const sc_core::sc_time& now);
  [[nodiscard]] const Channel& channel(LinkDirection direction) const;

  HostLinkTiming timing_;
  std::array<Channel, 2> channels_;
};

}  // namespace tessera::hw
