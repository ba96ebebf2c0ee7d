// SPDX-License-Identifier: Apache-2.0
#include "tlm/gdb/target_description.h"

#include "tlm/gdb/debug_target.h"
#include "tlm/riscv/csr_numbers.h"

#include <fmt/format.h>

namespace tessera::tlm::gdb {
namespace {

constexpr const char* kGeneral[] = {"zero", "ra", "sp",  "gp",  "tp", "t0", "t1", "t2",
                                    "fp",   "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
                                    "a6",   "a7", "s2",  "s3",  "s4", "s5", "s6", "s7",
                                    "s8",   "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

struct Csr {
  const char* name;
  unsigned number;
};
constexpr Csr kCsrs[] = {
    {"mstatus", riscv::csr::kMstatus},   {"misa", riscv::csr::kMisa},
    {"mie", riscv::csr::kMie},           {"mtvec", riscv::csr::kMtvec},
    {"mscratch", riscv::csr::kMscratch}, {"mepc", riscv::csr::kMepc},
    {"mcause", riscv::csr::kMcause},     {"mtval", riscv::csr::kMtval},
    {"mip", riscv::csr::kMip},           {"mcycle", riscv::csr::kMcycle},
    {"minstret", riscv::csr::kMinstret}, {"mhartid", riscv::csr::kMhartid},
};

std::string reg(const char* name, unsigned number, const char* type) {
  return fmt::format(R"(<reg name="{}" bitsize="32" regnum="{}" type="{}"/>)", name, number, type);
}

}  // namespace

std::string target_description() {
  std::string xml =
      R"(<?xml version="1.0"?><!DOCTYPE target SYSTEM "gdb-target.dtd"><target>)"
      R"(<architecture>riscv:rv32</architecture><feature name="org.gnu.gdb.riscv.cpu">)";
  unsigned number = 0;
  for (const char* name : kGeneral) {
    xml += reg(name, number++, "int");
  }
  xml += reg("pc", DebugTarget::kPc, "code_ptr");
  xml += R"(</feature><feature name="org.gnu.gdb.riscv.csr">)";
  for (const Csr& each : kCsrs) {
    xml += reg(each.name, DebugTarget::kFirstCsr + each.number, "int");
  }
  return xml + "</feature></target>";
}

}  // namespace tessera::tlm::gdb
