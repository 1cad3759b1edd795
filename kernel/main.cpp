// From the boot code to the first goroutine. Go: schedinit and mstart as rt0_go (asm_<arch>.s) calls them.
#include "arch/bare.h"
#include "kernel/devices/devices.h"
#include "kernel/memory.h"
#include "kernel/paging.h"
#include "kernel/panic.h"
#include "kernel/params.h"
#include "kernel/run_tasks.h"
#include "kernel/symbols.h"
#include "kernel/task_table.h"
#include "runtime/base/fatal.h"
#include "runtime/sched/proc.h"

namespace burrow {

namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;

// Rounded up to an even number: firmware keeps a little of what the machine has.
uint64_t memory_mib(BootInfo const& boot) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < boot.nram; i++) bytes += boot.ram[i].size;
  return (bytes + 2 * kMiB - 1) / (2 * kMiB) * 2;
}

void check_problem(BootInfo const& boot) {
  if (boot.problem == nullptr) return;
  Line line;
  line.put(boot.problem);
  refuse(line);
}

// The image, the scheduler's tables and a thousand goroutines; for each core its stacks and what it lays by for a G's.
void check_memory(BootInfo const& boot, Params const& params, bool enough) {
  constexpr uint64_t kBase = 16 * kMiB, kCoreStacks = 128 << 10;
  uint64_t const needed_mib = (kBase + boot.ncpu * (kCoreStacks + params.stack_bytes)) / kMiB;
  if (enough && memory_mib(boot) >= needed_mib) return;
  Line line;
  line.put(memory_mib(boot), " MiB of memory are too little, ", needed_mib, " MiB are needed");
  refuse(line);
}

void read_params(BootInfo const& boot, Params& params) {
  Line line;
  if (!parse_params(boot.command_line, params, line)) refuse(line);
  if (params.help != 0) print_params();
  if (params.list != 0) print_tasks();
  if (!check_tasks(params, line)) refuse(line);
}

SchedConfig sched_config(BootInfo const& boot, Params const& params) {
  SchedConfig config;
  config.command_line = boot.command_line;
  config.slice_ns = static_cast<int64_t>(params.slice_ns);
  config.gomaxprocs = static_cast<uint32_t>(params.gomaxprocs);
  config.seed = params.seed;
  config.asyncpreemptoff = params.asyncpreemptoff != 0;
  config.log = params.log == kLogSched;
  config.schedtrace_ns = static_cast<int64_t>(params.schedtrace_ms) * 1'000'000;
  config.scheddetail = params.scheddetail != 0;
  config.stack_bytes = params.stack_bytes;
  return config;
}

// Claims cores that no machine has, to see that the others go on without them.
void add_ghosts(BootInfo& boot, Params const& params) {
  constexpr uint64_t kNobody = 0xf0;
  for (uint64_t i = 0; i < params.ghosts && boot.ncpu < BootInfo::kMaxCpus; i++) {
    boot.cpu_id[boot.ncpu++] = kNobody + i;
  }
}

void print_boot_line(BootInfo const& boot, Params const& params) {
  uint32_t const cores = arch::ncores();
  Line line;
  line.put("burrow: " BURROW_MACHINE_NAME ", ", cores, cores == 1 ? " core, " : " cores, ", memory_mib(boot), " MiB");
  line.put(", slice ");
  put_duration(line, params.slice_ns, " ");
  line.put(", gomaxprocs ", params.gomaxprocs == 0 ? cores : params.gomaxprocs, ", ", bare::cpu_features(), "\n");
  if (boot.ncpu_left_out != 0) {
    line.put("burrow: ", boot.ncpu_left_out, " cores are left out, ", BootInfo::kMaxCpus, " are the most\n");
  }
  arch::write(line.data(), line.size());
}

void move_params(void* to, void* from) { *static_cast<Params*>(to) = *static_cast<Params*>(from); }

void main_goroutine(void* params) { run_tasks(*static_cast<Params*>(params)); }

void new_main_goroutine(Params& params) {
  static_assert(sizeof(Params) <= kMaxCallable);
  newproc({sizeof params, move_params, main_goroutine, reinterpret_cast<void (*)()>(main_goroutine)}, &params);
}

}  // namespace

}  // namespace burrow

void kmain(burrow::BootInfo& boot) {
  using namespace burrow;
  Params params;
  bare::console_init(boot);                             // arch::write works
  fatal_hook = panic;                                   // fatal reports
  findfunc_hook = findfunc;                             // with names
  check_problem(boot);                                  // what the boot code could not cope with
  read_params(boot, params);                            // task=, slice=, …; list and help end here
  check_memory(boot, params, bare::memory_init(boot));  // pages can be had
  check_memory(boot, params, bare::paging_init(boot));  // W^X, guard pages, nothing at 0
  bare::machine_init(boot);                             // traps, interrupts, clock
  add_ghosts(boot, params);                             // none, but in a test
  bare::keepstale = params.keepstale != 0;              // never, but in a test
  bare::cores_start(boot, bare::paging_root());         // the others are up and halted
  print_boot_line(boot, params);
  schedinit(sched_config(boot, params));                // G, M and P exist; this core is m0
  check_memory(boot, params, devices_init());           // files of the host
  check_memory(boot, params, disks_init());             // block devices
  console_input_init();                                 // lines from the console
  new_main_goroutine(params);                           // it will run the tasks
  bare::irq_open();                                     // timer and pokes may come
  mstart();                                             // leaves this stack for the first goroutine
}
