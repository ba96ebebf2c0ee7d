// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/tpu_server.h"

#include "firmware/app/tpu_text.h"
#include "firmware/driver/tpu_bits.h"
#include "firmware/hal/tpu_memory_map.h"
#include "hw/spec/generated/tessera_registers.h"

#include <string.h>

// One request and the reply that is being made.
struct exchange {
  uint32_t argument[TPU_REQUEST_WORDS - TPU_REQUEST_ARGUMENT];
  uint32_t value[TPU_REPLY_VALUES];
};

static bool write_words(const struct tpu_server *server, uint32_t word, const uint32_t *values,
                        uint32_t count) {
  const struct tpu_hal *hal = server->board->accelerator;
  uint8_t bytes[4 * TPU_REPLY_WORDS];
  for (uint32_t i = 0; i < count; ++i) {
    tpu_store_le32(bytes + (size_t)4 * i, values[i]);
  }
  return hal->copy_to_bus(hal->context, TPU_MAILBOX_ADDRESS + (uint64_t)4 * word, bytes,
                          (size_t)4 * count);
}

static bool read_words(const struct tpu_server *server, uint32_t word, uint32_t *values,
                       uint32_t count) {
  const struct tpu_hal *hal = server->board->accelerator;
  uint8_t bytes[4 * TPU_REQUEST_WORDS];
  if (!hal->copy_from_bus(hal->context, bytes, TPU_MAILBOX_ADDRESS + (uint64_t)4 * word,
                          (size_t)4 * count)) {
    return false;
  }
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = tpu_load_le32(bytes + (size_t)4 * i);
  }
  return true;
}

static void set_state(const struct tpu_server *server, uint32_t state) {
  (void)write_words(server, TPU_MAILBOX_WORD_STATE, &state, 1);
}

static void message(const struct tpu_server *server, const struct tpu_text *text) {
  server->board->message(server->board->context, text->bytes);
}

static void split(uint32_t *words, uint64_t value) {
  words[0] = (uint32_t)value;
  words[1] = (uint32_t)(value >> 32);
}

static uint64_t join(const uint32_t *words) { return (uint64_t)words[1] << 32 | words[0]; }

// --- what the host may name ---------------------------------------------------------------------

static bool is_shared(uint64_t address, uint64_t bytes) {
  return bytes > 0 && bytes <= TPU_SHARED_BYTES && address >= TPU_SHARED_ADDRESS &&
         address - TPU_SHARED_ADDRESS <= TPU_SHARED_BYTES - bytes;
}

static bool overlap(uint64_t a, uint64_t a_bytes, uint64_t b, uint64_t b_bytes) {
  return a < b + b_bytes && b < a + a_bytes;
}

// Shared memory that is not the driver's.
static bool is_free(const struct tpu_server *server, uint64_t address, uint64_t bytes) {
  const struct tpu_device_config *config = &server->device.config;
  return is_shared(address, bytes) &&
         !overlap(address, bytes, config->memory_bus_address, config->memory_bytes);
}

// --- commands
// -------------------------------------------------------------------------------------

static enum tpu_status query(struct tpu_server *server, struct exchange *exchange) {
  const struct tpu_device *device = &server->device;
  const struct tpu_network *network = &server->network;
  const bool loaded = network->device != NULL;
  uint32_t *value = exchange->value;
  value[0] = TPU_MAILBOX_VERSION;
  value[1] = device->open ? 1 : 0;
  value[2] = loaded ? 1 : 0;
  value[3] = loaded ? network->buffer_count : 0;
  value[4] = loaded ? network->step_count : 0;
  value[5] = device->resets;
  value[6] = loaded ? network->runs : 0;
  value[7] = loaded ? network->caching_runs : 0;
  split(value + 8, device->memory_used);
  split(value + 10, device->config.memory_bytes - device->memory_used);
  return TPU_OK;
}

static enum tpu_status open_device(struct tpu_server *server, struct exchange *exchange) {
  const uint32_t *argument = exchange->argument;
  if (server->device.open || server->network.device != NULL) {
    return TPU_BAD_STATE;
  }
  const struct tpu_device_config config = {
      .memory_bus_address = join(argument),
      .memory_bytes = join(argument + 2),
      .watchdog_us = join(argument + 4),
      .extended_tables = argument[6],
  };
  if (!is_shared(config.memory_bus_address, config.memory_bytes) ||
      config.watchdog_us > TPU_MAX_WATCHDOG_US) {
    return TPU_BAD_ARGUMENT;
  }
  return tpu_device_open(&server->device, server->board->accelerator, &config);
}

