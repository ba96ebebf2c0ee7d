// SPDX-License-Identifier: Apache-2.0
#include "firmware/driver/tpu_power.h"

#include "firmware/driver/tpu_poll.h"
#include "hw/spec/generated/tessera_registers.h"

#define FORCE_SLEEP 3u
#define FORCE_AWAKE 2u
#define STATE_ACTIVE 0u
#define STATE_SLEEP 2u
#define CLOCK_GATED 1u
#define CLOCK_FREE 2u
#define SLEEP_DELAY 2u  // cycles; values of the public driver
#define WAKE_DELAY 30u

// A field of a register: `mask` is in place.
static uint32_t with_field(uint32_t value, uint32_t mask, uint32_t field) {
  return (value & ~mask) | (field * (mask & (~mask + 1u)));  // times the mask's lowest bit
}

static void update32(const struct tpu_hal *hal, uint32_t offset, uint32_t mask, uint32_t field) {
  const uint32_t value = hal->read32(hal->context, offset);
  hal->write32(hal->context, offset, with_field(value, mask, field));
}

enum tpu_status tpu_power_pause_dma(const struct tpu_hal *hal) {
  hal->write64(hal->context, TESSERA_HIB_USER_DMA_PAUSE, 1);
  return tpu_poll64(hal, TESSERA_HIB_USER_DMA_PAUSED, 1, 1);
}

enum tpu_status tpu_power_reset(const struct tpu_hal *hal) {
  const uint32_t mask = TESSERA_CHIP_SCU_CTRL_3_RG_FORCE_SLEEP_MASK;
  const uint32_t control = hal->read32(hal->context, TESSERA_CHIP_SCU_CTRL_3);
  if (control == UINT32_MAX) {
    return TPU_DEVICE_MISSING;
  }
  if ((control & mask) == mask) {  // FORCE_SLEEP: registers of the accelerator do not answer
    return TPU_OK;
  }
  enum tpu_status status = tpu_power_pause_dma(hal);
  if (status == TPU_DEVICE_MISSING) {
    return status;  // stuck DMA is no reason not to reset
  }
  update32(hal, TESSERA_CHIP_SCU_CTRL_3, mask, FORCE_SLEEP);
  status = tpu_poll32(hal, TESSERA_CHIP_SCU_CTRL_3, TESSERA_CHIP_SCU_CTRL_3_CUR_PWR_STATE_MASK,
                      with_field(0, TESSERA_CHIP_SCU_CTRL_3_CUR_PWR_STATE_MASK, STATE_SLEEP));
  hal->write32(hal->context, TESSERA_CHIP_GCBB_CREDIT0, 0xf);  // clears the bridge's credits
  hal->write32(hal->context, TESSERA_CHIP_GCBB_CREDIT0, 0);
  return status;
}

enum tpu_status tpu_power_up(const struct tpu_hal *hal) {
  update32(hal, TESSERA_CHIP_SCU_CTRL_0, TESSERA_CHIP_SCU_CTRL_0_RG_PCIE_INACT_PHY_MODE_MASK, 0);
  update32(hal, TESSERA_CHIP_SCU_CTRL_0, TESSERA_CHIP_SCU_CTRL_0_RG_USB_INACT_PHY_MODE_MASK, 0);
  update32(hal, TESSERA_CHIP_SCU_CTRL_2, TESSERA_CHIP_SCU_CTRL_2_RG_GATED_GCB_MASK, CLOCK_FREE);
  update32(hal, TESSERA_CHIP_SCU_CTRL_3, TESSERA_CHIP_SCU_CTRL_3_RG_GCB_CLKDIV_MASK,
           TESSERA_GCB_CLKDIV_500MHZ);
  update32(hal, TESSERA_CHIP_SCU_CTRL_3, TESSERA_CHIP_SCU_CTRL_3_RG_FORCE_SLEEP_MASK, FORCE_AWAKE);
  enum tpu_status status =
      tpu_poll32(hal, TESSERA_CHIP_SCU_CTRL_3, TESSERA_CHIP_SCU_CTRL_3_CUR_PWR_STATE_MASK,
                 with_field(0, TESSERA_CHIP_SCU_CTRL_3_CUR_PWR_STATE_MASK, STATE_ACTIVE));
  if (status == TPU_OK) {  // a register whose value after reset is known
    status = tpu_poll64(hal, TESSERA_SCALAR_CORE_SCALAR_CORE_RUN_CONTROL, UINT64_MAX, 0);
  }
  if (status != TPU_OK) {
    return status;
  }
  hal->write64(hal->context, TESSERA_IDLE_IDLE_REGISTER, 1);  // detect idleness after one cycle
  status = tpu_select_tiles(hal, TESSERA_TILE_BROADCAST);
  hal->write64(hal->context, TESSERA_TILE_DEEP_SLEEP, SLEEP_DELAY | WAKE_DELAY << 8);
  update32(hal, TESSERA_CHIP_SCU_CTRL_2, TESSERA_CHIP_SCU_CTRL_2_RG_GATED_GCB_MASK, CLOCK_GATED);
  return status;
}

enum tpu_status tpu_select_tiles(const struct tpu_hal *hal, uint32_t tile) {
  hal->write64(hal->context, TESSERA_HIB_USER_TILECONFIG0, tile);
  return tpu_poll64(hal, TESSERA_HIB_USER_TILECONFIG0, UINT64_MAX, tile);
}
