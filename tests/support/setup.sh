# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by sim/demo.sh and tests/run.sh: from a bare Debian 12 to a finished build.

tessera_packages=(
  # tools
  g++ cmake ninja-build ccache pkg-config python3 python3-yaml clang-format git ca-certificates
  # libraries of the model
  libsystemc-dev libyaml-cpp-dev nlohmann-json3-dev libcli11-dev libfmt-dev libspdlog-dev
  libflatbuffers-dev libboost-dev libpng-dev libssl-dev
  # firmware of the control core
  gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf
  # tests, benchmarks and the kernels that golden values come from
  libgtest-dev libgmock-dev libbenchmark-dev libxnnpack-dev libpthreadpool-dev libgemmlowp-dev
  qemu-user
)

# What only the tests of the RTL need; with verilator, the program has --engine rtl as well.
tessera_rtl_packages=(verilator iverilog yosys z3)

say() { printf 'tessera: %s\n' "$*" >&2; }

die() {
  say "$@"
  exit 2
}

# quietly COMMAND...: shows the command's output only when it fails.
quietly() {
  local output status=0
  output=$("$@" 2>&1) || status=$?
  if [ "$status" -ne 0 ]; then
    printf '%s\n' "$output" >&2
    say "failed ($status): $*"
  fi
  return "$status"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# install_missing_packages [PACKAGE...]: those of tessera_packages, and further ones.
install_missing_packages() {
  local -a wanted=("${tessera_packages[@]}" "$@")
  if ! command -v dpkg-query >/dev/null; then
    say "not a Debian system: please install the equivalents of ${wanted[*]}"
    return
  fi
  local package installed missing=()
  # dpkg-query fails when it does not know one of the names: that one is missing as well.
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${wanted[@]}" \
    2>/dev/null || true)
  for package in "${wanted[@]}"; do
    grep -qxF "installed $package" <<<"$installed" || missing+=("$package")
  done
  [ "${#missing[@]}" -eq 0 ] && return

  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    die "no root and no sudo; please install: ${missing[*]}"
  fi
  say "installing ${missing[*]}"
  quietly as_root apt-get update -q
  quietly as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# build PRESET [TARGET]: configures and builds in build/PRESET.
build() {
  local preset=$1 options=()
  [ $# -gt 1 ] && options+=(--target "$2")
  # A line per file is for people who watch; in a pipe only the compiler's messages remain.
  [ -t 1 ] || options+=(-- --quiet)
  [ -d "build/$preset" ] || say "first build of build/$preset; this takes some minutes"
  quietly cmake --preset "$preset"
  cmake --build --preset "$preset" "${options[@]}"
}
