# Boots as tests: each goes through qemu/run and names the exit code and the text it must end with. The folder that includes
# this sets `image`. Names: qemu.<machine>.<what>; a boot with more cores than the host runs on one host thread.

cmake_host_system_information(RESULT host_cores QUERY NUMBER_OF_LOGICAL_CORES)
set(run ${PROJECT_SOURCE_DIR}/qemu/run)
set(expect ${CMAKE_CURRENT_LIST_DIR}/expect)
set(seconds 240)  # the longest any boot may take; most take less than one

# A test that runs COMMAND… and takes CORES virtual cores.
function(burrow_add_test name cores)
  set(name qemu.${BURROW_MACHINE}.${name})
  add_test(NAME ${name} COMMAND ${ARGN})
  math(EXPR patience "${seconds} * 2 + 60")
  set_tests_properties(${name} PROPERTIES LABELS qemu TIMEOUT ${patience})
  if(cores GREATER 1 AND cores LESS_EQUAL host_cores)
    set_tests_properties(${name} PROPERTIES PROCESSORS ${cores})
  endif()
endfunction()

# burrow_boot(NAME CORES EXIT CODE[,CODE] [HAS TEXT…] [LACKS TEXT…] RUN qemu/run's arguments…)
function(burrow_boot name cores)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "EXIT" "HAS;LACKS;RUN")
  list(TRANSFORM arg_HAS PREPEND +)
  list(TRANSFORM arg_LACKS PREPEND -)
  burrow_add_test(${name} ${cores} ${expect} ${arg_EXIT} ${arg_HAS} ${arg_LACKS} --
                  ${run} ${image} --timeout ${seconds} --smp ${cores} ${arg_RUN})
endfunction()

# A test whose figures need the host to itself.
function(burrow_alone)
  foreach(name IN LISTS ARGN)
    set_tests_properties(qemu.${BURROW_MACHINE}.${name} PROPERTIES RUN_SERIAL TRUE)
  endforeach()
endfunction()

set(passes EXIT 0 LACKS "fatal error" HAS "burrow: passed")
set(panics EXIT 3 LACKS "burrow: passed" HAS "burrow: panic")
