#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds and runs the tests on a bare Debian 12 (as root or with sudo).
#
#   tests/run.sh [--all] [--asan] [CTEST-OPTION...]
#
#   --all    the slow ones too
#   --asan   under the address and undefined-behaviour sanitizers
#
# Further options go to CTest: tests/run.sh -R unit.Requantize
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tests/support/setup.sh

preset=dev
selection=(-LE '^slow$')
while [ $# -gt 0 ]; do
  case $1 in
    --all) selection=() ;;
    --asan) preset=asan ;;
    -h | --help)
      sed -n '3,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"
      exit 0
      ;;
    *) break ;;
  esac
  shift
done

install_missing_packages "${tessera_rtl_packages[@]}"
build "$preset"
exec ctest --preset "$preset" "${selection[@]}" "$@"
