// SPDX-License-Identifier: Apache-2.0
// MUL: by constant channels as a depthwise layer of one position; by a computed vector, whose
// elements become the weights of such a layer; of two images by squares.
#include "workloads/compiler/element_walk.h"
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/reference/product_stage.h"

#include <algorithm>
#include <utility>

namespace tessera::workloads {
namespace {

constexpr std::int64_t kDiagonalCells = kWordBytes * kWordBytes;
constexpr std::int64_t kSquareCells = 2 * kWordBytes;
constexpr std::int64_t kSquareBytes = 2;
/// Share of the narrow memory for squares; more are made in several chunks of rows.
constexpr std::int64_t kSquaresDivisor = 6;

}  // namespace

std::optional<ProductForm> product_form(const Graph& graph, const Operator& op) {
  const Tensor& a = graph.tensor(op.inputs[0]);
  const Tensor& b = graph.tensor(op.inputs[1]);
  if (a.shape == b.shape && !a.is_constant() && !b.is_constant())
    return ProductForm{ProductForm::Kind::kElements, 0, 1};
  for (const std::size_t data : {std::size_t{0}, std::size_t{1}}) {
    const Tensor& image = data == 0 ? a : b;
    const Tensor& factors = data == 0 ? b : a;
    const auto image_size = image_shape(image);
    const auto factor_size = image_shape(factors);
    if (!image_size || !factor_size || image.is_constant()) continue;
    if (image_size->is_vector() || !factor_size->is_vector()) continue;
    if (factor_size->channels != image_size->channels) continue;
    return ProductForm{
        factors.is_constant() ? ProductForm::Kind::kConstant : ProductForm::Kind::kChannels, data,
        1 - data};
  }
  return std::nullopt;
}

std::int64_t factor_rows(std::int64_t channels) {
  return divide_up<std::int64_t>(divide_up<std::int64_t>(channels, kWordBytes), kUnitsPerRow);
}

void Lowering::lower_op(std::size_t index, const Mul& mul) {
  const ProductForm form = *product_form(graph_, graph_.operators[index]);
  switch (form.kind) {
    case ProductForm::Kind::kConstant:
      return constant_product(index, form, mul.activation);
    case ProductForm::Kind::kChannels:
      return channel_product(index, form, mul.activation);
    case ProductForm::Kind::kElements:
      return element_product(index, mul.activation);
  }
}

void Lowering::constant_product(std::size_t index, const ProductForm& form, Activation activation) {
  const Context at = context(index);
  const auto codes = at.codes(form.factors);
  const ImageShape image = *image_shape(at.input(form.image));
  Reduction reduction;
  reduction.input = graph_.operators[index].inputs[form.image];
  reduction.channels = image.channels;
  reduction.y.input = image.height;
  reduction.x.input = image.width;
  reduction.in_zero = zero_code(graph_.operators[index].inputs[form.image]);
  reduction.weight_zero = zero_code(graph_.operators[index].inputs[form.factors]);
  reduction.stage = product_stage(at, activation);
  reduction.bias = [](std::int64_t) { return 0; };
  reduction.weight = [&](std::int64_t, std::int64_t, std::int64_t channel) {
    return codes[static_cast<std::size_t>(channel)];
  };
  reduce_windows(index, reduction);
}

/// The factors of a word of channels as the weights of four cells: each cell's own in its lane, and
/// the zero point, which is no weight at all, in the others.
void Lowering::channel_product(std::size_t index, const ProductForm& form, Activation activation) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const std::string name = layer_name(graph_, index);
  const TileTensorId image = source(op.inputs[form.image]);
  const TileTensorId factors = replicated(op.inputs[form.factors]);
  const std::uint8_t zero = zero_code(op.inputs[form.factors]);
  const std::int64_t words = plan_.tensors[image].depth() / kWordBytes;
  const TileTensorId diagonals =
      add_tensor(name + " weights", Spread::kLocal, plan_.tensors[factors].shape);
  plan_.tensors[diagonals].local_bytes = words * machine_.unit_bytes;
  const TileTensor* const vector = &plan_.tensors[factors];
  const TileTensor* const spread = &plan_.tensors[diagonals];

