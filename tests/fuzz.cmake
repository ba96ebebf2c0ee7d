# SPDX-License-Identifier: Apache-2.0
# Each fuzz/<subject>_fuzz.cpp (with LLVMFuzzerTestOneInput) is a fuzzer of its own, and a CTest
# that starts from fuzz/corpus/<subject>, if there is one, and runs for a short while.
include(TesseraTest)

add_custom_target(tessera_fuzzers)

# Helpers of tests that fuzzers use as well; the others need GoogleTest.
add_library(tessera_fuzz_support STATIC support/direct_host.cpp)
target_link_libraries(tessera_fuzz_support PUBLIC tessera_tlm tessera_workloads)
tessera_test_compile(tessera_fuzz_support)

file(GLOB fuzzers CONFIGURE_DEPENDS fuzz/*_fuzz.cpp)
foreach(source IN LISTS fuzzers)
  cmake_path(GET source STEM name)
  string(REGEX REPLACE "_fuzz$" "" subject "${name}")

  add_executable(${name} ${source} support/fuzz_main.cpp)
  target_link_libraries(${name} PRIVATE tessera_fuzz_support tessera_firmware)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  tessera_test_compile(${name})
  add_dependencies(tessera_fuzzers ${name})

  # New inputs go to the build tree; those worth keeping are copied to the corpus by hand.
  set(found "${CMAKE_CURRENT_BINARY_DIR}/${name}.corpus")
  file(MAKE_DIRECTORY "${found}")
  set(corpus "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${subject}")
  if(NOT IS_DIRECTORY "${corpus}")
    set(corpus)
  endif()
  add_test(NAME fuzz.${subject}
    COMMAND ${name} -seed=1 -max_total_time=20 -timeout=20 -print_final_stats=1
      -artifact_prefix=${CMAKE_CURRENT_BINARY_DIR}/${name}. "${found}" ${corpus})
  set_tests_properties(fuzz.${subject} PROPERTIES
    TIMEOUT ${TESSERA_TEST_SECONDS}
    LABELS fuzz)
endforeach()
