# SPDX-License-Identifier: Apache-2.0
# tessera_firmware_image(): the firmware for the control core, built by the RISC-V cross compiler,
# and the library tessera_firmware_image that carries its bytes. Without the compiler or picolibc
# the library says why it is empty; nothing else depends on them.

find_program(TESSERA_RISCV_GCC riscv64-unknown-elf-gcc)
find_program(TESSERA_RISCV_OBJCOPY riscv64-unknown-elf-objcopy)

# The core is RV32IMC with Zicsr. An ISA specification before 20191213 counts the CSR instructions
# to the base; names with _zicsr pick no library of Debian's.
set(TESSERA_RISCV_FLAGS -march=rv32imc -mabi=ilp32 -misa-spec=2.2 --specs=picolibc.specs)

# Can the compiler link a program for the core? Result in `reason`: empty, or what is missing.
function(tessera_check_riscv reason)
  if(NOT TESSERA_RISCV_GCC OR NOT TESSERA_RISCV_OBJCOPY)
    set(${reason} "riscv64-unknown-elf-gcc was not found at build time" PARENT_SCOPE)
    return()
  endif()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/riscv_check")
  file(WRITE "${folder}/check.c" "#include <string.h>\nvoid *copy(void *a, const void *b, unsigned n);\nvoid *copy(void *a, const void *b, unsigned n) { return memcpy(a, b, n); }\n")
  execute_process(
    COMMAND "${TESSERA_RISCV_GCC}" ${TESSERA_RISCV_FLAGS} -nostartfiles -Wl,-e,copy
      "${folder}/check.c" -o "${folder}/check.elf"
    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed)
    set(${reason} "picolibc for riscv64-unknown-elf was not found at build time" PARENT_SCOPE)
  else()
    set(${reason} "" PARENT_SCOPE)
  endif()
endfunction()

# SOURCES: C and assembler files relative to the calling folder. Makes tessera_firmware.elf and
# the library; sets TESSERA_FIRMWARE_ELF to the file's path, or to nothing.
function(tessera_firmware_image)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "SOURCES")
  tessera_check_riscv(reason)
  set(elf "${CMAKE_CURRENT_BINARY_DIR}/tessera_firmware.elf")
  set(binary "${CMAKE_CURRENT_BINARY_DIR}/tessera_firmware.bin")
  set(carrier "${CMAKE_CURRENT_BINARY_DIR}/tessera_firmware_image.c")
  set(embed "${PROJECT_SOURCE_DIR}/.cmake/embed.cmake")
  if(reason)
    message(STATUS "Firmware for the RISC-V core is not built: ${reason}")
    file(WRITE "${binary}" "")
    set(elf "")
  else()
    set(objects)
    foreach(source IN LISTS arg_SOURCES)
      string(REPLACE "/" "_" object "rv32/${source}.o")
      set(object "${CMAKE_CURRENT_BINARY_DIR}/${object}")
      add_custom_command(OUTPUT "${object}"
        COMMAND "${TESSERA_RISCV_GCC}" ${TESSERA_RISCV_FLAGS} -std=c11 -ffreestanding -O2 -g
          -ffunction-sections -fdata-sections
          -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Werror
          "-I${PROJECT_SOURCE_DIR}" -MD -MF "${object}.d" -MT "${object}"
          -c "${CMAKE_CURRENT_SOURCE_DIR}/${source}" -o "${object}"
        DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${source}"
        DEPFILE "${object}.d"
        COMMENT "Building rv32 object ${source}"
        VERBATIM)
      list(APPEND objects "${object}")
    endforeach()
    set(script "${CMAKE_CURRENT_SOURCE_DIR}/app/rv32/link.ld")
    add_custom_command(OUTPUT "${elf}" "${binary}"
      COMMAND "${TESSERA_RISCV_GCC}" ${TESSERA_RISCV_FLAGS} -nostartfiles "-T${script}"
        -Wl,--gc-sections,--no-warn-rwx-segments,-Map=${elf}.map ${objects} -o "${elf}"
      COMMAND "${TESSERA_RISCV_OBJCOPY}" -O binary "${elf}" "${binary}"
      DEPENDS ${objects} "${script}"
      COMMENT "Linking rv32 firmware tessera_firmware.elf"
      VERBATIM)
  endif()
  add_custom_command(OUTPUT "${carrier}"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${binary}" "-DOUTPUT=${carrier}" "-DREASON=${reason}"
      -P "${embed}"
    DEPENDS "${binary}" "${embed}"
    VERBATIM)
  add_library(tessera_firmware_image STATIC "${carrier}")
  target_link_libraries(tessera_firmware_image PUBLIC tessera_public)
  tessera_compile(tessera_firmware_image)
  set(TESSERA_FIRMWARE_ELF "${elf}" CACHE INTERNAL "The rv32 firmware, or nothing")
endfunction()
