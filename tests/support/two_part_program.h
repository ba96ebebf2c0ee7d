// SPDX-License-Identifier: Apache-2.0
// A small program of two compiled parts with a host operator between them.
#pragma once

#include "tests/support/edgetpu_builder.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/program/program.h"

namespace tessera::test {

/// in -> part 0 -> RESHAPE -> part 1 -> last; both parts are the default one of edgetpu_builder.h.
inline workloads::Program two_part_program() {
  auto program =
      workloads::import_edgetpu_package("made.tflite", make_edgetpu_file({default_executable()}));
  auto& host = program.host;
  host.tensors.push_back(host.tensors[1]);
  host.tensors.push_back(host.tensors[1]);
  workloads::Operator reshape;
  reshape.options = workloads::Reshape{};
  reshape.inputs = {1};
  reshape.outputs = {2};
  workloads::Operator compiled = host.operators.at(0);
  compiled.inputs = {2};
  compiled.outputs = {3};
  host.operators.push_back(reshape);
  host.operators.push_back(compiled);
  host.outputs = {3};
  auto second = program.parts.at(0);
  second.custom_operator = 2;
  second.input_tensors = {2};
  second.output_tensors = {3};
  program.parts.push_back(second);
  return program;
}

}  // namespace tessera::test
