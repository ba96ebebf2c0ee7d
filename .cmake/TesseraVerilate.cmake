# SPDX-License-Identifier: Apache-2.0
# tessera_verilate(TARGET [TRACE] [CHECKS] [COVERAGE] PREFIX <class> TOP <module>
#                  [FOLDER <copy of the repository>] [SOURCES <further module>...]
#                  [ARGS <argument of verilator>...])
#
# Adds the class <class>, made by Verilator from the modules of rtl/files.txt, to a library. With
# TRACE it can be traced, which costs nothing while it is not. With CHECKS the assertions and cover
# points of the modules are in it; with COVERAGE it counts the latter, and lines.
function(tessera_verilate target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "TRACE;CHECKS;COVERAGE" "PREFIX;TOP;FOLDER" "ARGS;SOURCES")
  if(NOT arg_FOLDER)
    set(arg_FOLDER "${PROJECT_SOURCE_DIR}")
  endif()
  file(STRINGS "${PROJECT_SOURCE_DIR}/rtl/files.txt" sources)
  list(TRANSFORM sources PREPEND "${arg_FOLDER}/")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/rtl/files.txt")
  set(options)
  set(waivers "${PROJECT_SOURCE_DIR}/rtl/lint/waivers.vlt")
  if(arg_CHECKS)
    list(APPEND arg_ARGS --assert +define+RTL_CHECKS)
    list(APPEND waivers "${PROJECT_SOURCE_DIR}/rtl/lint/checks.vlt")
  endif()
  if(arg_COVERAGE)
    # Not verilate()'s own option, which counts toggles as well: ten times the code.
    # Statements of a block are not moved: counters of branches would look at the variables of the
    # branch before these have their values.
    list(APPEND arg_ARGS --coverage-line --coverage-user -fno-reorder -fno-split)
  endif()
  if(arg_TRACE)
    list(APPEND options TRACE_FST)
  endif()
  verilate(${target} ${options}
    PREFIX ${arg_PREFIX} TOP_MODULE ${arg_TOP}
    SOURCES ${waivers} ${sources} ${arg_SOURCES}
    VERILATOR_ARGS -O3 --x-assign fast --x-initial fast -sv -Wno-fatal ${arg_ARGS}
    OPT_FAST -O2 OPT_SLOW -O1 OPT_GLOBAL -O2)
  # Generated code has its own warnings; only the Verilated headers reach those who include them.
  set_target_properties(${target} PROPERTIES COMPILE_WARNING_AS_ERROR OFF)
  get_target_property(folders ${target} INTERFACE_INCLUDE_DIRECTORIES)
  set_target_properties(${target} PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${folders}")
endfunction()
