# SPDX-License-Identifier: Apache-2.0
# tessera_verilate(TARGET PREFIX <class> TOP <module> [ARGS <argument of verilator>...])
#
# Adds the class <class>, made by Verilator from the modules of rtl/files.txt, to a library. The
# default model is made for speed: no assertions, no traces.
function(tessera_verilate target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PREFIX;TOP" "ARGS;SOURCES")
  file(STRINGS "${PROJECT_SOURCE_DIR}/rtl/files.txt" sources)
  list(TRANSFORM sources PREPEND "${PROJECT_SOURCE_DIR}/")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/rtl/files.txt")
  verilate(${target}
    PREFIX ${arg_PREFIX} TOP_MODULE ${arg_TOP}
    SOURCES "${PROJECT_SOURCE_DIR}/rtl/lint/waivers.vlt" ${sources} ${arg_SOURCES}
    VERILATOR_ARGS -O3 --x-assign fast --x-initial fast -sv ${arg_ARGS}
    OPT_FAST -O2 OPT_SLOW -O1 OPT_GLOBAL -O2)
  # Generated code has its own warnings; only the Verilated headers reach those who include them.
  set_target_properties(${target} PROPERTIES COMPILE_WARNING_AS_ERROR OFF)
  get_target_property(folders ${target} INTERFACE_INCLUDE_DIRECTORIES)
  set_target_properties(${target} PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${folders}")
endfunction()
