// The seam between the scheduler and the machine: the only header both sides know.
// Answers to Go's asm_<arch>.s, os_<goos>.go and signal_unix.go taken together.
// Every function here is supplied by each machine (x86_64, aarch64, sim, host); the upcalls at the end by runtime/sched.
#pragma once

#include <cstddef>
#include <cstdint>

namespace burrow {
struct G;
}

namespace burrow::arch {

inline constexpr uint32_t kMaxCores = 64;
inline constexpr size_t kPageSize = 4096;
inline constexpr int64_t kNever = INT64_MAX;  // a deadline that never comes

// ---- switch ------------------------------------------------------------------------------------------------------

// A suspended execution is one word: everything else lies on the stack that sp points to. Go: gobuf.
struct Gobuf {
  uintptr_t sp;
};

extern "C" {
// Saves the callee-saved set on the current stack, stores save->sp last (from then on another core may resume it),
// moves to the stack that ends at sp (16-byte aligned) and calls fn(gp) there. fn never returns; if it does: badmcall2.
// Returns when someone passes *save to arch_gogo, perhaps on another core. Any irq state; leaves it as it is. Go: mcall.
void arch_mcall(Gobuf* save, uintptr_t sp, void (*fn)(G*), G* gp);

// Resumes what *buf describes on this core. Never returns. aarch64 clears the exclusive monitor first. Go: gogo.
[[noreturn]] void arch_gogo(Gobuf const* buf);
}

// Lays the first frame of a goroutine below stack_top (16-byte aligned): arch_gogo(buf) then calls fn(arg) with the
// default floating-point control state, and goexit_upcall() when fn returns. Go: gostartcallfn.
void gostartcallfn(Gobuf* buf, uintptr_t stack_top, void (*fn)(void*), void* arg);

// One moment of an execution. fp points to a record of two words: the caller's fp and the return address. 0: no caller.
struct Context {
  uintptr_t pc;
  uintptr_t sp;
  uintptr_t fp;
  uintptr_t lr;  // the link register, where there is one
};

// Where arch_gogo(buf) would go on, for reports; fp is 0 if gostartcallfn made it and it has not run yet.
Context gobuf_context(Gobuf const& buf);

// ---- self (defined in inline.h) ----------------------------------------------------------------------------------

// The G this core runs: its g0 on the scheduler stack. Re-read it after any call that may switch. Go: getg, save_g.
G* getg();
void setg(G* gp);

// ---- interrupts (inline.h) ---------------------------------------------------------------------------------------

struct IrqState {
  uintptr_t bits;
};

IrqState irq_save();              // masks on_interrupt on this core; nests
void irq_restore(IrqState state);  // only with the state that irq_save returned

// ---- cores -------------------------------------------------------------------------------------------------------

// Cores that have started, 1..kMaxCores; their ids are 0..ncores()-1 and core 0 is the boot core.
uint32_t ncores();

// Hands core id, started and halted, its first work: entry(arg) on the stack that ends at stack_top, with interrupts
// enabled. Once per core; cannot fail; not for core 0. What the caller wrote before is visible to entry. Go: newosproc.
void core_enter(uint32_t id, uintptr_t stack_top, void (*entry)(void*), void* arg);

// Sleeps until an interrupt. Called masked; unmasks and sleeps as one step and returns masked. A poke or a deadline that
// arrives after irq_save() returned makes it return; it may also return for no reason. Go: futexsleep.
void park_core();

// Interrupts core id (on_interrupt runs there; a parked core returns). A hint: pokes may merge. What the caller wrote
// before is visible to the handler. Any context. Go: futexwakeup, signalM.
void poke_core(uint32_t id);

// ---- devices -----------------------------------------------------------------------------------------------------

// From now on handler(device) is called whenever interrupt irq comes: masked, on the interrupt stack of whichever core it comes
// to, on one core at a time, between stack_forget and on_interrupt. It makes the device withdraw its request, or the interrupt comes
// again.
// irq: what this machine calls the device's line (bare.h, sim.h). Of several handlers of a line all are called. On the boot core,
// before the first goroutine runs. false: there is no such line, or there are too many handlers. Go: the event loop of netpoll.
bool irq_attach(uint32_t irq, void (*handler)(void* device), void* device);

// ---- time --------------------------------------------------------------------------------------------------------

int64_t nanotime();                  // ns since some moment near boot; monotonic across cores
void set_deadline(int64_t when_ns);  // this core's one shot: one on_interrupt at or after when_ns; replaces the last
                                     // one; kNever cancels. Any context, masked or not

// ---- the interrupted frame ---------------------------------------------------------------------------------------

struct Frame;  // what the interrupt stub saved; defined in the machine's frame.h
uintptr_t frame_pc(Frame const& frame);  // inline.h
uintptr_t frame_sp(Frame const& frame);  // inline.h

// Rewrites the frame so that on resume the G calls asyncPreempt on its own stack and then goes on at frame_pc with every
// register kept. The caller has made sure that preempt_spill() bytes below frame_sp are committed. Go: sigctxt.pushCall.
void inject_preempt(Frame& frame);
size_t preempt_spill();  // bytes; constant after boot; under two pages

// Whether pc lies in an asyncPreempt, whose record fp points to, that was injected and not called. at: what it interrupted.
bool interrupted_context(uintptr_t pc, uintptr_t fp, Context* at);

// ---- stacks and memory -------------------------------------------------------------------------------------------

struct StackArea {
  uintptr_t lo;
  uintptr_t hi;
};

// Address space reserved for stacks, carved up by the runtime, aligned to 2 MiB. Nothing in it is mapped at first.
StackArea stack_area();

// Makes the page tables for [lo, hi) of the stack area, page-aligned. false: out of memory. Not in interrupt context.
bool stack_prepare(uintptr_t lo, uintptr_t hi);

// Tops this core's reserve of zeroed free pages up to n pages. false: out of memory. Not in interrupt context.
bool stack_refill(uint32_t n);

// Maps one zeroed page of this core's reserve at addr's page, whose tables exist. Called masked, in any context; takes
// no lock. Already mapped is success. false: the reserve is empty. Go: sysMap.
bool stack_commit(uintptr_t addr);

// Takes the committed pages of [lo, hi), page-aligned, away from addresses that nobody uses meanwhile. Their contents are
// gone at once; they are free memory once no core can hold their old translation, and until then stack_commit gives an
// address its own page back. On g0, not in interrupt context; may wait until other cores have taken an interrupt.
// Go: sysUnused.
void stack_release(uintptr_t lo, uintptr_t hi);

// This core drops the translations that were taken away before now: by who is about to run on a stack that may have lost
// pages. Cheap if there were none; any context.
void stack_forget();

void clear_page(void* page);  // (inline.h) zeroes it; any context

// Where the memory is, in bytes: sys is the sum of all others. A snapshot; exact while no other core runs.
struct MemoryStats {
  uint64_t sys;       // all that can be had
  uint64_t free;
  uint64_t limbo;     // released, but some core may hold its old translation
  uint64_t reserved;  // laid by for stacks, by the cores
  uint64_t stacks;    // committed
  uint64_t tables;    // page tables, of the stacks and of all else
  uint64_t other;     // by sys_alloc, and the stacks of interrupts
};
MemoryStats memory_stats();

// Zeroed memory, page-aligned, never given back; nullptr: out of memory. Not in interrupt context. Go: sysAlloc.
void* sys_alloc(size_t bytes);

// ---- the rest ----------------------------------------------------------------------------------------------------

enum class Verdict : uint32_t { passed = 0x10, failed = 0x11, panic = 0x12, usage = 0x13 };

void write(char const* text, size_t bytes);     // to the console, no lock, any context
[[noreturn]] void exit(Verdict verdict);        // ends the machine; any context
void cpu_relax();                               // (inline.h) in every spin loop. Go: procyield

// Counters of this machine's core, for reports and tests: interrupts taken by cause, and halts.
struct CoreStats {
  uint64_t timer_irqs;
  uint64_t pokes;
  uint64_t halts;
  uint64_t device_irqs;
};
CoreStats core_stats(uint32_t id);  // a snapshot; id < ncores()

// Fills every general, vector and control register a goroutine may use from seed, holds them for about `spins` loop
// rounds of call-free code, and counts those that changed. Lies in task text, so that it can be preempted anywhere.
uint64_t register_torture(uint64_t seed, uint64_t spins);

}  // namespace burrow::arch

// ---- upcalls, supplied by runtime/sched ----------------------------------------------------------------------------

extern "C" {
// A timer, poke or device interrupt came; runs masked on the interrupt stack. getg() is nullptr on a core that has not begun its
// first work. Go: sighandler.
void on_interrupt(burrow::arch::Frame& frame);

// A page fault at addr inside stack_area(); runs masked on the page-fault stack. false: not a stack that may grow here,
// the machine reports the fault. Go: newstack.
bool on_stack_fault(burrow::arch::Frame& frame, uintptr_t addr);

void asyncPreempt();                         // supplied by the machine: where inject_preempt leads
void asyncPreempt2();                        // called by asyncPreempt with every register saved on the G's stack
[[noreturn]] void goexit_upcall();           // a goroutine's function returned. Go: goexit
[[noreturn]] void badmcall2();               // the function given to mcall returned
}

#include "inline.h"  // IWYU pragma: export  (the machine's own, found on the include path)
