// SPDX-License-Identifier: Apache-2.0
// Small hand-made .tflite files for tests, written with libflatbuffers' generic builder.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tessera::test {

using FlatBytes = std::vector<std::uint8_t>;
using FlatOffset = flatbuffers::uoffset_t;

/// One field of a table under construction: a scalar or a reference to something already written.
using FlatField = std::function<void(flatbuffers::FlatBufferBuilder&)>;

template <class T>
FlatField scalar(std::uint16_t id, T value) {
  return [=](flatbuffers::FlatBufferBuilder& builder) {
    builder.AddElement<T>(static_cast<flatbuffers::voffset_t>(4 + 2 * id), value);
  };
}

inline FlatField reference(std::uint16_t id, FlatOffset offset) {
  return [=](flatbuffers::FlatBufferBuilder& builder) {
    builder.AddOffset(static_cast<flatbuffers::voffset_t>(4 + 2 * id),
                      flatbuffers::Offset<void>(offset));
  };
}

inline FlatOffset write_table(flatbuffers::FlatBufferBuilder& builder,
                              const std::vector<FlatField>& fields) {
  const auto start = builder.StartTable();
  for (const auto& field : fields) {
    field(builder);
  }
  return builder.EndTable(start);
}

inline FlatOffset write_tables(flatbuffers::FlatBufferBuilder& builder,
                               const std::vector<FlatOffset>& tables) {
  std::vector<flatbuffers::Offset<void>> offsets(tables.begin(), tables.end());
  return builder.CreateVector(offsets).o;
}

inline FlatBytes finish(flatbuffers::FlatBufferBuilder& builder, FlatOffset root,
                        const char* identifier = nullptr) {
  builder.Finish(flatbuffers::Offset<void>(root), identifier);
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

/// Contents of a constant from numbers of any type.
template <class T>
FlatBytes to_bytes(const std::vector<T>& values) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(values.data());
  return {first, first + values.size() * sizeof(T)};
}

struct TensorSpec {
  std::string name;
  std::vector<std::int32_t> shape;
  std::int8_t type = 3;  // 0 float32, 2 int32, 3 uint8, 4 int64, 7 int16, 9 int8
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;
  std::int32_t axis = 0;
  FlatBytes data;
  bool is_variable = false;
};

struct OperatorSpec {
  std::int32_t code = 0;
  std::vector<std::int32_t> inputs;
  std::vector<std::int32_t> outputs;
  std::uint8_t options_type = 0;
  std::vector<FlatField> options;
  std::string custom_code;
  FlatBytes custom_options;
  std::vector<std::int32_t> option_vector;  // field 0 of the options, where that is a vector
};

struct TfliteSpec {
  std::vector<TensorSpec> tensors;
  std::vector<OperatorSpec> operators;
  std::vector<std::int32_t> inputs;
  std::vector<std::int32_t> outputs;
  std::uint32_t version = 3;
  std::string identifier = "TFL3";
};

/// Writes the file. Buffer 0 is empty; tensor i has buffer i + 1 if it has data.
class TfliteWriter {
 public:
  explicit TfliteWriter(const TfliteSpec& spec) : spec_(spec) {}

  FlatBytes write() {
    const auto subgraph = write_subgraph();
    const auto codes = write_codes();
    const auto buffers = write_buffers();
    const auto subgraphs = write_tables(builder_, {subgraph});
    const auto model = write_table(builder_, {scalar(0, spec_.version), reference(1, codes),
                                              reference(2, subgraphs), reference(4, buffers)});
    return finish(builder_, model, spec_.identifier.c_str());
  }

 private:
  FlatOffset write_tensor(std::size_t index) {
    const auto& tensor = spec_.tensors[index];
    const auto name = builder_.CreateString(tensor.name).o;
    const auto shape = builder_.CreateVector(tensor.shape).o;
    std::vector<FlatField> fields = {reference(0, shape), scalar(1, tensor.type),
                                     reference(3, name)};
    if (!tensor.data.empty()) {
      fields.push_back(scalar(2, static_cast<std::uint32_t>(index + 1)));
    }
    if (tensor.is_variable) {
      fields.push_back(scalar<std::uint8_t>(5, 1));
    }
    if (!tensor.scales.empty()) {
      const auto scales = builder_.CreateVector(tensor.scales).o;
      const auto zeros = builder_.CreateVector(tensor.zero_points).o;
      fields.push_back(reference(
          4, write_table(builder_,
                         {reference(2, scales), reference(3, zeros), scalar(6, tensor.axis)})));
    }
    return write_table(builder_, fields);
  }

  FlatOffset write_operator(std::size_t index) {
    const auto& op = spec_.operators[index];
    const auto inputs = builder_.CreateVector(op.inputs).o;
    const auto outputs = builder_.CreateVector(op.outputs).o;
    std::vector<FlatField> fields = {scalar(0, static_cast<std::uint32_t>(index)),
                                     reference(1, inputs), reference(2, outputs)};
    if (op.options_type != 0) {
      auto options = op.options;
      if (!op.option_vector.empty()) {
        options.push_back(reference(0, builder_.CreateVector(op.option_vector).o));
      }
      fields.push_back(scalar(3, op.options_type));
      fields.push_back(reference(4, write_table(builder_, options)));
    }
    if (!op.custom_options.empty()) {
      fields.push_back(reference(5, builder_.CreateVector(op.custom_options).o));
    }
    return write_table(builder_, fields);
  }

  FlatOffset write_subgraph() {
    std::vector<FlatOffset> tensors;
    for (std::size_t i = 0; i < spec_.tensors.size(); ++i) {
      tensors.push_back(write_tensor(i));
    }
    std::vector<FlatOffset> operators;
    for (std::size_t i = 0; i < spec_.operators.size(); ++i) {
      operators.push_back(write_operator(i));
    }
    const auto tensor_list = write_tables(builder_, tensors);
    const auto inputs = builder_.CreateVector(spec_.inputs).o;
    const auto outputs = builder_.CreateVector(spec_.outputs).o;
    const auto operator_list = write_tables(builder_, operators);
    return write_table(builder_, {reference(0, tensor_list), reference(1, inputs),
                                  reference(2, outputs), reference(3, operator_list)});
  }

  FlatOffset write_codes() {
    std::vector<FlatOffset> codes;
    for (const auto& op : spec_.operators) {
      std::vector<FlatField> fields = {scalar(3, op.code)};
      if (!op.custom_code.empty()) {
        fields.push_back(reference(1, builder_.CreateString(op.custom_code).o));
      }
      codes.push_back(write_table(builder_, fields));
    }
    return write_tables(builder_, codes);
  }

  FlatOffset write_buffers() {
    std::vector<FlatOffset> buffers = {write_table(builder_, {})};
    for (const auto& tensor : spec_.tensors) {
      const auto data = builder_.CreateVector(tensor.data).o;
      buffers.push_back(write_table(builder_, {reference(0, data)}));
    }
    return write_tables(builder_, buffers);
  }

  const TfliteSpec& spec_;
  flatbuffers::FlatBufferBuilder builder_;
};

inline FlatBytes make_tflite(const TfliteSpec& spec) { return TfliteWriter(spec).write(); }

}  // namespace tessera::test
