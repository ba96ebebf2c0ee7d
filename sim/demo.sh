#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds Tessera on a bare Debian 12 (as root or with sudo), compiles MobileNetV4-Conv-S and runs it:
# RISC-V firmware, TLM-2.0 device, tiles. Every output byte is compared with the reference executor.
#
#   sim/demo.sh [MODEL [OPTION...]]      or MODEL=... sim/demo.sh
#
# MODEL and the options are those of `tessera run`.
set -euo pipefail
start=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/support/setup.sh

model=${1:-${MODEL:-}}
options=("${@:2}")
if [ -z "$model" ]; then
  model=mobilenet_v4_conv_small
  options=(--system coral --firmware riscv --check)
fi

install_missing_packages
build release tessera

tessera=$PWD/build/release/sim/tessera
cd "$start"  # what file names on the command line are relative to
exec "$tessera" run "$model" "${options[@]}"