static enum tpu_status load(struct tpu_server *server, struct exchange *exchange) {
  const uint64_t address = join(exchange->argument);
  const uint32_t bytes = exchange->argument[2];
  if (!server->device.open || server->network.device != NULL) {
    return TPU_BAD_STATE;
  }
  if (!is_free(server, address, bytes)) {
    return TPU_BAD_ARGUMENT;
  }
  server->workspace.used = 0;
  const enum tpu_status status = tpu_network_load(&server->network, &server->device, server->board,
                                                  &server->workspace, address, bytes);
  if (status == TPU_OK) {
    server->image_bus_address = address;
    server->image_bytes = bytes;
    exchange->value[0] = server->network.buffer_count;
    exchange->value[1] = server->network.step_count;
    exchange->value[2] = server->network.executable_count;
  }
  return status;
}

static enum tpu_status tell_buffer(struct tpu_server *server, struct exchange *exchange) {
  const struct tpu_network *network = &server->network;
  if (network->device == NULL) {
    return TPU_BAD_STATE;
  }
  if (exchange->argument[0] >= network->buffer_count) {
    return TPU_BAD_ARGUMENT;
  }
  const struct tpu_network_buffer *buffer = &network->buffers[exchange->argument[0]];
  split(exchange->value, buffer->bus_address);
  exchange->value[2] = buffer->bytes;
  exchange->value[3] = buffer->role;
  return TPU_OK;
}

static enum tpu_status bind(struct tpu_server *server, struct exchange *exchange) {
  const uint64_t address = join(exchange->argument + 1);
  const uint64_t bytes = join(exchange->argument + 3);
  if (server->network.device == NULL) {
    return TPU_BAD_STATE;
  }
  if (!is_free(server, address, bytes) ||
      overlap(address, bytes, server->image_bus_address, server->image_bytes)) {
    return TPU_BAD_ARGUMENT;
  }
  return tpu_network_bind(&server->network, exchange->argument[0], address, bytes);
}

static void report_fault(const struct tpu_server *server, enum tpu_status status) {
  const struct tpu_fault_report *fault = &server->device.fault;
  uint32_t words[TPU_FAULT_WORDS] = {0};
  words[TPU_FAULT_WORD_CAUSE] = (uint32_t)fault->fault;
  words[TPU_FAULT_WORD_STATUS] = (uint32_t)status;
  split(words + TPU_FAULT_WORD_HIB_ERROR, fault->hib_error);
  split(words + TPU_FAULT_WORD_FIRST_ERROR, fault->hib_first_error);
  split(words + TPU_FAULT_WORD_SCALAR_ERROR, fault->scalar_error);
  split(words + TPU_FAULT_WORD_SCALAR_PC, fault->scalar_pc);
  split(words + TPU_FAULT_WORD_PAGE_ADDRESS, fault->page_fault_address);
  (void)write_words(server, TPU_MAILBOX_WORD_FAULT, words, TPU_FAULT_WORDS);
}

static void tell_failure(const struct tpu_server *server, enum tpu_status status, uint32_t step) {
  struct tpu_text text;
  tpu_text_clear(&text);
  tpu_text_add(&text, "step ");
  tpu_text_add_number(&text, step);
  tpu_text_add(&text, ": ");
  tpu_text_add(&text, tpu_status_text(status));
  if (status == TPU_FAULT || status == TPU_TIMEOUT) {
    tpu_text_add(&text, " (");
    tpu_text_add(&text, tpu_fault_text(server->device.fault.fault));
    tpu_text_add(&text, "), device reset");
  }
  message(server, &text);
}

static enum tpu_status run(struct tpu_server *server, struct exchange *exchange) {
  const struct tpu_hal *hal = server->board->accelerator;
  const uint64_t began = hal->time_us(hal->context);
  const uint32_t resets = server->device.resets;
  struct tpu_network_result result;
  const enum tpu_status status = tpu_network_run(&server->network, &result);
  uint32_t *value = exchange->value;
  value[0] = result.steps_done;
  value[1] = result.device_runs;
  value[2] = result.caching_runs;
  value[3] = result.host_steps;
  split(value + 4, result.host_cycles);
  value[6] = result.service_error;
  split(value + 7, hal->time_us(hal->context) - began);
  if (server->device.resets != resets) {
    report_fault(server, status);
  }
  if (status != TPU_OK) {
    tell_failure(server, status, result.steps_done);
  }
  return status;
}

static enum tpu_status reset(struct tpu_server *server) {
  return server->device.open ? tpu_device_reset(&server->device) : TPU_BAD_STATE;
}

static enum tpu_status counters(struct tpu_server *server, struct exchange *exchange) {
  const struct tpu_device *device = &server->device;
  if (!device->open) {
    return TPU_BAD_STATE;
  }
  split(exchange->value,
        device->hal->read64(device->hal->context, TESSERA_HIB_USER_DATA_READ_16BYTE_COUNT));
  for (uint32_t i = 0; i < TPU_HOST_INTERRUPTS; ++i) {
    split(exchange->value + 2 + (size_t)2 * i, device->interrupts[i]);
  }
  return TPU_OK;
}

static enum tpu_status close_device(struct tpu_server *server) {
  if (server->network.device != NULL) {
    return TPU_BAD_STATE;
  }
  return tpu_device_close(&server->device);
}

