// SPDX-License-Identifier: Apache-2.0
// The registers of the device that do more than hold bits, block by block. Everything else
// (offsets, widths, access rules, reset values) is in the generated map.
#include "tlm/device.h"

#include <algorithm>
#include <array>

namespace tessera::tlm {
namespace {

using Id = spec::RegisterId;
using Trigger = RegisterBank::Trigger;
namespace fields = spec::fields;

// scu_ctrl_3.rg_force_sleep, scu_ctrl_3.cur_pwr_state, scu_ctrl_2.rg_rst_gcb (facts: 6.1, 6.5).
constexpr std::uint64_t kForceSleep = 3;
constexpr std::uint64_t kPowerActive = 0;
constexpr std::uint64_t kPowerSleep = 2;
constexpr std::uint64_t kForceReset = 1;

// Debug windows to the memories. No public source gives the encoding of memoryAccess, so it is the
// model's: a byte offset, and for tiles which memory. memoryData is the 8 bytes there.
constexpr spec::RegisterBits kWindowOffset{0, 32};
constexpr spec::RegisterBits kWindowSpace{32, 1};  // 0 narrow, 1 wide

/// Registers whose write can change an interrupt wire.
constexpr std::array<Id, 15> kInterruptRegisters = {Id::kHibUserInstructionQueueIntControl,
                                                    Id::kHibUserInstructionQueueIntStatus,
                                                    Id::kHibUserInputActvQueueIntControl,
                                                    Id::kHibUserInputActvQueueIntStatus,
                                                    Id::kHibUserParamQueueIntControl,
                                                    Id::kHibUserParamQueueIntStatus,
                                                    Id::kHibUserOutputActvQueueIntControl,
                                                    Id::kHibUserOutputActvQueueIntStatus,
                                                    Id::kHibUserScHostIntControl,
                                                    Id::kHibUserScHostIntStatus,
                                                    Id::kHibUserTopLevelIntControl,
                                                    Id::kHibUserTopLevelIntStatus,
                                                    Id::kHibUserFatalErrIntControl,
                                                    Id::kHibUserFatalErrIntStatus,
                                                    Id::kHibUserWireIntMaskArray};

/// Registers that other processes of the device change: a read must see them at the right time.
constexpr std::array<Id, 9> kLiveRegisters = {Id::kHibUserInstructionQueueFetchedHead,
                                              Id::kHibUserInstructionQueueCompletedHead,
                                              Id::kHibUserScHostIntCount,
                                              Id::kHibUserHibErrorStatus,
                                              Id::kHibUserHibFirstErrorStatus,
                                              Id::kHibUserHibFirstErrorTimestamp,
                                              Id::kHibUserPageFaultAddress,
                                              Id::kScalarCoreErrorScalarCore,
                                              Id::kScalarCoreErrorTimestampScalarCore};

constexpr std::array<Id, 9> kScalarCounters = {
    Id::kScalarCoreSyncCounterAvdataPop,     Id::kScalarCoreSyncCounterParameterPop,
    Id::kScalarCoreSyncCounterAvdataInfeed,  Id::kScalarCoreSyncCounterParameterInfeed,
    Id::kScalarCoreSyncCounterScalarInfeed,  Id::kScalarCoreSyncCounterProducerA,
    Id::kScalarCoreSyncCounterProducerB,     Id::kScalarCoreSyncCounterRingOutfeed,
    Id::kScalarCoreSyncCounterScalarPipeline};

constexpr std::array<Id, 5> kScalarRunStatus = {
    Id::kScalarCoreScalarCoreRunStatus, Id::kScalarCoreAvDataPopRunStatus,
    Id::kScalarCoreParameterPopRunStatus, Id::kScalarCoreInfeedRunStatus,
    Id::kScalarCoreOutfeedRunStatus};

/// In the order of the counters' numbers (facts: edgetpu.md 7.6).
constexpr std::array<Id, 19> kTileCounters = {
    Id::kTileDebugSyncCounterAvdata,        Id::kTileDebugSyncCounterParameters,
    Id::kTileDebugSyncCounterPartialSums,   Id::kTileDebugSyncCounterMeshNorthIn,
    Id::kTileDebugSyncCounterMeshEastIn,    Id::kTileDebugSyncCounterMeshSouthIn,
    Id::kTileDebugSyncCounterMeshWestIn,    Id::kTileDebugSyncCounterMeshNorthOut,
    Id::kTileDebugSyncCounterMeshEastOut,   Id::kTileDebugSyncCounterMeshSouthOut,
    Id::kTileDebugSyncCounterMeshWestOut,   Id::kTileDebugSyncCounterWideToNarrow,
    Id::kTileDebugSyncCounterWideToScaling, Id::kTileDebugSyncCounterNarrowToWide,
    Id::kTileDebugSyncCounterRingReadA,     Id::kTileDebugSyncCounterRingReadB,
    Id::kTileDebugSyncCounterRingWrite,     Id::kTileDebugSyncCounterRingProducerA,
    Id::kTileDebugSyncCounterRingProducerB};

constexpr std::array<Id, 10> kTileRunStatus = {Id::kTileDebugOpRunStatus,
                                               Id::kTileDebugWideToNarrowRunStatus,
                                               Id::kTileDebugNarrowToWideRunStatus,
                                               Id::kTileDebugRingBusConsumer0RunStatus,
                                               Id::kTileDebugRingBusConsumer1RunStatus,
                                               Id::kTileDebugRingBusProducerRunStatus,
                                               Id::kTileDebugMeshBus0RunStatus,
                                               Id::kTileDebugMeshBus1RunStatus,
                                               Id::kTileDebugMeshBus2RunStatus,
                                               Id::kTileDebugMeshBus3RunStatus};

}  // namespace

void Device::fill_constants() {
  const auto entries = config_.page_table_entries;
  registers_.set_reset_value(Id::kHibKernelPageTableSize, entries);
  registers_.set_reset_value(Id::kHibKernelExtendedTable, entries);
  registers_.set_reset_value(Id::kScalarCoreTopology, config_.columns | config_.rows << 16);
  registers_.set_reset_value(Id::kScalarCoreScMemoryCapacity, config_.scalar_memory_bytes);
  registers_.set_reset_value(Id::kScalarCoreTileMemoryCapacity, config_.narrow_memory_bytes);
}

void Device::describe_chip() {
  registers_.on_write(Id::kChipScuCtrl3, [this](const RegisterWrite& write) {
    const bool sleep = fields::kChipScuCtrl3RgForceSleep.get(write.after) == kForceSleep;
    const bool was_asleep = fields::kChipScuCtrl3RgForceSleep.get(write.before) == kForceSleep;
    if (sleep && !was_asleep) {
      reset(true);
    }
    std::uint64_t shown = registers_.get(Id::kChipScuCtrl3);
    shown = fields::kChipScuCtrl3CurPwrState.set(shown, sleep ? kPowerSleep : kPowerActive);
    shown = fields::kChipScuCtrl3CurRstGcb.set(shown, sleep ? 1 : 0);
    registers_.set(Id::kChipScuCtrl3, shown);
  });
  registers_.on_write(Id::kChipScuCtrl2, [this](const RegisterWrite& write) {
    if (fields::kChipScuCtrl2RgRstGcb.get(write.after) == kForceReset) {
      reset(true);
    }
  });
}

void Device::describe_host_kernel() {
  for (const Id id : {Id::kPageTable, Id::kHibKernelPageTableSize, Id::kHibKernelExtendedTable,
                      Id::kHibKernelTranslationEnable}) {
    registers_.on_write(
        id, [this](const RegisterWrite&) { dma_engine_.flush_translations(); }, Trigger::kAnyLane,
        RegisterBank::Order::kFree);
  }
  const auto pause = [this](const RegisterWrite&) {
    dma_engine_.pause(
        (registers_.get(Id::kHibKernelDmaPause) | registers_.get(Id::kHibUserDmaPause)) != 0);
  };
  registers_.on_write(Id::kHibKernelDmaPause, pause);
  registers_.on_write(Id::kHibUserDmaPause, pause);
  registers_.on_read(Id::kHibUserDmaPaused, [this](const RegisterAddress&) {
    return fields::kFlagFlag.set(0, dma_engine_.paused() ? 1 : 0);
  });
}

void Device::describe_host_user() {
  registers_.on_write(Id::kHibUserInstructionQueueControl,
                      [this](const RegisterWrite& write) { queue_.apply_control(write.before); });
  registers_.on_write(Id::kHibUserInstructionQueueTail,
                      [this](const RegisterWrite&) { queue_.ring_doorbell(); });
  registers_.on_read(Id::kHibUserInstructionQueueStatus,
                     [this](const RegisterAddress&) { return queue_.status(); });
  const std::array<std::pair<Id, spec::RegisterBits>, 3> unused_queues = {{
      {Id::kHibUserOutputActvQueueControl, fields::kHibErrorOutputActvQueueBadConfiguration},
      {Id::kHibUserInputActvQueueControl, fields::kHibErrorInputActvQueueBadConfiguration},
      {Id::kHibUserParamQueueControl, fields::kHibErrorParamQueueBadConfiguration},
  }};
  for (const auto& [control, error] : unused_queues) {
    registers_.on_write(control, [this, error = error](const RegisterWrite& write) {
      if (fields::kQueueControlEnable.get(write.after) !=
          0) {  // the chip's programs issue their DMA
        faults_.raise(error, "only the instruction queue can be enabled");
      }
    });
  }
  for (const Id id : kInterruptRegisters) {
    registers_.on_write(id, [this](const RegisterWrite&) { interrupts_.update(); });
  }
  registers_.on_read(Id::kHibUserWireIntPendingBitArray,
                     [this](const RegisterAddress&) { return interrupts_.pending(); });
  registers_.on_write(Id::kHibUserHibInjectError, [this](const RegisterWrite& write) {
    for (const spec::RegisterField& field :
         spec::register_info(Id::kHibUserHibErrorStatus).fields) {
      if (field.bits.get(write.data & write.lanes) != 0) {
        faults_.raise(field.bits, "error injected by software");
      }
    }
  });
  registers_.on_read(Id::kHibUserDataRead16byteCount, [this](const RegisterAddress&) {
    return link_.bytes(hw::LinkDirection::kToDevice) / 16;
  });
  for (const Id id : kLiveRegisters) {
    registers_.on_read(id, [this](const RegisterAddress& at) { return registers_.stored(at); });
  }
}

void Device::describe_scalar_core() {
  registers_.on_write(Id::kScalarCoreScalarCoreRunControl, [this](const RegisterWrite& write) {
    accelerator_->set_run_control(
        static_cast<hw::RunControl>(fields::kRunControlState.get(write.after)));
  });
  registers_.on_write(Id::kScalarCoreErrorForceScalarCore, [this](const RegisterWrite& write) {
    faults_.raise_core_error(write.data & write.lanes, "error forced by software");
  });
  for (const Id id : kScalarRunStatus) {
    registers_.on_read(id, [this](const RegisterAddress&) {
      return static_cast<std::uint64_t>(accelerator_->run_state());
    });
  }
  registers_.on_read(Id::kScalarCoreCurrentPc,
                     [this](const RegisterAddress&) { return accelerator_->current_pc(); });
  registers_.on_read(Id::kScalarCoreScalarRegisterFile, [this](const RegisterAddress& at) {
    return std::uint64_t{accelerator_->scalar_register(at.element)};
  });
  registers_.on_read(Id::kScalarCorePredicateRegisterFile, [this](const RegisterAddress& at) {
    return std::uint64_t{accelerator_->predicate(at.element)};
  });
  for (unsigned counter = 0; counter < kScalarCounters.size(); ++counter) {
    registers_.on_read(kScalarCounters[counter], [this, counter](const RegisterAddress&) {
      return std::uint64_t{accelerator_->scalar_counter(counter)};
    });
  }
  registers_.on_read(Id::kScalarCoreScMemoryData, [this](const RegisterAddress&) {
    const std::uint64_t access = registers_.get(Id::kScalarCoreScMemoryAccess);
    return read_window(hw::InspectSpace::kScalarMemory, 0, kWindowOffset.get(access));
  });
  registers_.on_write(
      Id::kScalarCoreScMemoryData,
      [this](const RegisterWrite& write) {
        const std::uint64_t access = registers_.get(Id::kScalarCoreScMemoryAccess);
        write_window(hw::InspectSpace::kScalarMemory, 0, kWindowOffset.get(access), write);
      },
      Trigger::kAnyLane);
}

void Device::describe_tiles() {
  const auto space_of = [](std::uint64_t access) {
    return kWindowSpace.get(access) == 0 ? hw::InspectSpace::kNarrowMemory
                                         : hw::InspectSpace::kWideMemory;
  };
  registers_.on_read(Id::kTileDebugTileid,
                     [](const RegisterAddress& at) { return std::uint64_t{at.tile}; });
  for (const Id id : kTileRunStatus) {
    registers_.on_read(id, [this](const RegisterAddress&) {
      return static_cast<std::uint64_t>(accelerator_->run_state());
    });
  }
  for (unsigned counter = 0; counter < kTileCounters.size(); ++counter) {
    registers_.on_read(kTileCounters[counter], [this, counter](const RegisterAddress& at) {
      return std::uint64_t{accelerator_->tile_counter(at.tile, counter)};
    });
  }
  registers_.on_read(Id::kTileDebugMemoryData, [this, space_of](const RegisterAddress& at) {
    const std::uint64_t access = registers_.stored({Id::kTileDebugMemoryAccess, 0, at.tile});
    return read_window(space_of(access), at.tile, kWindowOffset.get(access));
  });
  registers_.on_write(
      Id::kTileDebugMemoryData,
      [this, space_of](const RegisterWrite& write) {
        const unsigned tile = write.where.tile;
        const std::uint64_t access = registers_.stored({Id::kTileDebugMemoryAccess, 0, tile});
        write_window(space_of(access), tile, kWindowOffset.get(access), write);
      },
      Trigger::kAnyLane);
}

std::uint64_t Device::read_window(hw::InspectSpace space, unsigned tile,
                                  std::uint64_t offset) const {
  std::array<std::uint8_t, 8> bytes{};  // what lies outside the memory reads as 0
  (void)accelerator_->peek(space, tile, static_cast<std::size_t>(offset), bytes);
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | bytes[i];
  }
  return value;
}

void Device::write_window(hw::InspectSpace space, unsigned tile, std::uint64_t offset,
                          const RegisterWrite& write) {
  for (unsigned i = 0; i < 8; ++i) {
    if ((write.lanes >> (8 * i) & 0xff) != 0) {
      const std::array<std::uint8_t, 1> byte = {static_cast<std::uint8_t>(write.data >> (8 * i))};
      (void)accelerator_->poke(space, tile, static_cast<std::size_t>(offset) + i, byte);
    }
  }
}

}  // namespace tessera::tlm
