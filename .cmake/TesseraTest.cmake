# SPDX-License-Identifier: Apache-2.0
# tessera_test(NAME <name> SOURCES <file>... [LINK <library>...] [LABELS slow] [PLAIN])
#
# The GoogleTest binary <name>; CTest runs each of its tests in a process of its own, because
# SystemC elaborates once per process. Tests are called <subject>.Suite.test, where <subject> is
# <name> without tessera_ and _tests. A suite whose name ends in `Slow` gets the label slow and a
# longer limit; with LABELS slow, every suite does. PLAIN leaves SystemC out.

include(GoogleTest)

set(TESSERA_TEST_SECONDS 60)
set(TESSERA_SLOW_TEST_SECONDS 900)
if(TESSERA_SANITIZE)  # which makes code several times slower
  set(TESSERA_TEST_SECONDS 600)
  set(TESSERA_SLOW_TEST_SECONDS 7200)
endif()

function(tessera_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "PLAIN" "NAME;LABELS" "SOURCES;LINK")
  add_executable(${arg_NAME} ${arg_SOURCES})
  if(arg_PLAIN)
    target_link_libraries(${arg_NAME} PRIVATE ${arg_LINK} GTest::gmock GTest::gtest_main)
  else()
    target_sources(${arg_NAME} PRIVATE "${PROJECT_SOURCE_DIR}/tests/support/sc_main.cpp")
    target_link_libraries(${arg_NAME} PRIVATE
      ${arg_LINK} SystemC::systemc GTest::gmock GTest::gtest)
  endif()
  tessera_test_compile(${arg_NAME})

  if(arg_LABELS STREQUAL "slow")
    tessera_discover(${arg_NAME} "*" TIMEOUT ${TESSERA_SLOW_TEST_SECONDS} LABELS slow)
  else()
    set(slow "*Slow.*:*Slow/*")
    tessera_discover(${arg_NAME} "-${slow}" TIMEOUT ${TESSERA_TEST_SECONDS})
    tessera_discover(${arg_NAME} "${slow}" TIMEOUT ${TESSERA_SLOW_TEST_SECONDS} LABELS slow)
  endif()
endfunction()

# What every program made of test sources is compiled with.
function(tessera_test_compile target)
  target_compile_definitions(${target} PRIVATE
    TESSERA_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    TESSERA_SHARED_DIR="${TESSERA_SHARED_DIR}")
  if(TESSERA_SANITIZE AND NOT TESSERA_FUZZ)
    target_link_libraries(${target} PRIVATE tessera_private)
    target_compile_options(${target} PRIVATE -O0)
    tessera_language(${target})
  else()
    tessera_compile(${target})
  endif()
endfunction()

# The tests that a gtest filter selects, with these CTest properties (one value each: lists do not
# survive gtest_discover_tests).
function(tessera_discover target filter)
  string(REGEX REPLACE "^tessera_|_tests$" "" subject "${target}")
  gtest_discover_tests(${target}
    TEST_PREFIX "${subject}."
    TEST_FILTER "${filter}"
    DISCOVERY_TIMEOUT 60
    PROPERTIES ENVIRONMENT SC_COPYRIGHT_MESSAGE=DISABLE ${ARGN})
endfunction()
