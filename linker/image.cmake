# How sources become an image: the compile flags of each text, the fold of each text into one object, the two-pass link.
#
# Two texts (README.md here): everything the scheduler is made of is folded into section burrow_text, every task into
# task_text. Each fold is one `ld -r`, after which weak functions are local to their text.

find_package(Python3 REQUIRED COMPONENTS Interpreter)

# -- flags ---------------------------------------------------------------------------------------------------------

add_library(burrow_flags INTERFACE)          # both texts, every machine
target_compile_features(burrow_flags INTERFACE cxx_std_20)
target_include_directories(burrow_flags INTERFACE ${PROJECT_SOURCE_DIR}/arch/${BURROW_MACHINE} ${PROJECT_SOURCE_DIR})
target_compile_options(burrow_flags INTERFACE
  -Wall -Wextra -Werror -Wshadow -fno-pic -fno-omit-frame-pointer -fno-stack-protector
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
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/linker/fold.py
            --ld ${CMAKE_LINKER} --nm ${CMAKE_NM} --objcopy ${CMAKE_OBJCOPY}
            --section ${section} --output ${object} ${objects}
    DEPENDS ${objects} ${PROJECT_SOURCE_DIR}/linker/fold.py
    COMMENT "Folding ${section}" COMMAND_EXPAND_LISTS VERBATIM)
  add_custom_target(${name}_fold DEPENDS ${object})
  set(${name}_object ${object} PARENT_SCOPE)
endfunction()

# -- image ---------------------------------------------------------------------------------------------------------

# burrow_fold_kernel(): what every image holds beside its tasks, folded once.
function(burrow_fold_kernel)
  burrow_fold(burrow_kernel burrow_text burrow_machine burrow_boot burrow_base burrow_model burrow_queue burrow_sched
              burrow_sync burrow_kernel)
  set(burrow_kernel_object ${burrow_kernel_object} PARENT_SCOPE)
endfunction()

# burrow_image(NAME LIBRARY…): the bootable ELF NAME.elf in the build folder: the kernel with the tasks of these libraries.
# Linked twice: the second time with the tables of its own names and lines, which lie at the end of the read-only data, so that
# no function moves.
function(burrow_image name)
  burrow_fold(${name}_tasks task_text ${ARGN} burrow_machine_tasks)
  set(elf ${PROJECT_BINARY_DIR}/${name}.elf)
  set(script ${PROJECT_SOURCE_DIR}/linker/${BURROW_MACHINE}.ld)
  set(symtab ${PROJECT_SOURCE_DIR}/linker/symtab.py)
  set(link ${CMAKE_CXX_COMPILER} -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,max-page-size=4096
      -Wl,-z,noexecstack -Wl,--fatal-warnings -T ${script} ${burrow_kernel_object} ${${name}_tasks_object})
  add_custom_command(OUTPUT ${elf}
    COMMAND ${Python3_EXECUTABLE} ${symtab} --empty ${name}.symtab0.S
    COMMAND ${CMAKE_CXX_COMPILER} -c ${name}.symtab0.S -o ${name}.symtab0.o
    COMMAND ${link} ${name}.symtab0.o -lgcc -o ${name}.pass1.elf
    COMMAND ${Python3_EXECUTABLE} ${symtab} --nm ${CMAKE_NM} --objdump ${CMAKE_OBJDUMP} --addr2line ${CMAKE_ADDR2LINE}
            --readelf ${CMAKE_READELF} ${name}.pass1.elf ${name}.symtab.S
    COMMAND ${CMAKE_CXX_COMPILER} -c ${name}.symtab.S -o ${name}.symtab.o
    COMMAND ${link} ${name}.symtab.o -lgcc -o ${elf}
    COMMAND ${Python3_EXECUTABLE} ${symtab} --nm ${CMAKE_NM} --check ${name}.pass1.elf ${elf}
    DEPENDS ${burrow_kernel_object} ${${name}_tasks_object} ${script} ${symtab}
    COMMENT "Linking ${name}.elf" VERBATIM)
  add_custom_target(${name} ALL DEPENDS ${elf})
  add_dependencies(${name} burrow_kernel_fold)
endfunction()