  const OutputStage pass = identity_stage(options_.mode, 255);
  MacJob lay_out;
  lay_out.parameters = ParameterImage(machine_, options_.mode, 1, 1, kDiagonalCells, 0);
  for (std::int64_t cell = 0; cell < kDiagonalCells; ++cell) {
    const std::int64_t lane = cell % kWordBytes;
    const bool own = cell / kWordBytes == lane;
    if (own) lay_out.parameters.weights(0, 0, cell)[static_cast<std::size_t>(lane)] = 1;
    lay_out.parameters.scale(0, cell, scale_of(pass, 0));
    lay_out.parameters.bias(0, cell, own ? 0 : zero);
  }
  lay_out.outputs_last = kDiagonalCells;
  set_output(lay_out.op, pass);
  lay_out.loops = [=, unit = std::int64_t{machine_.unit_bytes}](std::uint32_t) {
    TileLoops loops;
    loops.columns = words;
    loops.parameters = {{1, 0}};
    loops.in_base = vector->base;
    loops.in = {{1, 0}, {words, kWordBytes}, {1, 0}, {1, 0}};
    loops.out_base = spread->base;
    loops.out = {{kWordBytes, kWordBytes}, {words, unit}, {1, 0}, {1, 0}};
    return loops;
  };
  step(index, {factors}, {diagonals}).what = MacStep{std::move(lay_out), diagonals, false};
  plan_.steps.back().macs = 0;
  WeightsStep staged{diagonals, [=, this_machine = &machine_](std::uint32_t) {
                       const std::int64_t bytes = spread->local_bytes;
                       return StagedWords{spread->base,
                                          {{bytes / kWordBytes, kWordBytes}},
                                          divide_up<std::int64_t>(bytes, this_machine->row_bytes)};
                     }};
  plan_.steps.push_back({name, "WEIGHTS", 0, std::move(staged), {diagonals}, {}});

  const TileTensorId to = made_like(image, op.outputs[0]);
  const OutputStage stage = product_stage(at, activation);
  MacJob job;
  job.staged = true;
  job.parameters = word_identity(machine_, stage);  // of which only the scaling entry is read
  job.outputs_last = kWordBytes;
  job.op.in_zero_point = zero_code(op.inputs[form.image]);
  job.op.weight_zero_point = zero;
  set_output(job.op, stage);
  const TileTensor* const in = &plan_.tensors[image];
  const TileTensor* const out = &plan_.tensors[to];
  job.loops = [=, this_machine = &machine_](std::uint32_t tile) {
    const ElementWalk walk(*this_machine, *out, tile);
    TileLoops loops = walk.loops(*in, *out, {{1, 0}}, {});
    loops.parameters = {{1, 0}, {words, 1}, {walk.words() / words, 0}, {walk.rows(), 0}};
    return loops;
  };
  step(index, {image, diagonals}, {to}).what = MacStep{std::move(job), to, true};
}

/// a*b = floor((a + b)^2 / 4) - floor((a - b)^2 / 4), exact for integers: the non-linear unit
/// squares, rounding the quarter of odd squares down; a second command takes the difference.
void Lowering::element_product(std::size_t index, Activation activation) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const auto [a, b] = spread_alike(op.inputs[0], op.inputs[1]);
  const TileTensorId to = made_like(a, op.outputs[0]);
  const TileTensorId squares =
      add_tensor(layer_name(graph_, index) + " squares", Spread::kLocal, plan_.tensors[a].shape);
  const TileTensor& made = plan_.tensors[to];
  const bool blocks = made.spread == Spread::kBlocks;
  const std::int64_t block_rows = blocks ? made.y.split().block() : 1;
  const std::int64_t row_words = blocks ? made.x.split().block() * made.depth() / kWordBytes
                                        : made.bytes(machine_.row_bytes) / kWordBytes;
  const std::int64_t row_bytes = row_words * kSquareCells * kSquareBytes;
  const std::int64_t chunk_rows =
      std::clamp<std::int64_t>(machine_.narrow_bytes / kSquaresDivisor / row_bytes, 1, block_rows);
  plan_.tensors[squares].local_bytes = chunk_rows * row_bytes;
  for (std::int64_t first = 0; first < block_rows; first += chunk_rows) {
    const Range rows{first, std::min(first + chunk_rows, block_rows)};
    step(index, {a, b}, {squares}).what =
        MacStep{squares_of(at, a, b, to, squares, rows), squares, false};
    if (first > 0) plan_.steps.back().macs = 0;
    step(index, {squares}, {to}).what =
        MacStep{difference(product_stage(at, activation), squares, to, rows), to,
                blocks && rows.end == block_rows};
    plan_.steps.back().macs = 0;
  }
}

