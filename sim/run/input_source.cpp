// SPDX-License-Identifier: Apache-2.0
#include "sim/run/input_source.h"

#include "workloads/error.h"
#include "workloads/input/image.h"
#include "workloads/input/lcg.h"

#include <fmt/format.h>

#include <cstring>

namespace tessera::sim {
namespace {

using workloads::Bytes;
using workloads::DataType;
using workloads::Tensor;

Bytes generate(workloads::Lcg& generator, const Tensor& tensor) {
  if (tensor.type != DataType::kFloat32) return generator.bytes(tensor.size_bytes());
  const std::vector<float> values = generator.floats(static_cast<std::size_t>(tensor.elements()));
  Bytes bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// Height, width and channels of an image-shaped input: [1,h,w,c], or [1,h,w] as gray.
bool image_shape(const Tensor& tensor, std::int32_t& height, std::int32_t& width,
                 std::int32_t& channels) {
  const auto& shape = tensor.shape;
  if (shape.size() < 3 || shape.size() > 4 || shape[0] != 1) return false;
  height = shape[1];
  width = shape[2];
  channels = shape.size() == 4 ? shape[3] : 1;
  return channels == 1 || channels == 3;
}

Bytes from_picture(const std::string& file, const Tensor& tensor) {
  std::int32_t height = 0;
  std::int32_t width = 0;
  std::int32_t channels = 0;
  if (!image_shape(tensor, height, width, channels) || workloads::element_bytes(tensor.type) != 1)
    throw workloads::UsageError(
        fmt::format("{}: a picture does not fit input '{}' of shape {}; give raw bytes", file,
                    tensor.name, workloads::to_string(tensor.shape)));
  workloads::Image image = workloads::read_image(file);
  if (image.channels != channels)
    throw workloads::UsageError(fmt::format("{}: {} channels, input '{}' has {}", file,
                                            image.channels, tensor.name, channels));
  if (image.height != height || image.width != width)
    image = workloads::resized_nearest(image, height, width);
  // Pixels are codes 0..255; signed inputs hold them with the sign bit inverted.
  if (tensor.type == DataType::kInt8)
    for (std::uint8_t& pixel : image.pixels) pixel ^= 0x80U;
  return image.pixels;
}

Bytes read_input(const std::string& file, const Tensor& tensor) {
  if (workloads::is_picture(file)) return from_picture(file, tensor);
  Bytes bytes = workloads::read_file(file);
  if (bytes.size() != tensor.size_bytes())
    throw workloads::UsageError(
        fmt::format("{}: {} bytes, input '{}' of shape {} needs {}", file, bytes.size(),
                    tensor.name, workloads::to_string(tensor.shape), tensor.size_bytes()));
  return bytes;
}

}  // namespace

std::vector<Bytes> read_inputs(const workloads::Graph& graph, std::span<const std::string> files,
                               std::uint32_t seed) {
  if (!files.empty() && files.size() != graph.inputs.size())
    throw workloads::UsageError(fmt::format("{} input files given, '{}' has {} inputs",
                                            files.size(), graph.source, graph.inputs.size()));
  std::vector<Bytes> inputs;
  workloads::Lcg generator(seed);
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    const Tensor& tensor = graph.tensor(graph.inputs[i]);
    inputs.push_back(files.empty() ? generate(generator, tensor) : read_input(files[i], tensor));
  }
  return inputs;
}

}  // namespace tessera::sim
