# SPDX-License-Identifier: Apache-2.0
# tessera_box(NAME <name> [LINK <public>...] [PRIVATE <private>...]
#             [FOLDERS <sub-folder>...] [EXCLUDE <file>...])
#
# The library tessera_<name> (alias tessera::<name>) from the C and C++ files of the calling
# folder and all its sub-folders; with FOLDERS, of exactly the folders named ("." is the folder
# itself), not of those below. New files are found without touching CMake. A folder without
# sources becomes an INTERFACE library.
function(tessera_box)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "LINK;PRIVATE;FOLDERS;EXCLUDE")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tessera_box(${arg_NAME}): unknown argument ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(target tessera_${arg_NAME})

  set(sources)
  if(arg_FOLDERS)
    foreach(folder IN LISTS arg_FOLDERS)
      file(GLOB found CONFIGURE_DEPENDS "${folder}/*.cpp" "${folder}/*.c")
      list(APPEND sources ${found})
    endforeach()
  else()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "*.cpp" "*.c")
  endif()
  foreach(file IN LISTS arg_EXCLUDE)
    list(REMOVE_ITEM sources "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
  endforeach()

  tessera_existing_boxes(link ${arg_LINK})
  tessera_existing_boxes(private ${arg_PRIVATE})
  if(sources)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PUBLIC tessera_public ${link} PRIVATE ${private})
    tessera_compile(${target})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE tessera_public ${link})
  endif()
  add_library(tessera::${arg_NAME} ALIAS ${target})
endfunction()

# The project's own compile options for a target that has sources.
function(tessera_compile target)
  target_link_libraries(${target} PRIVATE tessera_private tessera_sanitize)
  tessera_language(${target})
endfunction()

function(tessera_language target)
  set_target_properties(${target} PROPERTIES
    C_STANDARD 11 C_EXTENSIONS OFF CXX_EXTENSIONS OFF)
endfunction()

# Leaves out boxes whose folder does not exist yet; anything else unknown is a mistake.
function(tessera_existing_boxes result)
  string(REPLACE "/" "_" known "${TESSERA_BOXES}")
  set(existing)
  foreach(item IN LISTS ARGN)
    if(TARGET ${item} OR NOT item MATCHES "^tessera_(.*)$")
      list(APPEND existing ${item})
    elseif(NOT CMAKE_MATCH_1 IN_LIST known)
      message(FATAL_ERROR "${item} is not a box: see TESSERA_BOXES in the root CMakeLists.txt")
    endif()
  endforeach()
  set(${result} ${existing} PARENT_SCOPE)
endfunction()
