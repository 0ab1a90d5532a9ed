# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Flags of everything that has to run in a kernel or without an operating
# system. The same sources are compiled a second time, hosted, for unit tests
# under sanitizers; nothing in them may depend on which build it is.

# dmasan_freestanding(<target>): compile as freestanding C++20.
function(dmasan_freestanding Target)
  target_compile_options(${Target} PRIVATE
    $<$<COMPILE_LANGUAGE:CXX>:-ffreestanding -fno-exceptions -fno-rtti
      -fno-use-cxa-atexit -fno-stack-protector -fno-asynchronous-unwind-tables
      -fno-omit-frame-pointer -fvisibility=hidden -Wglobal-constructors -Wexit-time-destructors>)
  dmasan_warnings(${Target})
  target_include_directories(${Target} PUBLIC
    ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/runtime/include)
endfunction()

# dmasan_warnings(<target>): our own code compiles without a warning.
function(dmasan_warnings Target)
  target_compile_options(${Target} PRIVATE -Wall -Wextra -Wshadow -Wundef
    -Wconversion -Wsign-conversion -Werror)
endfunction()

# dmasan_hosted(<target>): part of the hosted runtime library. libc, but no C++
# library, no exceptions; frame pointers, since stacks are walked from inside.
function(dmasan_hosted Target)
  target_compile_options(${Target} PRIVATE
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti -fno-omit-frame-pointer
      -fvisibility=hidden -fno-threadsafe-statics -ftls-model=initial-exec
      -mno-omit-leaf-frame-pointer -fno-builtin-malloc>)
  target_compile_definitions(${Target} PRIVATE _GNU_SOURCE)
  dmasan_warnings(${Target})
  target_include_directories(${Target} PUBLIC
    ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/runtime/include)
  set_target_properties(${Target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
endfunction()
