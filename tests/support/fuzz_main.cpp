// SPDX-License-Identifier: Apache-2.0
// libFuzzer brings main(); libsystemc still wants this symbol. Nobody calls it.

#include <systemc>

int sc_main(int, char*[]) { return 2; }
