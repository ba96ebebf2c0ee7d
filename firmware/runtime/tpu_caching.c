// SPDX-License-Identifier: Apache-2.0
#include "firmware/runtime/tpu_caching.h"

// Caching rule (facts/edgetpu.md 6.4): token 0, or another token than the resident one, loads
// again.
enum tpu_status tpu_make_resident(struct tpu_program *caching, uint32_t *runs) {
  if (caching->device == NULL) {
    return TPU_BAD_STATE;
  }
  struct tpu_device *device = caching->device;
  const uint64_t token = caching->executable->parameter_caching_token;
  if (token != 0 && device->resident_token == token) {
    return TPU_OK;
  }
  device->resident_token = 0;
  const enum tpu_status status = tpu_program_run(caching);
  if (status == TPU_OK) {
    device->resident_token = token;
    ++*runs;
  }
  return status;
}