/// Four squares of sums, then four of differences, of 16 bits for each pair of words.
MacJob Lowering::squares_of(const Context& at, TileTensorId a, TileTensorId b, TileTensorId to,
                            TileTensorId squares, Range rows) {
  const std::int32_t a_zero = at.code_quantization(at.input(0)).zero_point;
  const std::int32_t b_zero = at.code_quantization(at.input(1)).zero_point;
  const OutputStage real = [] {  // the sums themselves are the unit's arguments
    OutputStage stage = identity_stage(func::RequantMode::kF32, 0);
    stage.bounds = {-kFarArgument, kFarArgument};
    return stage;
  }();
  constexpr std::int64_t kSteps = 4;  // two bytes each, as in pair_sum
  MacJob job;
  job.parameters = ParameterImage(machine_, real.mode, 1, kSteps, kSquareCells, 0);
  for (std::int64_t cell = 0; cell < kSquareCells; ++cell) {
    const std::int32_t sign = cell < kWordBytes ? 1 : -1;
    const std::int64_t byte = cell % kWordBytes;
    for (std::int64_t step = 0; step < kSteps; ++step) {
      for (std::int64_t half = 0; half < 2; ++half) {
        const bool own = 2 * (step % 2) + half == byte;
        const std::int32_t weight = !own ? 0 : step < 2 ? 1 : sign;
        put_half(job.parameters.weights(0, step, cell), half, weight + 1);
      }
    }
    job.parameters.scale(0, cell, scale_of(real, 0));
    job.parameters.bias(0, cell, -a_zero - sign * b_zero);
  }
  job.outputs_last = kSquareCells;
  job.op.pair_16 = 1;
  job.op.weight_zero_point = 1;
  job.op.out_16 = 1;
  job.op.nlu = 1;
  set_output(job.op, real);
  func::NluTable table;
  table.breakpoints.fill(kFarArgument);
  table.coefficients[2] = 0.25F;
  job.table = load_of(table);
  const TileTensor* const left = &plan_.tensors[a];
  const TileTensor* const right = &plan_.tensors[b];
  const TileTensor* const out = &plan_.tensors[to];
  const TileTensor* const made = &plan_.tensors[squares];
  job.loops = [=, this_machine = &machine_,
               unit = job.parameters.step_units()](std::uint32_t tile) {
    const ElementWalk walk(*this_machine, *out, tile, rows);
    TileLoops loops = walk.loops(*left, *out, {{2, 2}, {2, walk.begin(*right) - walk.begin(*left)}},
                                 {{kSteps, unit}});
    loops.out_base = made->base;
    loops.out = {{kWordBytes, kWordBytes},
                 {walk.words(), kSquareCells * kSquareBytes},
                 {walk.rows(), walk.words() * kSquareCells * kSquareBytes},
                 {1, 0}};
    return loops;
  };
  return job;
}

MacJob Lowering::difference(const OutputStage& stage, TileTensorId squares, TileTensorId to,
                            Range rows) {
  MacJob job;
  job.parameters = ParameterImage(machine_, options_.mode, 1, kSquareCells, kWordBytes, 1);
  for (std::int64_t c = 0; c < kWordBytes; ++c) {  // weights count from 1
    job.parameters.weights(0, c, c)[0] = 2;
    job.parameters.weights(0, kWordBytes + c, c)[0] = 0;
    job.parameters.scale(0, c, scale_of(stage, 0));
    job.parameters.bias(0, c, 0);
  }
  job.outputs_last = kWordBytes;
  job.op.scalar_16 = 1;
  job.op.weight_zero_point = 1;
  set_output(job.op, stage);
  const TileTensor* const from = &plan_.tensors[squares];
  const TileTensor* const out = &plan_.tensors[to];
  job.loops = [=, this_machine = &machine_,
               unit = job.parameters.step_units()](std::uint32_t tile) {
    const ElementWalk walk(*this_machine, *out, tile, rows);
    TileLoops loops =
        walk.loops(*out, *out, {{kSquareCells, kSquareBytes}}, {{kSquareCells, unit}});
    const std::int64_t word = kSquareCells * kSquareBytes;
    loops.in_base = from->base;
    loops.in = {
        {kSquareCells, kSquareBytes}, {walk.words(), word}, {walk.rows(), walk.words() * word}};
    return loops;
  };
  return job;
}

}  // namespace tessera::workloads
