# How sources become an image: the compile flags of each text, the fold of each text into one object, the two-pass link.
#
# Two texts (README.md here): everything the scheduler is made of is folded into section burrow_text, every task into
# task_text. Each fold is one `ld -r`, after which weak functions are local to their text.

find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(BURROW_PYTHON ${Python3_EXECUTABLE} CACHE INTERNAL "")

# -- flags ---------------------------------------------------------------------------------------------------------

add_library(burrow_flags INTERFACE)          # both texts, every machine
target_compile_features(burrow_flags INTERFACE cxx_std_20)
target_include_directories(burrow_flags INTERFACE ${PROJECT_SOURCE_DIR}/arch/${BURROW_MACHINE} ${PROJECT_SOURCE_DIR})
target_compile_options(burrow_flags INTERFACE
  -Wall -Wextra -Wshadow $<$<BOOL:${PROJECT_IS_TOP_LEVEL}>:-Werror> -fno-pic -fno-omit-frame-pointer -fno-stack-protector
  $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti -fno-threadsafe-statics -Wno-invalid-offsetof>
  $<$<COMPILE_LANGUAGE:CXX>:-fno-optimize-sibling-calls>  # every caller in a traceback, and a frame for entersyscall
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fno-gnu-unique>)
if(BURROW_IRON)
  target_compile_options(burrow_flags INTERFACE -ffreestanding -fstack-clash-protection
    -fno-asynchronous-unwind-tables -fno-unwind-tables  # but .debug_frame, which symtab.py reads
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}/= -ffile-prefix-map=${PROJECT_BINARY_DIR}=.  # no path of this machine
    ${BURROW_ISA_OPTIONS})                   # from the machine's toolchain.cmake
endif()

add_library(burrow_text_flags INTERFACE)     # runtime, kernel, machine: no vector register
target_link_libraries(burrow_text_flags INTERFACE burrow_flags)
target_compile_options(burrow_text_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-mgeneral-regs-only>)

add_library(burrow_task_flags INTERFACE)     # tasks: floating point and vectors as they like
target_link_libraries(burrow_task_flags INTERFACE burrow_flags)

if(NOT BURROW_IRON)                          # the simulation's choice points are the compiler's hooks
  add_library(burrow_hook_flags INTERFACE)
  target_compile_options(burrow_hook_flags INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:-fsanitize=thread;-Wno-tsan>")
  target_compile_options(burrow_task_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize-coverage=trace-pc>)
endif()

# -- fold ----------------------------------------------------------------------------------------------------------

# burrow_fold(NAME SECTION LIBRARY…): all objects of the object libraries as one object, their text in SECTION.
function(burrow_fold name section)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.o)
  set(objects)
  foreach(library IN LISTS ARGN)
    list(APPEND objects $<TARGET_OBJECTS:${library}>)
  endforeach()
  add_custom_command(OUTPUT ${object}
    COMMAND ${BURROW_PYTHON} ${BURROW_SOURCE}/linker/fold.py
            --ld ${CMAKE_LINKER} --nm ${CMAKE_NM} --objcopy ${CMAKE_OBJCOPY}
            --section ${section} --output ${object} ${objects}
    DEPENDS ${objects} ${BURROW_SOURCE}/linker/fold.py
    COMMENT "Folding ${section}" COMMAND_EXPAND_LISTS VERBATIM)
  add_custom_target(${name}_fold DEPENDS ${object})
  set_target_properties(${name}_fold PROPERTIES BURROW_OBJECT ${object})
  set(${name}_object ${object} PARENT_SCOPE)
endfunction()

# -- image ---------------------------------------------------------------------------------------------------------

# burrow_fold_kernel(): what every image holds beside its tasks, folded once; on sim the runtime.
function(burrow_fold_kernel)
  set(libraries burrow_machine burrow_base burrow_model burrow_queue burrow_sched burrow_sync)
  if(BURROW_IRON)
    list(APPEND libraries burrow_boot burrow_kernel)
  endif()
  burrow_fold(burrow_kernel burrow_text ${libraries})
  set(burrow_kernel_object ${burrow_kernel_object} PARENT_SCOPE)
endfunction()

