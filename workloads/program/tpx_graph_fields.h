// SPDX-License-Identifier: Apache-2.0
// What a program file holds of the host graph: tensors and operators with their options. The rules
// of tpx_fields.h hold here too.
#pragma once

#include "workloads/program/tpx_fields.h"

#include <memory>
#include <tuple>
#include <variant>

namespace tessera::workloads::tpx {

template <class A>
void activation_field(A& a, Ref<A, Activation> value) {
  a.enumeration("activation", value, Activation::kTanh);
}

template <class A>
void describe(A& a, Ref<A, Window> window) {
  auto& [padding, stride_y, stride_x, dilation_y, dilation_x] = window;
  a.enumeration("padding", padding, Padding::kValid);
  a.number("stride_y", stride_y);
  a.number("stride_x", stride_x);
  a.number("dilation_y", dilation_y);
  a.number("dilation_x", dilation_x);
}

/// A member of any operator's options, by its type.
template <class A, class T>
void option(A& a, T& value) {
  using Value = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Value, Window>) {
    describe(a, value);
  } else if constexpr (std::is_same_v<Value, Activation>) {
    activation_field(a, value);
  } else if constexpr (std::is_same_v<Value, Pool2d::Kind>) {
    a.enumeration("kind", value, Pool2d::Kind::kMax);
  } else if constexpr (std::is_same_v<Value, Relu::Kind>) {
    a.enumeration("kind", value, Relu::Kind::kRelu6);
  } else if constexpr (std::is_same_v<Value, bool>) {
    a.flag("option", value);
  } else if constexpr (std::is_same_v<Value, std::vector<std::int32_t>>) {
    numbers(a, "option", value);
  } else {
    a.number("option", value);
  }
}

/// Converts to anything: counts how many members an aggregate can be initialised with.
struct Any {
  template <class T>
  operator T() const;  // NOLINT: never defined, and implicit on purpose
};
template <class T, class... Members>
constexpr std::size_t member_count() {
  if constexpr (requires { T{Members{}..., Any{}}; })
    return member_count<T, Members..., Any>();
  else
    return sizeof...(Members);
}

template <class A, class Options>
void describe_options(A& a, Options& options) {
  constexpr std::size_t kMembers = member_count<std::remove_const_t<Options>>();
  const auto all = [&](auto&... members) { (option(a, members), ...); };
  if constexpr (kMembers == 1) {
    auto& [m1] = options;
    all(m1);
  } else if constexpr (kMembers == 2) {
    auto& [m1, m2] = options;
    all(m1, m2);
  } else if constexpr (kMembers == 3) {
    auto& [m1, m2, m3] = options;
    all(m1, m2, m3);
  } else if constexpr (kMembers == 4) {
    auto& [m1, m2, m3, m4] = options;
    all(m1, m2, m3, m4);
  } else if constexpr (kMembers == 5) {
    auto& [m1, m2, m3, m4, m5] = options;
    all(m1, m2, m3, m4, m5);
  } else if constexpr (kMembers == 6) {
    auto& [m1, m2, m3, m4, m5, m6] = options;
    all(m1, m2, m3, m4, m5, m6);
  } else {
    static_assert(kMembers == 0, "operator options of more members");
  }
}

/// The compiled part stands in its own section.
template <class A>
void describe_options(A&, const EdgetpuCustomOp&) {}
template <class A>
void describe_options(A&, EdgetpuCustomOp&) {}

/// An operator's kind is the name that `operator_name` gives to its default options.
template <class A>
void describe_kind(A& a, Ref<A, OperatorOptions> options) {
  if constexpr (A::kReads) {
    std::string name;
    a.text("kind", name);
    const auto find = [&]<std::size_t... I>(std::index_sequence<I...>) {
      return ((operator_name(std::variant_alternative_t<I, OperatorOptions>{}) == name
                   ? (options.template emplace<I>(), true)
                   : false) ||
              ...);
    };
    if (!find(std::make_index_sequence<std::variant_size_v<OperatorOptions>>{}))
      a.fail("kind", fmt::format("operator \"{}\" is not known", name.substr(0, 64)));
  } else {
    std::visit(
        [&](const auto& each) {
          a.text("kind", std::string(operator_name(std::decay_t<decltype(each)>{})));
        },
        options);
  }
}

template <class A>
void describe(A& a, Ref<A, Operator> op) {
  auto& [options, inputs, outputs, intermediates, name] = op;
  describe_kind(a, options);
  std::visit([&](auto& each) { describe_options(a, each); }, options);
  numbers(a, "inputs", inputs);
  numbers(a, "outputs", outputs);
  numbers(a, "intermediates", intermediates);
  a.text("name", name);
}

template <class A>
void describe(A& a, Ref<A, Quantization> quantization) {
  auto& [scales, zero_points, axis] = quantization;
  a.list("scales", scales, 4, [&](auto& value) { a.number("scale", value); });
  a.list("zero_points", zero_points, 8, [&](auto& value) { a.number("zero_point", value); });
  a.number("axis", axis);
}

template <class A>
void describe(A& a, Ref<A, Tensor> tensor) {
  auto& [name, type, shape, quantization, data, is_variable] = tensor;
  a.text("name", name);
  a.enumeration("type", type, DataType::kBool);
  numbers(a, "shape", shape);
  a.optional("quantization", quantization, [&](auto& value) { describe(a, value); });
  a.flag("is_variable", is_variable);
  bool constant = tensor.is_constant();
  a.flag("constant", constant);
  if (!constant) return;
  if constexpr (A::kReads) {
    Bytes bytes;
    a.blob("data", bytes);
    data = std::make_shared<const Bytes>(std::move(bytes));
  } else {
    a.blob("data", *data);
  }
}

/// All but `source`, which is the file that is read.
template <class A>
void describe(A& a, Ref<A, Graph> graph) {
  a.text("name", graph.name);
  a.list("tensors", graph.tensors, 13, [&](auto& value) { describe(a, value); });
  a.list("operators", graph.operators, 20, [&](auto& value) { describe(a, value); });
  numbers(a, "inputs", graph.inputs);
  numbers(a, "outputs", graph.outputs);
}

}  // namespace tessera::workloads::tpx
