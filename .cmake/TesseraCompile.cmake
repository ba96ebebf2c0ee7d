# SPDX-License-Identifier: Apache-2.0
# How every file of the project is compiled: tessera_public travels to users of a box,
# tessera_private (warnings) and tessera_sanitize do not.

if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
  if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
  endif()
  find_program(CCACHE_PROGRAM ccache)
  if(CCACHE_PROGRAM AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
  endif()
endif()

add_library(tessera_public INTERFACE)
target_include_directories(tessera_public INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_features(tessera_public INTERFACE cxx_std_20)
target_link_libraries(tessera_public INTERFACE Boost::headers)
# Inline arithmetic must round like the chip wherever it is compiled: never fuse a*b+c, which is
# the compilers' default as soon as a function may use FMA instructions.
target_compile_options(tessera_public INTERFACE -ffp-contract=off)

add_library(tessera_private INTERFACE)
target_compile_options(tessera_private INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
  $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
  # GCC 12 reports -Wrestrict inside std::string operator+ (GCC bug 105651).
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>)

# What is under test is instrumented. Sources of tests are not, nor optimised, or a build with
# sanitizers takes several times as long; fuzzers are small and the exception.
add_library(tessera_sanitize INTERFACE)
if(TESSERA_SANITIZE)
  set(sanitize_flags -fsanitize=${TESSERA_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_compile_options(tessera_sanitize INTERFACE ${sanitize_flags}
    # An exception on the stack of a SystemC thread leaves GCC's marks of its frames behind, which
    # later frames then seem to violate (github.com/google/sanitizers/issues/189).
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:--param=asan-stack=0>
    # Instrumented code confuses GCC's flow analysis; the dev and release presets keep the warning.
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
  target_link_options(tessera_public INTERFACE ${sanitize_flags})
endif()

if(TESSERA_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "TESSERA_FUZZ needs clang (libFuzzer); use the preset 'fuzz'")
  endif()
  target_compile_options(tessera_private INTERFACE -fsanitize=fuzzer-no-link)
endif()
