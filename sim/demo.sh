#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds Tessera on a bare Debian 12 (as root or with sudo) and runs one network on the model.
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
  model=$PWD/../shared/models/mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite
  options=(--system coral)
  [ -f "$model" ] || die "the default model is not there; name one: sim/demo.sh MODEL"
fi

install_missing_packages
build release tessera

tessera=$PWD/build/release/sim/tessera
cd "$start"  # what file names on the command line are relative to
exec "$tessera" run "$model" "${options[@]}"
