// All tasks, in the order in which `list` shows them.
#include "runtime/runtime.h"

namespace burrow {

namespace tasks {
void tour();
void shell();
void hello();
void pingpong();
void ring();
void tree();
void fanout();
void steal();
void parallel();
void storm();
void yield();
void fairness();
void mutex();
void hog();
void preemption();
void torture();
void growth();
void million();
void stale();
void idle();
void sleep_task();
void syscall();
void stop();
void tied();
void dump();
void files();
void sieve();
void powser();
void philosophers();
void skynet();
void echo();
void disk();
void pipeline();
void deadlock();
void goexit();
void null();
void overflow();
void clash();
void traceback();
}  // namespace tasks

Task const task_table[] = {
    {"tour", "the scheduler shows what it does, step by step", tasks::tour},
    {"shell", "commands from the console: goroutines, the scheduler, tasks to run", tasks::shell},
    {"hello", "the first goroutine", tasks::hello},
    {"pingpong", "two goroutines wake each other in turn", tasks::pingpong},
    {"ring", "1000 goroutines pass a token on", tasks::ring},
    {"tree", "2047 goroutines, each of which waits for its children", tasks::tree},
    {"fanout", "one goroutine starts 2000, all cores share them", tasks::fanout},
    {"steal", "a goroutine fills its P's queue and holds on to the P", tasks::steal},
    {"parallel", "as many goroutines as cores run at the same moment", tasks::parallel},
    {"storm", "100000 goroutines on a few hundred stacks", tasks::storm},
    {"yield", "goroutines that yield take equal turns", tasks::yield},
    {"fairness", "a busy local queue can't shut out the global one", tasks::fairness},
    {"mutex", "a mutex that one hardly lets go of still comes to others", tasks::mutex},
    {"hog", "loops without a call on every core, and others still run", tasks::hog},
    {"preemption", "two goroutines wait for each other by looking", tasks::preemption},
    {"torture", "every register survives preemption; wants slice=20us", tasks::torture},
    {"growth", "stacks grow to 224 KiB and keep what is on them; wants stack=256k", tasks::growth},
    {"million", "as many goroutines as there is memory for, at most a million, parked at once", tasks::million},
    {"stale", "no stack carries what another goroutine has left; wants stack=256k", tasks::stale},
    {"idle", "cores with nothing to do take no interrupts", tasks::idle},
    {"sleep", "sleeps are never too short, and as exact as the machine's own timer", tasks::sleep_task},
    {"syscall", "long calls give their P away, short ones are preempted", tasks::syscall},
    {"stop", "the world is stopped ten thousand times, whatever the others do", tasks::stop},
    {"dump", "everyone's stack while everyone is alive", tasks::dump},
    {"tied", "goroutines tied to cores, more of them than cores", tasks::tied},
    {"files", "goroutines read a file of the host; wants --file data=PATH", tasks::files},
    {"sieve", "primes through a chain of goroutines", tasks::sieve},
    {"powser", "power series by goroutines: exp and tan", tasks::powser},
    {"philosophers", "five goroutines share five forks", tasks::philosophers},
    {"skynet", "a tree of a million goroutines adds numbers on channels; wants --memory 6G", tasks::skynet},
    {"echo", "says every line from the console again; Ctrl-D ends it", tasks::echo},
    {"disk", "goroutines write and read a block device; wants --disk FILE", tasks::disk},
    {"pipeline", "a block device is read, hashed and summed up; wants --disk FILE", tasks::pipeline},
    {"deadlock", "everyone waits for ever: must end in a panic", tasks::deadlock},
    {"goexit", "the main goroutine ends itself: must end in a panic", tasks::goexit},
    {"null", "reads address 0: must end in a panic", tasks::null},
    {"overflow", "recursion of 300 KiB: must end in a panic", tasks::overflow},
    {"clash", "all cores fail at once: must end in one panic", tasks::clash},
    {"traceback", "goroutines in every position, then one fails: must end in a panic", tasks::traceback},
};

}  // namespace burrow
