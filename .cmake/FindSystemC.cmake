# SPDX-License-Identifier: Apache-2.0
# SystemC::systemc, from SystemC's own CMake package (3.x and source builds) or through pkg-config
# (Debian ships 2.3.4 without a CMake package).

find_package(SystemCLanguage CONFIG QUIET)
if(TARGET SystemC::systemc)
  set(SystemC_VERSION "${SystemCLanguage_VERSION}")
  set(SystemC_LIBRARY SystemC::systemc)
  get_target_property(SystemC_INCLUDE_DIR SystemC::systemc INTERFACE_INCLUDE_DIRECTORIES)
else()
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(PC_SystemC QUIET systemc)
  endif()
  set(SystemC_VERSION "${PC_SystemC_VERSION}")
  find_path(SystemC_INCLUDE_DIR systemc HINTS ${PC_SystemC_INCLUDE_DIRS})
  find_library(SystemC_LIBRARY systemc HINTS ${PC_SystemC_LIBRARY_DIRS})
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SystemC
  REQUIRED_VARS SystemC_LIBRARY SystemC_INCLUDE_DIR
  VERSION_VAR SystemC_VERSION)

if(SystemC_FOUND)
  if(NOT TARGET SystemC::systemc)
    find_package(Threads REQUIRED)
    add_library(SystemC::systemc UNKNOWN IMPORTED)
    set_target_properties(SystemC::systemc PROPERTIES
      IMPORTED_LOCATION "${SystemC_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${SystemC_INCLUDE_DIR}"
      INTERFACE_LINK_LIBRARIES Threads::Threads)
  endif()
  # The library records the C++ standard it was built for in a symbol and refuses to link to code
  # of another one. C++20 code works with a C++17 library when it says so.
  set(systemc_standard 201703L)
  if(SystemC_CXX_STANDARD EQUAL 20)
    set(systemc_standard 202002L)
  endif()
  set_property(TARGET SystemC::systemc APPEND PROPERTY
    INTERFACE_COMPILE_DEFINITIONS SC_CPLUSPLUS=${systemc_standard} SC_INCLUDE_DYNAMIC_PROCESSES)
endif()
mark_as_advanced(SystemC_INCLUDE_DIR SystemC_LIBRARY)
