// SPDX-License-Identifier: Apache-2.0
// The headers of SystemC and TLM-2.0 in the one order that compiles: tlm_utils needs <systemc>
// first, and sorted includes would put it last. Inside namespace tessera, write the standard's
// namespace as ::tlm.
#pragma once

// clang-format off
#include <systemc>
#include <tlm>
#include <tlm_utils/multi_passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <tlm_utils/tlm_quantumkeeper.h>
// clang-format on
