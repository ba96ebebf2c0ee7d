// SPDX-License-Identifier: Apache-2.0
// Which network of the zoo a row of published latencies is about (facts/published_latency.json, the
// rows whose device is an Edge TPU).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tessera::workloads {

struct PublishedNetwork {
  std::string name;  // empty: no definition is to be had, and the remark says why
  /// What a reader of the comparison has to know; often empty where there is a network.
  std::string remark;
};

/// For the model and input of a row, as it has them; an absent input is empty. A row that nobody
/// has looked at yet has no network either, which its remark says.
[[nodiscard]] PublishedNetwork network_of_published_row(std::string_view model,
                                                        std::string_view input);

/// One entry of the table behind it.
struct PublishedModel {
  std::string_view model;
  std::string_view input;
  std::string_view network;
  std::string_view remark;
};

[[nodiscard]] std::span<const PublishedModel> published_models();

}  // namespace tessera::workloads
