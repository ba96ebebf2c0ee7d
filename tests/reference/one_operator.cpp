// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/one_operator.h"

namespace tessera::test {

using workloads::DataType;
using workloads::Graph;
using workloads::GraphBuilder;
using workloads::Quantization;

Graph graph_of(const ConvLayer& layer) {
  GraphBuilder builder("one convolution");
  const auto x =
      builder.input("x", layer.type, {layer.batch, layer.height, layer.width, layer.in_channels},
                    layer.x.tensor());
  const workloads::Shape shape =
      layer.depthwise
          ? workloads::Shape{1, layer.filter_y, layer.filter_x, layer.out_channels}
          : workloads::Shape{layer.out_channels, layer.filter_y, layer.filter_x, layer.in_channels};
  const Quantization quantization{
      layer.weight_scales,
      std::vector<std::int64_t>(layer.weight_scales.size(), layer.weight_zero_point),
      layer.depthwise ? 3 : 0};
  const auto w = builder.constant("w", layer.type, shape, quantization, layer.weights);
  const auto b =
      builder.constant("b", DataType::kInt32, {layer.out_channels}, {}, bytes_of(layer.bias));
  workloads::OperatorOptions options = workloads::Conv2d{layer.window, layer.activation};
  if (layer.depthwise) {
    options = workloads::DepthwiseConv2d{layer.window, layer.out_channels / layer.in_channels,
                                         layer.activation};
  }
  builder.output(builder.add("y", options, {x, w, b}, layer.type, layer.y.tensor()));
  return builder.build();
}

Graph graph_of(const DenseLayer& layer) {
  GraphBuilder builder("one fully connected layer");
  const auto x = builder.input("x", layer.type, {layer.rows, layer.inputs}, layer.x.tensor());
  const auto w = builder.constant("w", layer.type, {layer.outputs, layer.inputs}, layer.w.tensor(),
                                  layer.weights);
  const auto b = builder.constant("b", DataType::kInt32, {layer.outputs}, {}, bytes_of(layer.bias));
  const workloads::FullyConnected options{layer.activation, false};
  builder.output(builder.add("y", options, {x, w, b}, layer.type, layer.y.tensor()));
  return builder.build();
}

Graph graph_of(const workloads::OperatorOptions& options, DataType type,
               const std::vector<Operand>& inputs, Quant output) {
  GraphBuilder builder("one operator");
  std::vector<workloads::TensorIndex> operands;
  for (const auto& input : inputs) {
    operands.push_back(builder.input("x" + std::to_string(operands.size()), type, input.shape,
                                     input.quant.tensor()));
  }
  builder.output(builder.add("y", options, operands, type, output.tensor()));
  return builder.build();
}

Graph mean_graph(DataType type, const Operand& x, Quant y) {
  GraphBuilder builder("one mean");
  const auto input = builder.input("x", type, x.shape, x.quant.tensor());
  const auto axes = builder.integers("axes", {1});
  builder.output(builder.add("y", workloads::Mean{}, {input, axes}, type, y.tensor()));
  return builder.build();
}

}  // namespace tessera::test
