// SPDX-License-Identifier: Apache-2.0
#include "workloads/flatbuffer/byte_view.h"

#include "workloads/error.h"

#include <fmt/format.h>

namespace tessera::workloads {

void ByteView::fail(std::uint64_t offset, std::string_view what, std::string_view problem) const {
  throw FormatError(file_, what, origin_ + offset, problem);
}

void ByteView::fail_range(std::uint64_t offset, std::uint64_t length, std::string_view what) const {
  fail(offset, what,
       fmt::format("needs {} bytes, the buffer at byte {} has {}", length, origin_, size()));
}

}  // namespace tessera::workloads
