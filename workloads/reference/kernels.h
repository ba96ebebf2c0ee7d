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
void run_kernel(const Context& context, const Squeeze& squeeze);
void run_kernel(const Context& context, const ExpandDims& expand);
void run_kernel(const Context& context, const Pad& pad);
void run_kernel(const Context& context, const Slice& slice);
void run_kernel(const Context& context, const StridedSlice& slice);
void run_kernel(const Context& context, const Pack& pack);
void run_kernel(const Context& context, const Unpack& unpack);
void run_kernel(const Context& context, const Transpose& transpose);
void run_kernel(const Context& context, const ResizeBilinear& resize);
void run_kernel(const Context& context, const ResizeNearestNeighbor& resize);
void run_kernel(const Context& context, const Sub& sub);
void run_kernel(const Context& context, const Mul& mul);
void run_kernel(const Context& context, const BatchMatmul& product);
void run_kernel(const Context& context, const TransposeConv& conv);
void run_kernel(const Context& context, const Sum& sum);
void run_kernel(const Context& context, const ReduceMax& maximum);
void run_kernel(const Context& context, const Tanh& tanh);
void run_kernel(const Context& context, const HardSwish& hard_swish);
void run_kernel(const Context& context, const Rsqrt& rsqrt);
void run_kernel(const Context& context, const Gelu& gelu);
void run_kernel(const Context& context, const Relu& relu);
void run_kernel(const Context& context, const LeakyRelu& leaky_relu);
/// In the flavour of the options; the device has functions of its own (float_evaluator.h).
void run_kernel(const Context& context, const UnidirectionalSequenceLstm& lstm);
/// Refused: the device executes it (host_runner.h).
void run_kernel(const Context& context, const EdgetpuCustomOp& op);

}  // namespace tessera::workloads
