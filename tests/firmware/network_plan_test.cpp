// SPDX-License-Identifier: Apache-2.0
// Programs as steps: what lies in memory between them, and what they cost.
#include "workloads/steps/network_plan.h"

#include "workloads/steps/host_steps.h"
#include "workloads/steps/step_cost.h"

#include <gtest/gtest.h>

#include <map>

namespace tessera::workloads {
namespace {

constexpr spec::HostOperatorCycles kFigures = {2, 10, 100, 3};

/// x -> part 0 -> a -> RELU -> b -> part 1 -> c; d = CONCATENATION(b, c). So b is made in host step
/// 1 and read again in host step 2.
Program two_parts() {
  const auto tensor = [](const char* name, std::int32_t channels) {
    Tensor result;
    result.name = name;
    result.type = DataType::kUint8;
    result.shape = {1, 1, 1, channels};
    result.quantization = per_tensor(0.5F, 0);
    return result;
  };
  Program program;
  program.source = "two_parts";
  program.rule = ConstantRule::kTessera;
  Graph& graph = program.host;
  graph.tensors = {tensor("x", 4), tensor("a", 4), tensor("b", 4), tensor("c", 4), tensor("d", 8)};
  graph.operators = {{.options = EdgetpuCustomOp{}, .inputs = {0}, .outputs = {1}},
                     {.options = Relu{}, .inputs = {1}, .outputs = {2}},
                     {.options = EdgetpuCustomOp{}, .inputs = {2}, .outputs = {3}},
                     {.options = Concatenation{3}, .inputs = {2, 3}, .outputs = {4}}};
  graph.inputs = {0};
  graph.outputs = {4};
  const auto part = [](std::size_t op, TensorIndex input, TensorIndex output) {
    DeviceTensor device;
    device.name = "t";
    device.z_dim = 4;
    device.size_bytes = 8;  // padded
    CompiledPart result;
    result.custom_operator = op;
    result.inputs = {device};
    result.outputs = {device};
    result.input_tensors = {input};
    result.output_tensors = {output};
    return result;
  };
  program.parts = {part(0, 0, 1), part(2, 2, 3)};
  return program;
}

class Memory final : public PlanMemory {
 public:
  void read(std::size_t buffer, std::span<std::uint8_t> data) override {
    const Bytes& bytes = buffers.at(buffer);
    ASSERT_GE(bytes.size(), data.size()) << buffer;
    std::copy_n(bytes.begin(), data.size(), data.begin());
  }
  void write(std::size_t buffer, std::span<const std::uint8_t> data) override {
    buffers[buffer].assign(data.begin(), data.end());
  }
  std::map<std::size_t, Bytes> buffers;
};

TEST(NetworkPlan, steps_alternate_and_tensors_between_host_steps_get_a_buffer) {
  const NetworkPlan plan = plan_network(two_parts());
  ASSERT_EQ(plan.steps.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(plan.steps[i].kind, i % 2 == 0 ? StepKind::kHost : StepKind::kDevice) << i;
    EXPECT_EQ(plan.steps[i].target, i / 2) << i;
  }
  std::map<std::string, int> roles;
  for (const PlanBuffer& buffer : plan.buffers) roles[buffer.name] = static_cast<int>(buffer.role);
  EXPECT_EQ(roles, (std::map<std::string, int>{{"x", 1}, {"t", 0}, {"b", 0}, {"d", 2}}));
  EXPECT_EQ(plan.buffers.size(), 7U);  // x, two of each part, b, d
}

TEST(NetworkPlan, bytes_pass_through_memory_only) {
  const Program program = two_parts();
  const NetworkPlan plan = plan_network(program);
  HostSteps host(program, plan);
  Memory memory;
  memory.buffers[plan.input_buffers[0]] = {1, 2, 3, 4};
  host.run(0, memory);
  EXPECT_EQ(memory.buffers.at(plan.part_inputs[0][0]), (Bytes{1, 2, 3, 4, 0, 0, 0, 0}));
  memory.buffers[plan.part_outputs[0][0]] = {5, 6, 7, 8, 0, 0, 0, 0};
  host.run(1, memory);
  EXPECT_EQ(memory.buffers.at(plan.part_inputs[1][0]), (Bytes{5, 6, 7, 8, 0, 0, 0, 0}));
  memory.buffers[plan.part_outputs[1][0]] = {9, 10, 11, 12, 0, 0, 0, 0};
  for (std::size_t i = 0; i < plan.buffers.size(); ++i)
    if (plan.buffers[i].name == "b") memory.buffers[i] = {50, 60, 70, 80};  // as a program might
  host.run(2, memory);
  EXPECT_EQ(memory.buffers.at(plan.output_buffers[0]), (Bytes{50, 60, 70, 80, 9, 10, 11, 12}));
}

TEST(StepCost, counts_by_the_kind_of_operator) {
  const Program program = two_parts();
  const NetworkPlan plan = plan_network(program);
  EXPECT_EQ(step_cycles(program, plan.host_steps[0], kFigures), 4U * 2);  // to the device
  // From the device, RELU by element, to the device.
  EXPECT_EQ(step_cycles(program, plan.host_steps[1], kFigures), 4U * 2 + 4 * 10 + 4 * 2);
  // From the device, eight bytes joined.
  EXPECT_EQ(step_cycles(program, plan.host_steps[2], kFigures), 4U * 2 + 8 * 2);
}

}  // namespace
}  // namespace tessera::workloads