static enum tpu_status stop(struct tpu_server *server) {
  server->stopped = true;
  if (server->network.device != NULL) {
    (void)tpu_network_unload(&server->network);
  }
  return server->device.open ? tpu_device_close(&server->device) : TPU_OK;
}

static enum tpu_status carry_out(struct tpu_server *server, uint32_t command,
                                 struct exchange *exchange) {
  switch (command) {
    case TPU_COMMAND_QUERY:
      return query(server, exchange);
    case TPU_COMMAND_OPEN:
      return open_device(server, exchange);
    case TPU_COMMAND_LOAD:
      return load(server, exchange);
    case TPU_COMMAND_BUFFER:
      return tell_buffer(server, exchange);
    case TPU_COMMAND_BIND:
      return bind(server, exchange);
    case TPU_COMMAND_RUN:
      return run(server, exchange);
    case TPU_COMMAND_UNLOAD:
      return tpu_network_unload(&server->network);
    case TPU_COMMAND_RESET:
      return reset(server);
    case TPU_COMMAND_COUNTERS:
      return counters(server, exchange);
    case TPU_COMMAND_CLOSE:
      return close_device(server);
    case TPU_COMMAND_STOP:
      return stop(server);
    default:
      return TPU_BAD_COMMAND;
  }
}

// --- the mailbox
// ----------------------------------------------------------------------------------

static void reply(const struct tpu_server *server, uint32_t command, enum tpu_status status,
                  const struct exchange *exchange) {
  const struct tpu_hal *hal = server->board->accelerator;
  uint32_t words[TPU_REPLY_WORDS - 1];
  words[0] = command;
  words[1] = (uint32_t)status;
  memcpy(words + 2, exchange->value, sizeof exchange->value);
  (void)write_words(server, TPU_MAILBOX_WORD_REPLY + 1, words, TPU_REPLY_WORDS - 1);
  set_state(server, server->stopped ? TPU_MAILBOX_STOPPED : TPU_MAILBOX_READY);
  hal->memory_barrier(hal->context);
  (void)write_words(server, TPU_MAILBOX_WORD_REPLY, &server->sequence, 1);
  hal->memory_barrier(hal->context);
  if ((server->platform & TPU_PLATFORM_HOST_BELL) != 0) {
    server->board->ring_host(server->board->context);
  }
}

void tpu_server_poll(struct tpu_server *server) {
  uint32_t request[TPU_REQUEST_WORDS];
  struct exchange exchange;
  if (!read_words(server, TPU_MAILBOX_WORD_REQUEST, request, TPU_REQUEST_WORDS) ||
      request[0] == 0 || request[0] == server->sequence) {
    return;
  }
  memset(&exchange, 0, sizeof exchange);
  memcpy(exchange.argument, request + TPU_REQUEST_ARGUMENT, sizeof exchange.argument);
  server->sequence = request[0];
  set_state(server, TPU_MAILBOX_BUSY);
  const enum tpu_status status = carry_out(server, request[1], &exchange);
  reply(server, request[1], status, &exchange);
}

bool tpu_server_start(struct tpu_server *server, const struct tpu_board *board, uint8_t *workspace,
                      uint32_t workspace_bytes) {
  struct tpu_text text;
  uint32_t head[TPU_MAILBOX_WORD_BOOTS + 1];
  memset(server, 0, sizeof *server);
  server->board = board;
  server->workspace.bytes = workspace;
  server->workspace.size = workspace_bytes;
  if (!read_words(server, 0, head, TPU_MAILBOX_WORD_BOOTS + 1)) {
    return false;
  }
  server->platform = head[TPU_MAILBOX_WORD_PLATFORM];
  head[TPU_MAILBOX_WORD_BOOTS] += 1;
  // A request from before the start is not carried out.
  (void)read_words(server, TPU_MAILBOX_WORD_REQUEST, &server->sequence, 1);
  head[TPU_MAILBOX_WORD_VERSION] = TPU_MAILBOX_VERSION;
  head[TPU_MAILBOX_WORD_STATE] = TPU_MAILBOX_READY;
  head[TPU_MAILBOX_WORD_MAGIC] = TPU_MAILBOX_MAGIC;
  tpu_text_clear(&text);
  tpu_text_add(&text, "tessera firmware, mailbox version ");
  tpu_text_add_number(&text, TPU_MAILBOX_VERSION);
  tpu_text_add(&text, ", start ");
  tpu_text_add_number(&text, head[TPU_MAILBOX_WORD_BOOTS]);
  message(server, &text);
  if (!write_words(server, 0, head, TPU_MAILBOX_WORD_BOOTS + 1)) {
    return false;
  }
  if ((server->platform & TPU_PLATFORM_HOST_BELL) != 0) {
    board->ring_host(board->context);
  }
  return true;
}

void tpu_server_run(struct tpu_server *server) {
  while (!server->stopped && server->board->wait_doorbell(server->board->context)) {
    tpu_server_poll(server);
  }
}
