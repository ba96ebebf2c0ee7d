// SPDX-License-Identifier: Apache-2.0
// One function per operator: reads its inputs from the context and emits its outputs. Shapes have
// been validated; types and quantization are checked here and refused by name.
#pragma once

#include "workloads/graph/operator.h"
#include "workloads/reference/context.h"

namespace tessera::workloads {

void run_kernel(const Context& context, const Conv2d& conv);
void run_kernel(const Context& context, const DepthwiseConv2d& conv);
void run_kernel(const Context& context, const FullyConnected& layer);
void run_kernel(const Context& context, const Pool2d& pool);
void run_kernel(const Context& context, const Mean& mean);
void run_kernel(const Context& context, const Add& add);
void run_kernel(const Context& context, const Concatenation& concatenation);
void run_kernel(const Context& context, const Split& split);
void run_kernel(const Context& context, const Reshape& reshape);
void run_kernel(const Context& context, const Softmax& softmax);
void run_kernel(const Context& context, const Logistic& logistic);
void run_kernel(const Context& context, const Quantize& quantize);
void run_kernel(const Context& context, const Dequantize& dequantize);
void run_kernel(const Context& context, const ArgMax& arg_max);
/// Operators without a kernel yet.
template <class Other>
void run_kernel(const Context& context, const Other&) {
  context.refuse("not executed by the reference executor");
}

/// In the flavour of the options; the device has functions of its own (float_evaluator.h).
void run_kernel(const Context& context, const UnidirectionalSequenceLstm& lstm);
/// Refused: the device executes it (host_runner.h).
void run_kernel(const Context& context, const EdgetpuCustomOp& op);

}  // namespace tessera::workloads
