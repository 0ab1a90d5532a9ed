# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# find_package(DMASan): the target DMASan::dmasan instruments what links to it.
# The flag is dmasan-clang's, so that has to be the project's compiler:
#
#   cmake -DCMAKE_C_COMPILER=dmasan-clang -DCMAKE_CXX_COMPILER=dmasan-clang++ ...
#   find_package(DMASan REQUIRED)
#   target_link_libraries(driver_test PRIVATE DMASan::dmasan)
#
# DMASAN_C_COMPILER and DMASAN_CXX_COMPILER are the compilers of this
# installation. With any other compiler the package is not found, and says why.

get_filename_component(DMASAN_PREFIX "${CMAKE_CURRENT_LIST_DIR}/../../.."
  ABSOLUTE)
set(DMASAN_C_COMPILER "${DMASAN_PREFIX}/bin/dmasan-clang")
set(DMASAN_CXX_COMPILER "${DMASAN_PREFIX}/bin/dmasan-clang++")

foreach(Language C CXX)
  if(CMAKE_${Language}_COMPILER AND
     NOT CMAKE_${Language}_COMPILER MATCHES "dmasan-clang(\\+\\+)?$")
    set(DMASan_FOUND FALSE)
    set(DMASan_NOT_FOUND_MESSAGE "-fsanitize=dma needs dmasan-clang, but the \
${Language} compiler is ${CMAKE_${Language}_COMPILER}. Configure with \
-DCMAKE_${Language}_COMPILER=${DMASAN_${Language}_COMPILER}")
    return()
  endif()
endforeach()

if(NOT TARGET DMASan::dmasan)
  add_library(DMASan::dmasan INTERFACE IMPORTED)
  target_compile_options(DMASan::dmasan INTERFACE -fsanitize=dma)
  target_link_options(DMASan::dmasan INTERFACE -fsanitize=dma)
endif()
