# find_package(Burrow REQUIRED), before project(): a kernel of one's own, outside this tree, for any of its machines.
#   burrow_add_image(NAME SOURCE…)                        an image, or on sim a program
#   burrow_add_test_image(NAME SOURCE… [RUN OPTION…])     of tests in GoogleTest's form; each is a test of CTest, run with the
#                                                         options of qemu/run, or on sim of the program
if(CMAKE_VERSION VERSION_LESS 3.25)
  message(FATAL_ERROR "Burrow needs CMake 3.25 or later; this is ${CMAKE_VERSION}")
endif()
get_property(burrow_languages GLOBAL PROPERTY ENABLED_LANGUAGES)
if(CMAKE_CXX_COMPILER_LOADED OR "CXX" IN_LIST burrow_languages)
  message(FATAL_ERROR "find_package(Burrow) has to stand before project(): it chooses the compiler")
endif()
if(NOT BURROW_MACHINE)
  message(FATAL_ERROR "for which machine? Configure with -DBURROW_MACHINE=x86_64, aarch64 or sim")
endif()
include(${CMAKE_CURRENT_LIST_DIR}/machine.cmake)
enable_testing()

# The tree is built once in each build folder, without its tests, when its first image is asked for.
macro(burrow_add_tree)
  if(NOT CMAKE_CXX_COMPILER_LOADED)
    message(FATAL_ERROR "project() has to stand before the first image")
  endif()
  if(NOT TARGET burrow_flags)
    add_subdirectory(${BURROW_SOURCE} ${CMAKE_BINARY_DIR}/burrow EXCLUDE_FROM_ALL)
  endif()
endmacro()

function(burrow_add_image)
  burrow_add_tree()
  burrow_own_image(${ARGV})
endfunction()

function(burrow_add_test_image)
  burrow_add_tree()
  burrow_own_test_image(${ARGV})
endfunction()
