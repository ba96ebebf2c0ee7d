// SPDX-License-Identifier: Apache-2.0
#include "sim/run/child_run.h"

#include "sim/result/json_result.h"
#include "sim/run/runner.h"
#include "workloads/error.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

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

ChildRun::ChildRun(const RunOptions& options) : title_(options.model + " on " + options.system) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(nullptr);  // or the child would write it again
  child_ = ::fork();
  if (child_ < 0) {
    const int reason = errno;
    ::close(pipe[0]);
    ::close(pipe[1]);
    throw std::system_error(reason, std::generic_category(), "fork");
  }
  if (child_ == 0) {
    ::close(pipe[0]);
    be_child(pipe[1], options);
  }
  ::close(pipe[1]);
  pipe_ = pipe[0];
}

ChildRun::ChildRun(ChildRun&& other) noexcept
    : title_(std::move(other.title_)),
      child_(std::exchange(other.child_, -1)),
      pipe_(std::exchange(other.pipe_, -1)) {}

ChildRun::~ChildRun() {
  if (child_ < 0) return;
  ::kill(child_, SIGTERM);
  (void)reap();
}

int ChildRun::reap() {
  ::close(pipe_);
  int status = 0;
  while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  return status;
}

nlohmann::ordered_json ChildRun::wait() {
  const std::string text = read_all(pipe_);
  const int status = reap();
  if (text.empty() || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw SimulationFault(title_ + ": the simulation broke off");
  if (text[0] == kFault) throw SimulationFault(text.substr(1));
  if (text[0] == kError) throw workloads::UsageError(text.substr(1));
  return nlohmann::ordered_json::parse(text.begin() + 1, text.end());
}

nlohmann::ordered_json run_in_child(const RunOptions& options) { return ChildRun(options).wait(); }

}  // namespace tessera::sim
