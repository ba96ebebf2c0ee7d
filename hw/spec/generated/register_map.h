// SPDX-License-Identifier: Apache-2.0
// Made by `python3 hw/spec/gen/specgen.py registers` from hw/spec/registers/*.yaml.
// clang-format off
#pragma once

#include <cstddef>
#include <cstdint>

#include "hw/spec/register_info.h"

namespace tessera::spec {

inline constexpr std::size_t kRegisterCount = 525;

/// Registers in the order of their offsets; also the index into `register_map()`.
enum class RegisterId : std::uint16_t {
  kChipBo0FifoStatus,  // 0x19018
  kChipBo1FifoStatus,  // 0x1901c
  kChipBo2FifoStatus,  // 0x19020
  kChipBo3FifoStatus,  // 0x19024
  kChipGcbbCredit0,  // 0x1907c
  kChipOmc000,  // 0x1a000
  kChipOmc0D0,  // 0x1a0d0
  kChipOmc0D4,  // 0x1a0d4
  kChipOmc0D8,  // 0x1a0d8
  kChipOmc0Dc,  // 0x1a0dc
  kChipEfuse00,  // 0x1a200
  kChipScuCtrl0,  // 0x1a30c
  kChipScuCtrl1,  // 0x1a310
  kChipScuCtrl2,  // 0x1a314
  kChipScuCtrl3,  // 0x1a318
  kChipScuCtrl4,  // 0x1a31c
  kChipScuCtrl5,  // 0x1a320
  kChipScuCtr6,  // 0x1a32c
  kChipScuCtr7,  // 0x1a33c
  kChipSlvAbmEn,  // 0x1a500
  kChipSlvWrErrResp,  // 0x1a540
  kChipSlvRdErrResp,  // 0x1a544
  kChipSlvErrRespIsrMask,  // 0x1a558
  kChipMstAbmEn,  // 0x1a600
  kChipMstWrErrResp,  // 0x1a640
  kChipMstRdErrResp,  // 0x1a644
  kChipMstErrRespIsrMask,  // 0x1a658
  kChipRambistCtrl1,  // 0x1a704
  kTileDeepSleep,  // 0x40020
  kTileOpRunControl,  // 0x400c0
  kTileWideToNarrowRunControl,  // 0x40110
  kTileNarrowToWideRunControl,  // 0x40150
  kTileRingBusConsumer0RunControl,  // 0x40190
  kTileRingBusConsumer1RunControl,  // 0x401d0
  kTileRingBusProducerRunControl,  // 0x40210
  kTileMeshBus0RunControl,  // 0x40250
  kTileMeshBus1RunControl,  // 0x40298
  kTileMeshBus2RunControl,  // 0x402e0
  kTileMeshBus3RunControl,  // 0x40328
  kTileErrorTile,  // 0x40370
  kTileErrorMaskTile,  // 0x40378
  kTileErrorForceTile,  // 0x40380
  kTileErrorTimestampTile,  // 0x40388
  kTileErrorInfoTile,  // 0x40390
  kTileDebugTileid,  // 0x42000
  kTileDebugScratchpad,  // 0x42008
  kTileDebugMemoryAccess,  // 0x42010
  kTileDebugMemoryData,  // 0x42018
  kTileDebugDeepSleep,  // 0x42020
  kTileDebugSyncCounterAvdata,  // 0x42028
  kTileDebugSyncCounterParameters,  // 0x42030
  kTileDebugSyncCounterPartialSums,  // 0x42038
  kTileDebugSyncCounterMeshNorthIn,  // 0x42040
  kTileDebugSyncCounterMeshEastIn,  // 0x42048
  kTileDebugSyncCounterMeshSouthIn,  // 0x42050
  kTileDebugSyncCounterMeshWestIn,  // 0x42058
  kTileDebugSyncCounterMeshNorthOut,  // 0x42060
  kTileDebugSyncCounterMeshEastOut,  // 0x42068
  kTileDebugSyncCounterMeshSouthOut,  // 0x42070
  kTileDebugSyncCounterMeshWestOut,  // 0x42078
  kTileDebugSyncCounterWideToNarrow,  // 0x42080
  kTileDebugSyncCounterWideToScaling,  // 0x42088
  kTileDebugSyncCounterNarrowToWide,  // 0x42090
  kTileDebugSyncCounterRingReadA,  // 0x42098
  kTileDebugSyncCounterRingReadB,  // 0x420a0
  kTileDebugSyncCounterRingWrite,  // 0x420a8
  kTileDebugSyncCounterRingProducerA,  // 0x420b0
  kTileDebugSyncCounterRingProducerB,  // 0x420b8
  kTileDebugOpRunControl,  // 0x420c0
  kTileDebugPowerSaveData,  // 0x420c8
  kTileDebugOpBreakPoint,  // 0x420d0
  kTileDebugStallCounter,  // 0x420d8
  kTileDebugOpRunStatus,  // 0x420e0
  kTileDebugOpOverwriteMode,  // 0x420e8
  kTileDebugOpEnableTracing,  // 0x420f0
  kTileDebugOpStartCycle,  // 0x420f8
  kTileDebugOpEndCycle,  // 0x42100
  kTileDebugOpProgramCounter,  // 0x42108
  kTileDebugWideToNarrowRunControl,  // 0x42110
  kTileDebugWideToNarrowRunStatus,  // 0x42118
  kTileDebugWideToNarrowBreakPoint,  // 0x42120
  kTileDebugDmaWideToNarrowOverwriteMode,  // 0x42128
  kTileDebugDmaWideToNarrowEnableTracing,  // 0x42130
  kTileDebugDmaWideToNarrowStartCycle,  // 0x42138
  kTileDebugDmaWideToNarrowEndCycle,  // 0x42140
  kTileDebugDmaWideToNarrowProgramCounter,  // 0x42148
  kTileDebugNarrowToWideRunControl,  // 0x42150
  kTileDebugNarrowToWideRunStatus,  // 0x42158
  kTileDebugNarrowToWideBreakPoint,  // 0x42160
  kTileDebugDmaNarrowToWideOverwriteMode,  // 0x42168
  kTileDebugDmaNarrowToWideEnableTracing,  // 0x42170
  kTileDebugDmaNarrowToWideStartCycle,  // 0x42178
  kTileDebugDmaNarrowToWideEndCycle,  // 0x42180
  kTileDebugDmaNarrowToWideProgramCounter,  // 0x42188
  kTileDebugRingBusConsumer0RunControl,  // 0x42190
  kTileDebugRingBusConsumer0RunStatus,  // 0x42198
  kTileDebugRingBusConsumer0BreakPoint,  // 0x421a0
  kTileDebugDmaRingBusConsumer0OverwriteMode,  // 0x421a8
  kTileDebugDmaRingBusConsumer0EnableTracing,  // 0x421b0
  kTileDebugDmaRingBusConsumer0StartCycle,  // 0x421b8
  kTileDebugDmaRingBusConsumer0EndCycle,  // 0x421c0
  kTileDebugDmaRingBusConsumer0ProgramCounter,  // 0x421c8
  kTileDebugRingBusConsumer1RunControl,  // 0x421d0
  kTileDebugRingBusConsumer1RunStatus,  // 0x421d8
  kTileDebugRingBusConsumer1BreakPoint,  // 0x421e0
  kTileDebugDmaRingBusConsumer1OverwriteMode,  // 0x421e8
  kTileDebugDmaRingBusConsumer1EnableTracing,  // 0x421f0
  kTileDebugDmaRingBusConsumer1StartCycle,  // 0x421f8
  kTileDebugDmaRingBusConsumer1EndCycle,  // 0x42200
  kTileDebugDmaRingBusConsumer1ProgramCounter,  // 0x42208
  kTileDebugRingBusProducerRunControl,  // 0x42210
  kTileDebugRingBusProducerRunStatus,  // 0x42218
  kTileDebugRingBusProducerBreakPoint,  // 0x42220
  kTileDebugDmaRingBusProducerOverwriteMode,  // 0x42228
  kTileDebugDmaRingBusProducerEnableTracing,  // 0x42230
  kTileDebugDmaRingBusProducerStartCycle,  // 0x42238
  kTileDebugDmaRingBusProducerEndCycle,  // 0x42240
  kTileDebugDmaRingBusProducerProgramCounter,  // 0x42248
  kTileDebugMeshBus0RunControl,  // 0x42250
  kTileDebugMeshBus0RunStatus,  // 0x42258
  kTileDebugMeshBus0BreakPoint,  // 0x42260
  kTileDebugDmaMeshBus0OverwriteMode,  // 0x42270
  kTileDebugDmaMeshBus0EnableTracing,  // 0x42278
  kTileDebugDmaMeshBus0StartCycle,  // 0x42280
  kTileDebugDmaMeshBus0EndCycle,  // 0x42288
  kTileDebugDmaMeshBus0ProgramCounter,  // 0x42290
  kTileDebugMeshBus1RunControl,  // 0x42298
  kTileDebugMeshBus1RunStatus,  // 0x422a0
  kTileDebugMeshBus1BreakPoint,  // 0x422a8
  kTileDebugDmaMeshBus1OverwriteMode,  // 0x422b8
  kTileDebugDmaMeshBus1EnableTracing,  // 0x422c0
  kTileDebugDmaMeshBus1StartCycle,  // 0x422c8
  kTileDebugDmaMeshBus1EndCycle,  // 0x422d0
  kTileDebugDmaMeshBus1ProgramCounter,  // 0x422d8
  kTileDebugMeshBus2RunControl,  // 0x422e0
  kTileDebugMeshBus2RunStatus,  // 0x422e8
  kTileDebugMeshBus2BreakPoint,  // 0x422f0
  kTileDebugDmaMeshBus2OverwriteMode,  // 0x42300
  kTileDebugDmaMeshBus2EnableTracing,  // 0x42308
  kTileDebugDmaMeshBus2StartCycle,  // 0x42310
  kTileDebugDmaMeshBus2EndCycle,  // 0x42318
  kTileDebugDmaMeshBus2ProgramCounter,  // 0x42320
  kTileDebugMeshBus3RunControl,  // 0x42328
  kTileDebugMeshBus3RunStatus,  // 0x42330
  kTileDebugMeshBus3BreakPoint,  // 0x42338
  kTileDebugDmaMeshBus3OverwriteMode,  // 0x42348
  kTileDebugDmaMeshBus3EnableTracing,  // 0x42350
  kTileDebugDmaMeshBus3StartCycle,  // 0x42358
  kTileDebugDmaMeshBus3EndCycle,  // 0x42360
  kTileDebugDmaMeshBus3ProgramCounter,  // 0x42368
  kTileDebugErrorTile,  // 0x42370
  kTileDebugErrorMaskTile,  // 0x42378
  kTileDebugErrorForceTile,  // 0x42380
  kTileDebugErrorTimestampTile,  // 0x42388
  kTileDebugErrorInfoTile,  // 0x42390
  kTileDebugTimeout,  // 0x42398
  kTileDebugOpTtuStateRegFile,  // 0x423c0
  kTileDebugOpTrace,  // 0x42400
  kTileDebugWideToNarrowTtuStateRegFile,  // 0x42480
  kTileDebugDmaWideToNarrowTrace,  // 0x42500
  kTileDebugNarrowToWideTtuStateRegFile,  // 0x42580
  kTileDebugDmaNarrowToWideTrace,  // 0x42600
  kTileDebugRingBusConsumer0TtuStateRegFile,  // 0x42620
  kTileDebugDmaRingBusConsumer0Trace,  // 0x42640
  kTileDebugRingBusConsumer1TtuStateRegFile,  // 0x42660
  kTileDebugDmaRingBusConsumer1Trace,  // 0x42680
  kTileDebugRingBusProducerTtuStateRegFile,  // 0x426a0
  kTileDebugDmaRingBusProducerTrace,  // 0x426c0
  kTileDebugMeshBus0TtuStateRegFile,  // 0x42700
  kTileDebugDmaMeshBus0Trace,  // 0x42740
  kTileDebugMeshBus1TtuStateRegFile,  // 0x42780
  kTileDebugDmaMeshBus1Trace,  // 0x427c0
  kTileDebugMeshBus2TtuStateRegFile,  // 0x42800
  kTileDebugDmaMeshBus2Trace,  // 0x42840
  kTileDebugMeshBus3TtuStateRegFile,  // 0x42880
  kTileDebugDmaMeshBus3Trace,  // 0x428c0
  kScalarCoreTopology,  // 0x44000
  kScalarCoreScMemoryCapacity,  // 0x44008
  kScalarCoreTileMemoryCapacity,  // 0x44010
  kScalarCoreScalarCoreRunControl,  // 0x44018
  kScalarCoreScalarCoreBreakPoint,  // 0x44020
  kScalarCoreCurrentPc,  // 0x44028
  kScalarCoreExecuteControl,  // 0x44038
  kScalarCoreScMemoryAccess,  // 0x44040
  kScalarCoreScMemoryData,  // 0x44048
  kScalarCoreSyncCounterAvdataPop,  // 0x44050
  kScalarCoreSyncCounterParameterPop,  // 0x44058
  kScalarCoreSyncCounterAvdataInfeed,  // 0x44060
  kScalarCoreSyncCounterParameterInfeed,  // 0x44068
  kScalarCoreSyncCounterScalarInfeed,  // 0x44070
  kScalarCoreSyncCounterProducerA,  // 0x44078
  kScalarCoreSyncCounterProducerB,  // 0x44080
  kScalarCoreSyncCounterRingOutfeed,  // 0x44088
  kScalarCoreSyncCounterScalarPipeline,  // 0x44090
  kScalarCoreAvDataPopRunControl,  // 0x44158
  kScalarCoreAvDataPopBreakPoint,  // 0x44160
  kScalarCoreAvDataPopRunStatus,  // 0x44168
  kScalarCoreAvDataPopOverwriteMode,  // 0x44170
  kScalarCoreAvDataPopEnableTracing,  // 0x44178
  kScalarCoreAvDataPopStartCycle,  // 0x44180
  kScalarCoreAvDataPopEndCycle,  // 0x44188
  kScalarCoreAvDataPopProgramCounter,  // 0x44190
  kScalarCoreParameterPopRunControl,  // 0x44198
  kScalarCoreParameterPopBreakPoint,  // 0x441a0
  kScalarCoreParameterPopRunStatus,  // 0x441a8
  kScalarCoreParameterPopOverwriteMode,  // 0x441b0
  kScalarCoreParameterPopEnableTracing,  // 0x441b8
  kScalarCoreParameterPopStartCycle,  // 0x441c0
  kScalarCoreParameterPopEndCycle,  // 0x441c8
  kScalarCoreParameterPopProgramCounter,  // 0x441d0
  kScalarCoreInfeedRunControl,  // 0x441d8
  kScalarCoreInfeedRunStatus,  // 0x441e0
  kScalarCoreInfeedBreakPoint,  // 0x441e8
  kScalarCoreInfeedOverwriteMode,  // 0x441f0
  kScalarCoreInfeedEnableTracing,  // 0x441f8
  kScalarCoreInfeedStartCycle,  // 0x44200
  kScalarCoreInfeedEndCycle,  // 0x44208
  kScalarCoreInfeedProgramCounter,  // 0x44210
  kScalarCoreOutfeedRunControl,  // 0x44218
  kScalarCoreOutfeedRunStatus,  // 0x44220
  kScalarCoreOutfeedBreakPoint,  // 0x44228
  kScalarCoreOutfeedOverwriteMode,  // 0x44230
  kScalarCoreOutfeedEnableTracing,  // 0x44238
  kScalarCoreOutfeedStartCycle,  // 0x44240
  kScalarCoreOutfeedEndCycle,  // 0x44248
  kScalarCoreOutfeedProgramCounter,  // 0x44250
  kScalarCoreScalarCoreRunStatus,  // 0x44258
  kScalarCoreErrorScalarCore,  // 0x44260
  kScalarCoreErrorMaskScalarCore,  // 0x44268
  kScalarCoreErrorForceScalarCore,  // 0x44270
  kScalarCoreErrorTimestampScalarCore,  // 0x44278
  kScalarCoreErrorInfoScalarCore,  // 0x44280
  kScalarCoreTimeout,  // 0x44288
  kScalarCoreAvDataPopTtuStateRegFile,  // 0x442a0
  kScalarCoreAvDataPopTrace,  // 0x442c0
  kScalarCoreParameterPopTtuStateRegFile,  // 0x442e0
  kScalarCoreParameterPopTrace,  // 0x44300
  kScalarCoreInfeedTtuStateRegFile,  // 0x44320
  kScalarCoreInfeedTrace,  // 0x44340
  kScalarCoreOutfeedTtuStateRegFile,  // 0x44360
  kScalarCoreOutfeedTrace,  // 0x44380
  kScalarCoreScalarRegisterFile,  // 0x44400
  kScalarCorePredicateRegisterFile,  // 0x44500
  kHibKernelPageTableSize,  // 0x46000
  kHibKernelExtendedTable,  // 0x46008
  kHibKernelTranslationEnable,  // 0x46010
  kHibKernelInstructionQueueIntVector,  // 0x46018
  kHibKernelInputActvQueueIntVector,  // 0x46020
  kHibKernelParamQueueIntVector,  // 0x46028
  kHibKernelOutputActvQueueIntVector,  // 0x46030
  kHibKernelScHostIntVector,  // 0x46038
  kHibKernelTopLevelIntVector,  // 0x46040
  kHibKernelFatalErrIntVector,  // 0x46048
  kHibKernelDmaPause,  // 0x46050
  kHibKernelDmaPauseMask,  // 0x46058
  kHibKernelStatusBlockDelay,  // 0x46060
  kHibKernelMsixPendingBitArray0,  // 0x46068
  kHibKernelMsixPendingBitArray1,  // 0x46070
  kHibKernelPageTableInit,  // 0x46078
  kHibKernelMsixTableInit,  // 0x46080
  kHibKernelMsixTable,  // 0x46800
  kHibUserInstructionInboundQueueTotalOccupancy,  // 0x48010
  kHibUserInstructionInboundQueueThresholdCounter,  // 0x48018
  kHibUserInstructionInboundQueueInsertionCounter,  // 0x48020
  kHibUserInstructionInboundQueueFullCounter,  // 0x48028
  kHibUserInputActvInboundQueueTotalOccupancy,  // 0x48030
  kHibUserInputActvInboundQueueThresholdCounter,  // 0x48038
  kHibUserInputActvInboundQueueInsertionCounter,  // 0x48040
  kHibUserInputActvInboundQueueFullCounter,  // 0x48048
  kHibUserParamInboundQueueTotalOccupancy,  // 0x48050
  kHibUserParamInboundQueueThresholdCounter,  // 0x48058
  kHibUserParamInboundQueueInsertionCounter,  // 0x48060
  kHibUserParamInboundQueueFullCounter,  // 0x48068
  kHibUserOutputActvInboundQueueTotalOccupancy,  // 0x48070
  kHibUserOutputActvInboundQueueThresholdCounter,  // 0x48078
  kHibUserOutputActvInboundQueueInsertionCounter,  // 0x48080
  kHibUserOutputActvInboundQueueFullCounter,  // 0x48088
  kHibUserStatusBlockWriteInboundQueueTotalOccupancy,  // 0x48090
  kHibUserStatusBlockWriteInboundQueueThresholdCounter,  // 0x48098
  kHibUserStatusBlockWriteInboundQueueInsertionCounter,  // 0x480a0
  kHibUserStatusBlockWriteInboundQueueFullCounter,  // 0x480a8
  kHibUserQueueFetchInboundQueueTotalOccupancy,  // 0x480b0
  kHibUserQueueFetchInboundQueueThresholdCounter,  // 0x480b8
  kHibUserQueueFetchInboundQueueInsertionCounter,  // 0x480c0
  kHibUserQueueFetchInboundQueueFullCounter,  // 0x480c8
  kHibUserInstructionOutboundQueueTotalOccupancy,  // 0x480d0
  kHibUserInstructionOutboundQueueThresholdCounter,  // 0x480d8
  kHibUserInstructionOutboundQueueInsertionCounter,  // 0x480e0
  kHibUserInstructionOutboundQueueFullCounter,  // 0x480e8
  kHibUserInputActvOutboundQueueTotalOccupancy,  // 0x480f0
  kHibUserInputActvOutboundQueueThresholdCounter,  // 0x480f8
  kHibUserInputActvOutboundQueueInsertionCounter,  // 0x48100
  kHibUserInputActvOutboundQueueFullCounter,  // 0x48108
  kHibUserParamOutboundQueueTotalOccupancy,  // 0x48110
  kHibUserParamOutboundQueueThresholdCounter,  // 0x48118
  kHibUserParamOutboundQueueInsertionCounter,  // 0x48120
  kHibUserParamOutboundQueueFullCounter,  // 0x48128
  kHibUserOutputActvOutboundQueueTotalOccupancy,  // 0x48130
  kHibUserOutputActvOutboundQueueThresholdCounter,  // 0x48138
  kHibUserOutputActvOutboundQueueInsertionCounter,  // 0x48140
  kHibUserOutputActvOutboundQueueFullCounter,  // 0x48148
  kHibUserStatusBlockWriteOutboundQueueTotalOccupancy,  // 0x48150
  kHibUserStatusBlockWriteOutboundQueueThresholdCounter,  // 0x48158
  kHibUserStatusBlockWriteOutboundQueueInsertionCounter,  // 0x48160
  kHibUserStatusBlockWriteOutboundQueueFullCounter,  // 0x48168
  kHibUserQueueFetchOutboundQueueTotalOccupancy,  // 0x48170
  kHibUserQueueFetchOutboundQueueThresholdCounter,  // 0x48178
  kHibUserQueueFetchOutboundQueueInsertionCounter,  // 0x48180
  kHibUserQueueFetchOutboundQueueFullCounter,  // 0x48188
  kHibUserPageTableRequestOutboundQueueTotalOccupancy,  // 0x48190
  kHibUserPageTableRequestOutboundQueueThresholdCounter,  // 0x48198
  kHibUserPageTableRequestOutboundQueueInsertionCounter,  // 0x481a0
  kHibUserPageTableRequestOutboundQueueFullCounter,  // 0x481a8
  kHibUserReadTrackingFifoTotalOccupancy,  // 0x481b0
  kHibUserReadTrackingFifoThresholdCounter,  // 0x481b8
  kHibUserReadTrackingFifoInsertionCounter,  // 0x481c0
  kHibUserReadTrackingFifoFullCounter,  // 0x481c8
  kHibUserWriteTrackingFifoTotalOccupancy,  // 0x481d0
  kHibUserWriteTrackingFifoThresholdCounter,  // 0x481d8
  kHibUserWriteTrackingFifoInsertionCounter,  // 0x481e0
  kHibUserWriteTrackingFifoFullCounter,  // 0x481e8
  kHibUserReadBufferTotalOccupancy,  // 0x481f0
  kHibUserReadBufferThresholdCounter,  // 0x481f8
  kHibUserReadBufferInsertionCounter,  // 0x48200
  kHibUserReadBufferFullCounter,  // 0x48208
  kHibUserAxiAwCreditShimTotalOccupancy,  // 0x48210
  kHibUserAxiAwCreditShimThresholdCounter,  // 0x48218
  kHibUserAxiAwCreditShimInsertionCounter,  // 0x48220
  kHibUserAxiAwCreditShimFullCounter,  // 0x48228
  kHibUserAxiArCreditShimTotalOccupancy,  // 0x48230
  kHibUserAxiArCreditShimThresholdCounter,  // 0x48238
  kHibUserAxiArCreditShimInsertionCounter,  // 0x48240
  kHibUserAxiArCreditShimFullCounter,  // 0x48248
  kHibUserAxiWCreditShimTotalOccupancy,  // 0x48250
  kHibUserAxiWCreditShimThresholdCounter,  // 0x48258
  kHibUserAxiWCreditShimInsertionCounter,  // 0x48260
  kHibUserAxiWCreditShimFullCounter,  // 0x48268
  kHibUserInstructionInboundQueueEmptyCyclesCount,  // 0x48270
  kHibUserInputActvInboundQueueEmptyCyclesCount,  // 0x48278
  kHibUserParamInboundQueueEmptyCyclesCount,  // 0x48280
  kHibUserOutputActvInboundQueueEmptyCyclesCount,  // 0x48288
  kHibUserStatusBlockWriteInboundQueueEmptyCyclesCount,  // 0x48290
  kHibUserQueueFetchInboundQueueEmptyCyclesCount,  // 0x48298
  kHibUserInstructionOutboundQueueEmptyCyclesCount,  // 0x482a0
  kHibUserInputActvOutboundQueueEmptyCyclesCount,  // 0x482a8
  kHibUserParamOutboundQueueEmptyCyclesCount,  // 0x482b0
  kHibUserOutputActvOutboundQueueEmptyCyclesCount,  // 0x482b8
  kHibUserStatusBlockWriteOutboundQueueEmptyCyclesCount,  // 0x482c0
  kHibUserQueueFetchOutboundQueueEmptyCyclesCount,  // 0x482c8
  kHibUserPageTableRequestOutboundQueueEmptyCyclesCount,  // 0x482d0
  kHibUserReadTrackingFifoEmptyCyclesCount,  // 0x482d8
  kHibUserWriteTrackingFifoEmptyCyclesCount,  // 0x482e0
  kHibUserReadBufferEmptyCyclesCount,  // 0x482e8
  kHibUserReadRequestArbiterInstructionRequestCycles,  // 0x482f0
  kHibUserReadRequestArbiterInstructionBlockedCycles,  // 0x482f8
  kHibUserReadRequestArbiterInstructionBlockedByArbitrationCycles,  // 0x48300
  kHibUserReadRequestArbiterInstructionCyclesBlockedOverThreshold,  // 0x48308
  kHibUserReadRequestArbiterInputActvRequestCycles,  // 0x48310
  kHibUserReadRequestArbiterInputActvBlockedCycles,  // 0x48318
  kHibUserReadRequestArbiterInputActvBlockedByArbitrationCycles,  // 0x48320
  kHibUserReadRequestArbiterInputActvCyclesBlockedOverThreshold,  // 0x48328
  kHibUserReadRequestArbiterParamRequestCycles,  // 0x48330
  kHibUserReadRequestArbiterParamBlockedCycles,  // 0x48338
  kHibUserReadRequestArbiterParamBlockedByArbitrationCycles,  // 0x48340
  kHibUserReadRequestArbiterParamCyclesBlockedOverThreshold,  // 0x48348
  kHibUserReadRequestArbiterQueueFetchRequestCycles,  // 0x48350
  kHibUserReadRequestArbiterQueueFetchBlockedCycles,  // 0x48358
  kHibUserReadRequestArbiterQueueFetchBlockedByArbitrationCycles,  // 0x48360
  kHibUserReadRequestArbiterQueueFetchCyclesBlockedOverThreshold,  // 0x48368
  kHibUserReadRequestArbiterPageTableRequestRequestCycles,  // 0x48370
  kHibUserReadRequestArbiterPageTableRequestBlockedCycles,  // 0x48378
  kHibUserReadRequestArbiterPageTableRequestBlockedByArbitrationCycles,  // 0x48380
  kHibUserReadRequestArbiterPageTableRequestCyclesBlockedOverThreshold,  // 0x48388
  kHibUserWriteRequestArbiterOutputActvRequestCycles,  // 0x48390
  kHibUserWriteRequestArbiterOutputActvBlockedCycles,  // 0x48398
  kHibUserWriteRequestArbiterOutputActvBlockedByArbitrationCycles,  // 0x483a0
  kHibUserWriteRequestArbiterOutputActvCyclesBlockedOverThreshold,  // 0x483a8
  kHibUserWriteRequestArbiterStatusBlockWriteRequestCycles,  // 0x483b0
  kHibUserWriteRequestArbiterStatusBlockWriteBlockedCycles,  // 0x483b8
  kHibUserWriteRequestArbiterStatusBlockWriteBlockedByArbitrationCycles,  // 0x483c0
  kHibUserWriteRequestArbiterStatusBlockWriteCyclesBlockedOverThreshold,  // 0x483c8
  kHibUserAddressTranslationArbiterInstructionRequestCycles,  // 0x483d0
  kHibUserAddressTranslationArbiterInstructionBlockedCycles,  // 0x483d8
  kHibUserAddressTranslationArbiterInstructionBlockedByArbitrationCycles,  // 0x483e0
  kHibUserAddressTranslationArbiterInstructionCyclesBlockedOverThreshold,  // 0x483e8
  kHibUserAddressTranslationArbiterInputActvRequestCycles,  // 0x483f0
  kHibUserAddressTranslationArbiterInputActvBlockedCycles,  // 0x483f8
  kHibUserAddressTranslationArbiterInputActvBlockedByArbitrationCycles,  // 0x48400
  kHibUserAddressTranslationArbiterInputActvCyclesBlockedOverThreshold,  // 0x48408
  kHibUserAddressTranslationArbiterParamRequestCycles,  // 0x48410
  kHibUserAddressTranslationArbiterParamBlockedCycles,  // 0x48418
  kHibUserAddressTranslationArbiterParamBlockedByArbitrationCycles,  // 0x48420
  kHibUserAddressTranslationArbiterParamCyclesBlockedOverThreshold,  // 0x48428
  kHibUserAddressTranslationArbiterStatusBlockWriteRequestCycles,  // 0x48430
  kHibUserAddressTranslationArbiterStatusBlockWriteBlockedCycles,  // 0x48438
  kHibUserAddressTranslationArbiterStatusBlockWriteBlockedByArbitrationCycles,  // 0x48440
  kHibUserAddressTranslationArbiterStatusBlockWriteCyclesBlockedOverThreshold,  // 0x48448
  kHibUserAddressTranslationArbiterOutputActvRequestCycles,  // 0x48450
  kHibUserAddressTranslationArbiterOutputActvBlockedCycles,  // 0x48458
  kHibUserAddressTranslationArbiterOutputActvBlockedByArbitrationCycles,  // 0x48460
  kHibUserAddressTranslationArbiterOutputActvCyclesBlockedOverThreshold,  // 0x48468
  kHibUserAddressTranslationArbiterQueueFetchRequestCycles,  // 0x48470
  kHibUserAddressTranslationArbiterQueueFetchBlockedCycles,  // 0x48478
  kHibUserAddressTranslationArbiterQueueFetchBlockedByArbitrationCycles,  // 0x48480
  kHibUserAddressTranslationArbiterQueueFetchCyclesBlockedOverThreshold,  // 0x48488
  kHibUserIssuedInterruptCount,  // 0x48490
  kHibUserDataRead16byteCount,  // 0x48498
  kHibUserWaitingForTagCycles,  // 0x484a0
  kHibUserWaitingForAxiCycles,  // 0x484a8
  kHibUserSimpleTranslations,  // 0x484b0
  kHibUserInstructionCreditsPerCycleSum,  // 0x484c8
  kHibUserInputActvCreditsPerCycleSum,  // 0x484d0
  kHibUserParamCreditsPerCycleSum,  // 0x484d8
  kHibUserOutputActvCreditsPerCycleSum,  // 0x484e0
  kHibUserStatusBlockWriteCreditsPerCycleSum,  // 0x484e8
  kHibUserQueueFetchCreditsPerCycleSum,  // 0x484f0
  kHibUserPageTableRequestCreditsPerCycleSum,  // 0x484f8
  kHibUserOutputActvQueueControl,  // 0x48500
  kHibUserOutputActvQueueStatus,  // 0x48508
  kHibUserOutputActvQueueDescriptorSize,  // 0x48510
  kHibUserOutputActvQueueMinimumSize,  // 0x48518
  kHibUserOutputActvQueueMaximumSize,  // 0x48520
  kHibUserOutputActvQueueBase,  // 0x48528
  kHibUserOutputActvQueueStatusBlockBase,  // 0x48530
  kHibUserOutputActvQueueSize,  // 0x48538
  kHibUserOutputActvQueueTail,  // 0x48540
  kHibUserOutputActvQueueFetchedHead,  // 0x48548
  kHibUserOutputActvQueueCompletedHead,  // 0x48550
  kHibUserOutputActvQueueIntControl,  // 0x48558
  kHibUserOutputActvQueueIntStatus,  // 0x48560
  kHibUserInstructionQueueControl,  // 0x48568
  kHibUserInstructionQueueStatus,  // 0x48570
  kHibUserInstructionQueueDescriptorSize,  // 0x48578
  kHibUserInstructionQueueMinimumSize,  // 0x48580
  kHibUserInstructionQueueMaximumSize,  // 0x48588
  kHibUserInstructionQueueBase,  // 0x48590
  kHibUserInstructionQueueStatusBlockBase,  // 0x48598
  kHibUserInstructionQueueSize,  // 0x485a0
  kHibUserInstructionQueueTail,  // 0x485a8
  kHibUserInstructionQueueFetchedHead,  // 0x485b0
  kHibUserInstructionQueueCompletedHead,  // 0x485b8
  kHibUserInstructionQueueIntControl,  // 0x485c0
  kHibUserInstructionQueueIntStatus,  // 0x485c8
  kHibUserInputActvQueueControl,  // 0x485d0
  kHibUserInputActvQueueStatus,  // 0x485d8
  kHibUserInputActvQueueDescriptorSize,  // 0x485e0
  kHibUserInputActvQueueMinimumSize,  // 0x485e8
  kHibUserInputActvQueueMaximumSize,  // 0x485f0
  kHibUserInputActvQueueBase,  // 0x485f8
  kHibUserInputActvQueueStatusBlockBase,  // 0x48600
  kHibUserInputActvQueueSize,  // 0x48608
  kHibUserInputActvQueueTail,  // 0x48610
  kHibUserInputActvQueueFetchedHead,  // 0x48618
  kHibUserInputActvQueueCompletedHead,  // 0x48620
  kHibUserInputActvQueueIntControl,  // 0x48628
  kHibUserInputActvQueueIntStatus,  // 0x48630
  kHibUserParamQueueControl,  // 0x48638
  kHibUserParamQueueStatus,  // 0x48640
  kHibUserParamQueueDescriptorSize,  // 0x48648
  kHibUserParamQueueMinimumSize,  // 0x48650
  kHibUserParamQueueMaximumSize,  // 0x48658
  kHibUserParamQueueBase,  // 0x48660
  kHibUserParamQueueStatusBlockBase,  // 0x48668
  kHibUserParamQueueSize,  // 0x48670
  kHibUserParamQueueTail,  // 0x48678
  kHibUserParamQueueFetchedHead,  // 0x48680
  kHibUserParamQueueCompletedHead,  // 0x48688
  kHibUserParamQueueIntControl,  // 0x48690
  kHibUserParamQueueIntStatus,  // 0x48698
  kHibUserScHostIntControl,  // 0x486a0
  kHibUserScHostIntStatus,  // 0x486a8
  kHibUserTopLevelIntControl,  // 0x486b0
  kHibUserTopLevelIntStatus,  // 0x486b8
  kHibUserFatalErrIntControl,  // 0x486c0
  kHibUserFatalErrIntStatus,  // 0x486c8
  kHibUserScHostIntCount,  // 0x486d0
  kHibUserDmaPause,  // 0x486d8
  kHibUserDmaPaused,  // 0x486e0
  kHibUserStatusBlockUpdate,  // 0x486e8
  kHibUserHibErrorStatus,  // 0x486f0
  kHibUserHibErrorMask,  // 0x486f8
  kHibUserHibFirstErrorStatus,  // 0x48700
  kHibUserHibFirstErrorTimestamp,  // 0x48708
  kHibUserHibInjectError,  // 0x48710
  kHibUserReadRequestArbiter,  // 0x48718
  kHibUserWriteRequestArbiter,  // 0x48720
  kHibUserAddressTranslationArbiter,  // 0x48728
  kHibUserSenderQueueThreshold,  // 0x48730
  kHibUserPageFaultAddress,  // 0x48738
  kHibUserInstructionCredits,  // 0x48740
  kHibUserInputActvCredits,  // 0x48748
  kHibUserParamCredits,  // 0x48750
  kHibUserOutputActvCredits,  // 0x48758
  kHibUserPauseState,  // 0x48760
  kHibUserSnapshot,  // 0x48768
  kHibUserIdleAssert,  // 0x48770
  kHibUserWireIntPendingBitArray,  // 0x48778
  kHibUserWireIntMaskArray,  // 0x48780
  kHibUserTileconfig0,  // 0x48788
  kHibUserTileconfig1,  // 0x48790
  kHibUserDmaBurstLimiter,  // 0x487a8
  kIdleIdleRegister,  // 0x4a000
  kUsbOutfeedChunkLength,  // 0x4c058
  kUsbFatalErrIntControl,  // 0x4c060
  kUsbFatalErrIntStatus,  // 0x4c068
  kUsbTopLevelInt0Control,  // 0x4c070
  kUsbTopLevelInt0Status,  // 0x4c078
  kUsbTopLevelInt1Control,  // 0x4c080
  kUsbTopLevelInt1Status,  // 0x4c088
  kUsbTopLevelInt2Control,  // 0x4c090
  kUsbTopLevelInt2Status,  // 0x4c098
  kUsbTopLevelInt3Control,  // 0x4c0a0
  kUsbTopLevelInt3Status,  // 0x4c0a8
  kUsbScHostInt0Control,  // 0x4c0b0
  kUsbScHostInt0Status,  // 0x4c0b8
  kUsbScHostInt1Control,  // 0x4c0c8
  kUsbScHostInt1Status,  // 0x4c0d0
  kUsbScHostInt2Control,  // 0x4c0e0
  kUsbScHostInt2Status,  // 0x4c0e8
  kUsbScHostInt3Control,  // 0x4c0f8
  kUsbScHostInt3Status,  // 0x4c100
  kUsbDescrEp,  // 0x4c148
  kUsbEpStatusCredit,  // 0x4c150
  kUsbMultiBoEp,  // 0x4c160
  kPageTable,  // 0x50000
};

/// Bit fields, by layout, or by register where a register has a layout of its own.
namespace fields {
inline constexpr RegisterBits kRunControlState{0, 2};
inline constexpr RegisterBits kRunStatusState{0, 2};
inline constexpr RegisterBits kSyncCounterCount{0, 16};
inline constexpr RegisterBits kDeepSleepToSleepDelay{0, 8};
inline constexpr RegisterBits kDeepSleepToWakeDelay{8, 8};
inline constexpr RegisterBits kDeepSleepNarrowMemDeepSleep{16, 1};
inline constexpr RegisterBits kDeepSleepWideMemDeepSleep{17, 1};
inline constexpr RegisterBits kQueueControlEnable{0, 1};
inline constexpr RegisterBits kQueueControlScDescSelect{1, 1};
inline constexpr RegisterBits kQueueControlSbWrEnable{2, 1};
inline constexpr RegisterBits kQueueStatusEnabled{0, 1};
inline constexpr RegisterBits kSingleIntInt0{0, 1};
inline constexpr RegisterBits kQuadIntInt0{0, 1};
inline constexpr RegisterBits kQuadIntInt1{1, 1};
inline constexpr RegisterBits kQuadIntInt2{2, 1};
inline constexpr RegisterBits kQuadIntInt3{3, 1};
inline constexpr RegisterBits kScHostIntCountCnt0{0, 16};
inline constexpr RegisterBits kScHostIntCountCnt1{16, 16};
inline constexpr RegisterBits kScHostIntCountCnt2{32, 16};
inline constexpr RegisterBits kScHostIntCountCnt3{48, 16};
inline constexpr RegisterBits kIntVectorVector{0, 7};
inline constexpr RegisterBits kPackedIntVectorVector0{0, 7};
inline constexpr RegisterBits kPackedIntVectorVector1{7, 7};
inline constexpr RegisterBits kPackedIntVectorVector2{14, 7};
inline constexpr RegisterBits kPackedIntVectorVector3{21, 7};
inline constexpr RegisterBits kWireIntInstructionQueue{0, 1};
inline constexpr RegisterBits kWireIntInputActvQueue{1, 1};
inline constexpr RegisterBits kWireIntParamQueue{2, 1};
inline constexpr RegisterBits kWireIntOutputActvQueue{3, 1};
inline constexpr RegisterBits kWireIntScHost0{4, 1};
inline constexpr RegisterBits kWireIntScHost1{5, 1};
inline constexpr RegisterBits kWireIntScHost2{6, 1};
inline constexpr RegisterBits kWireIntScHost3{7, 1};
inline constexpr RegisterBits kWireIntTopLevel0{8, 1};
inline constexpr RegisterBits kWireIntTopLevel1{9, 1};
inline constexpr RegisterBits kWireIntTopLevel2{10, 1};
inline constexpr RegisterBits kWireIntTopLevel3{11, 1};
inline constexpr RegisterBits kWireIntFatalErr{12, 1};
inline constexpr RegisterBits kHibErrorInboundPageFault{0, 1};
inline constexpr RegisterBits kHibErrorExtendedPageFault{1, 1};
inline constexpr RegisterBits kHibErrorCsrParityError{2, 1};
inline constexpr RegisterBits kHibErrorAxiSlaveBError{3, 1};
inline constexpr RegisterBits kHibErrorAxiSlaveRError{4, 1};
inline constexpr RegisterBits kHibErrorInstructionQueueBadConfiguration{5, 1};
inline constexpr RegisterBits kHibErrorInputActvQueueBadConfiguration{6, 1};
inline constexpr RegisterBits kHibErrorParamQueueBadConfiguration{7, 1};
inline constexpr RegisterBits kHibErrorOutputActvQueueBadConfiguration{8, 1};
inline constexpr RegisterBits kHibErrorInstructionQueueInvalid{9, 1};
inline constexpr RegisterBits kHibErrorInputActvQueueInvalid{10, 1};
inline constexpr RegisterBits kHibErrorParamQueueInvalid{11, 1};
inline constexpr RegisterBits kHibErrorOutputActvQueueInvalid{12, 1};
inline constexpr RegisterBits kHibErrorLength0Dma{13, 1};
inline constexpr RegisterBits kHibErrorVirtTableRdataUncorr{14, 1};
inline constexpr RegisterBits kTileConfigTile{0, 7};
inline constexpr RegisterBits kFlagFlag{0, 1};
inline constexpr RegisterBits kPageTableEntryValid{0, 1};
inline constexpr RegisterBits kPageTableEntryAddress{12, 52};
inline constexpr RegisterBits kIdleRegisterCounter{0, 31};
inline constexpr RegisterBits kIdleRegisterDisableIdle{31, 1};
inline constexpr RegisterBits kEpStatusCreditInstruction{0, 21};
inline constexpr RegisterBits kEpStatusCreditInputActivation{21, 21};
inline constexpr RegisterBits kEpStatusCreditParameter{42, 21};
inline constexpr RegisterBits kChipOmc000EfuseProgrammingRevision{24, 8};
inline constexpr RegisterBits kChipOmc0D4MethodSel{0, 1};
inline constexpr RegisterBits kChipOmc0D4ThmWarn1{16, 10};
inline constexpr RegisterBits kChipOmc0D4ThmWarnEn{31, 1};
inline constexpr RegisterBits kChipOmc0D8Enbg{0, 1};
inline constexpr RegisterBits kChipOmc0D8Envr{1, 1};
inline constexpr RegisterBits kChipOmc0D8Enad{2, 1};
inline constexpr RegisterBits kChipOmc0D8ThmWarn2{16, 10};
inline constexpr RegisterBits kChipOmc0D8SdEn{31, 1};
inline constexpr RegisterBits kChipOmc0DcEnthmc{0, 1};
inline constexpr RegisterBits kChipOmc0DcData{16, 10};
inline constexpr RegisterBits kChipOmc0DcSdClear{28, 1};
inline constexpr RegisterBits kChipOmc0DcWarnClear{29, 1};
inline constexpr RegisterBits kChipOmc0DcSdO{30, 1};
inline constexpr RegisterBits kChipOmc0DcWarnO{31, 1};
inline constexpr RegisterBits kChipScuCtrl0RgPllclkSel{0, 1};
inline constexpr RegisterBits kChipScuCtrl0RgPcieSlpPhyMode{4, 2};
inline constexpr RegisterBits kChipScuCtrl0RgUsbSlpPhyMode{6, 2};
inline constexpr RegisterBits kChipScuCtrl0RgPcieInactPhyMode{8, 3};
inline constexpr RegisterBits kChipScuCtrl0RgUsbInactPhyMode{11, 3};
inline constexpr RegisterBits kChipScuCtrl2RgRstGcb{2, 2};
inline constexpr RegisterBits kChipScuCtrl2RgGatedGcb{18, 2};
inline constexpr RegisterBits kChipScuCtrl3PcieStateL1p2{0, 1};
inline constexpr RegisterBits kChipScuCtrl3PcieStateL0s{1, 1};
inline constexpr RegisterBits kChipScuCtrl3PcieStateL0{2, 1};
inline constexpr RegisterBits kChipScuCtrl3CurGatedGcb{3, 1};
inline constexpr RegisterBits kChipScuCtrl3CurRstGcb{4, 1};
inline constexpr RegisterBits kChipScuCtrl3CurGcbSramSd{6, 1};
inline constexpr RegisterBits kChipScuCtrl3CurGcbSramDslp{7, 1};
inline constexpr RegisterBits kChipScuCtrl3CurPwrState{8, 2};
inline constexpr RegisterBits kChipScuCtrl3PcieGenInfo{10, 2};
inline constexpr RegisterBits kChipScuCtrl3RgForceRamDslp{12, 2};
inline constexpr RegisterBits kChipScuCtrl3RgForceRamSd{14, 2};
inline constexpr RegisterBits kChipScuCtrl3RgSd2wkDly{16, 3};
inline constexpr RegisterBits kChipScuCtrl3RgSlpModeReq{19, 1};
inline constexpr RegisterBits kChipScuCtrl3RgForceInact{20, 2};
inline constexpr RegisterBits kChipScuCtrl3RgForceSleep{22, 2};
inline constexpr RegisterBits kChipScuCtrl3RgLinkRdyOvr{25, 1};
inline constexpr RegisterBits kChipScuCtrl3RgPwrStateOvr{26, 2};
inline constexpr RegisterBits kChipScuCtrl3RgGcbClkdiv{28, 2};
inline constexpr RegisterBits kChipScuCtrl3RgAxiClk125m{30, 1};
inline constexpr RegisterBits kChipScuCtrl3Rg8051Clk250m{31, 1};
inline constexpr RegisterBits kChipScuCtr6RgGcbSpareIn{16, 4};
inline constexpr RegisterBits kChipScuCtr6GcbSpareOut{20, 4};
inline constexpr RegisterBits kChipScuCtr7RgInactThd{0, 16};
inline constexpr RegisterBits kChipScuCtr7PllLockFailure{16, 1};
inline constexpr RegisterBits kChipScuCtr7UsbSelFailure{17, 1};
inline constexpr RegisterBits kChipScuCtr7RgBootFailureMask{18, 2};
inline constexpr RegisterBits kChipScuCtr7RgBootFailureRaw{20, 2};
inline constexpr RegisterBits kChipRambistCtrl1RgRambistGcbsel{0, 5};
inline constexpr RegisterBits kChipRambistCtrl1RgRambistTopsel{5, 2};
inline constexpr RegisterBits kChipRambistCtrl1RgRambistTckmode{8, 1};
inline constexpr RegisterBits kChipRambistCtrl1RgRambistReq{9, 1};
inline constexpr RegisterBits kChipRambistCtrl1RgTckInvert{10, 1};
inline constexpr RegisterBits kChipRambistCtrl1MbistStatus{12, 2};
inline constexpr RegisterBits kChipRambistCtrl1RgMbistIntStatus{16, 3};
inline constexpr RegisterBits kChipRambistCtrl1RgMbistIntMask{20, 3};
}  // namespace fields

/// Values that fields can have.
namespace values {
inline constexpr std::uint64_t kRunControlIdle = 0;
inline constexpr std::uint64_t kRunControlRun = 1;
inline constexpr std::uint64_t kRunControlHalt = 2;
inline constexpr std::uint64_t kRunControlSingleStep = 3;
inline constexpr std::uint64_t kGcbClkdiv500mhz = 0;
inline constexpr std::uint64_t kGcbClkdiv250mhz = 1;
inline constexpr std::uint64_t kGcbClkdiv125mhz = 2;
inline constexpr std::uint64_t kGcbClkdiv63mhz = 3;
inline constexpr std::uint64_t kTileBroadcast = 127;
inline constexpr std::uint64_t kInterruptInstructionQueue = 0;
inline constexpr std::uint64_t kInterruptInputActvQueue = 1;
inline constexpr std::uint64_t kInterruptParamQueue = 2;
inline constexpr std::uint64_t kInterruptOutputActvQueue = 3;
inline constexpr std::uint64_t kInterruptScHost0 = 4;
inline constexpr std::uint64_t kInterruptScHost1 = 5;
inline constexpr std::uint64_t kInterruptScHost2 = 6;
inline constexpr std::uint64_t kInterruptScHost3 = 7;
inline constexpr std::uint64_t kInterruptTopLevel0 = 8;
inline constexpr std::uint64_t kInterruptTopLevel1 = 9;
inline constexpr std::uint64_t kInterruptTopLevel2 = 10;
inline constexpr std::uint64_t kInterruptTopLevel3 = 11;
inline constexpr std::uint64_t kInterruptFatalErr = 12;
}  // namespace values

}  // namespace tessera::spec