# burrow_image(NAME LIBRARY…): the bootable ELF NAME.elf in the build folder: the kernel with the tasks of these libraries.
# Linked twice: the second time with the tables of its own names and lines, which lie at the end of the read-only data, so that
# no function moves.
function(burrow_image name)
  burrow_fold(${name}_tasks task_text ${ARGN} burrow_machine_tasks)
  get_target_property(burrow_kernel_object burrow_kernel_fold BURROW_OBJECT)
  set(elf ${PROJECT_BINARY_DIR}/${name}.elf)
  set(script ${BURROW_SOURCE}/linker/${BURROW_MACHINE}.ld)
  set(symtab ${BURROW_SOURCE}/linker/symtab.py)
  set(link ${CMAKE_CXX_COMPILER} -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,max-page-size=4096
      -Wl,-z,noexecstack -Wl,--fatal-warnings -T ${script} ${burrow_kernel_object} ${${name}_tasks_object})
  add_custom_command(OUTPUT ${elf}
    COMMAND ${BURROW_PYTHON} ${symtab} --empty ${name}.symtab0.S
    COMMAND ${CMAKE_CXX_COMPILER} -c ${name}.symtab0.S -o ${name}.symtab0.o
    COMMAND ${link} ${name}.symtab0.o -lgcc -o ${name}.pass1.elf
    COMMAND ${BURROW_PYTHON} ${symtab} --nm ${CMAKE_NM} --objdump ${CMAKE_OBJDUMP} --addr2line ${CMAKE_ADDR2LINE}
            --readelf ${CMAKE_READELF} ${name}.pass1.elf ${name}.symtab.S
    COMMAND ${CMAKE_CXX_COMPILER} -c ${name}.symtab.S -o ${name}.symtab.o
    COMMAND ${link} ${name}.symtab.o -lgcc -o ${elf}
    COMMAND ${BURROW_PYTHON} ${symtab} --nm ${CMAKE_NM} --check ${name}.pass1.elf ${elf}
    DEPENDS ${burrow_kernel_object} ${${name}_tasks_object} ${script} ${symtab}
    COMMENT "Linking ${name}.elf" VERBATIM)
  add_custom_target(${name} ALL DEPENDS ${elf})
  add_dependencies(${name} burrow_kernel_fold)
endfunction()

# burrow_program(NAME LIBRARY…): the host program NAME, which runs the tasks of these libraries in simulated worlds.
function(burrow_program name)
  burrow_fold(${name}_tasks task_text ${ARGN} burrow_machine_tasks)
  get_target_property(runtime burrow_kernel_fold BURROW_OBJECT)
  add_executable(${name} ${runtime} ${${name}_tasks_object})
  target_link_libraries(${name} PRIVATE burrow_program burrow_world burrow_kernel)
  target_link_options(${name} PRIVATE -no-pie)
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX LINK_DEPENDS "${runtime};${${name}_tasks_object}")
  add_dependencies(${name} burrow_kernel_fold ${name}_tasks_fold)
endfunction()

# -- images of one's own -------------------------------------------------------------------------------------------

# The object library NAME_objects of sources that somebody named in a call of CALL.
function(burrow_own_objects call name flags)
  if(NOT ARGN)
    message(FATAL_ERROR "${call}(${name}): of which sources?")
  endif()
  foreach(file IN LISTS ARGN)
    if(NOT EXISTS ${file} AND NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${file} AND NOT EXISTS ${CMAKE_CURRENT_BINARY_DIR}/${file})
      get_source_file_property(generated ${file} GENERATED)
      if(NOT generated)
        message(FATAL_ERROR "${call}(${name}): no such file: ${file}")
      endif()
    endif()
  endforeach()
  add_library(${name}_objects OBJECT ${ARGN})
  target_link_libraries(${name}_objects PRIVATE ${flags})
  target_compile_options(${name}_objects PRIVATE -ffile-prefix-map=${CMAKE_CURRENT_SOURCE_DIR}/=)
endfunction()

# burrow_own_image(NAME SOURCE…): NAME.elf, or on sim the program NAME, of these sources: they define burrow::task_table.
function(burrow_own_image name)
  burrow_own_objects(burrow_add_image ${name} burrow_task_flags ${ARGN})
  if(BURROW_IRON)
    burrow_image(${name} ${name}_objects)
  else()
    burrow_program(${name} ${name}_objects)
  endif()
endfunction()

# burrow_own_test_image(NAME SOURCE… [RUN OPTION…] [DISCOVER ARGUMENT…]): of sources that include <gtest/gtest.h>, and each of
# their tests as one of CTest's. DISCOVER: more arguments for gtest_discover_tests.
function(burrow_own_test_image name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "RUN;DISCOVER")
  burrow_own_objects(burrow_add_test_image ${name} burrow_gtest_flags ${arg_UNPARSED_ARGUMENTS})
  include(GoogleTest)
  if(BURROW_IRON)  # what CMake sees as the executable is the image, and qemu/run as the emulator for it
    burrow_image(${name} ${name}_objects burrow_gtest)
    add_executable(${name}_image IMPORTED)
    set_target_properties(${name}_image PROPERTIES IMPORTED_LOCATION ${PROJECT_BINARY_DIR}/${name}.elf
                          CROSSCOMPILING_EMULATOR "${BURROW_SOURCE}/qemu/run;--timeout;120;${arg_RUN}")
    gtest_discover_tests(${name}_image DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120 ${arg_DISCOVER})
  else()
    burrow_program(${name} ${name}_objects burrow_gtest)
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120 EXTRA_ARGS ${arg_RUN} ${arg_DISCOVER})
  endif()
endfunction()
