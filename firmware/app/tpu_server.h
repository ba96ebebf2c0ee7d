// SPDX-License-Identifier: Apache-2.0
// Serves the mailbox: the firmware's main part, the same for every build.
#ifndef FIRMWARE_APP_TPU_SERVER_H_
#define FIRMWARE_APP_TPU_SERVER_H_

#include "firmware/app/tpu_mailbox.h"
#include "firmware/driver/tpu_device.h"
#include "firmware/hal/tpu_board.h"
#include "firmware/runtime/tpu_network.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tpu_server {
  const struct tpu_board *board;
  struct tpu_workspace workspace;
  struct tpu_device device;
  struct tpu_network network;
  uint32_t platform;  // TPU_PLATFORM_* bits, as the host set them
  uint32_t sequence;  // of the last request carried out
  bool stopped;
  uint64_t image_bus_address;  // of the loaded network
  uint32_t image_bytes;
};

// Announces itself in the mailbox and on the message line. `board` and the workspace's memory must
// outlive the server. False if the mailbox cannot be reached.
bool tpu_server_start(struct tpu_server *server, const struct tpu_board *board, uint8_t *workspace,
                      uint32_t workspace_bytes);

// Carries out the request in the mailbox, if there is a new one.
void tpu_server_poll(struct tpu_server *server);

// Serves until the command to stop, or until nobody will ring any more.
void tpu_server_run(struct tpu_server *server);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_APP_TPU_SERVER_H_
