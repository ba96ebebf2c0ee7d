// SPDX-License-Identifier: Apache-2.0
#include "sim/run/child_run.h"

#include "sim/result/json_result.h"
#include "sim/run/runner.h"
#include "workloads/error.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace tessera::sim {
namespace {

// The first letter of what the child writes.
constexpr char kResult = 'r';
constexpr char kFault = 'f';
constexpr char kError = 'e';

std::string answer(const RunOptions& options) {
  try {
    return kResult + to_json(run(options)).dump();
  } catch (const SimulationFault& fault) {
    return kFault + std::string(fault.what());
  } catch (const std::exception& error) {
    return kError + std::string(error.what());
  }
}

[[noreturn]] void be_child(int pipe, const RunOptions& options) {
  const std::string text = answer(options);
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = ::write(pipe, text.data() + done, text.size() - done);
    if (n < 0 && errno != EINTR) ::_exit(1);
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  ::_exit(0);  // without the exit handlers of the parent's state
}

std::string read_all(int pipe) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t n = ::read(pipe, buffer.data(), buffer.size());
    if (n == 0) return text;
    if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
    if (n < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "read");
  }
}

}  // namespace

nlohmann::ordered_json run_in_child(const RunOptions& options) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(nullptr);  // or the child would write it again
  const pid_t child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    ::close(pipe[0]);
    be_child(pipe[1], options);
  }
  ::close(pipe[1]);
  const std::string text = read_all(pipe[0]);
  ::close(pipe[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (text.empty() || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw SimulationFault(options.model + " on " + options.system + ": the simulation broke off");
  if (text[0] == kFault) throw SimulationFault(text.substr(1));
  if (text[0] == kError) throw workloads::UsageError(text.substr(1));
  return nlohmann::ordered_json::parse(text.begin() + 1, text.end());
}

}  // namespace tessera::sim
