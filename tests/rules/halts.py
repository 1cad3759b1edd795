"""A core halts in park_core and, for good, in the named dead ends; nowhere else."""
import re

HALT = {"x86_64": re.compile(r"^hlt\b"), "aarch64": re.compile(r"^wf[ie]\b")}  # aarch64's hlt is a semihosting call
PLACES = {
    "park_core",
    "wait_for_interrupt",  # its one instruction on aarch64
    "exit",                # the machine goes on for a moment, or for ever
    "dead_end",            # a stopped core
    "halt_forever",
    "halt_if_stopping",
    "x86_ap_main",         # a core that waits for its first work
    "ap_main",
    "missing",             # boot: a CPU without a needed feature
    "power_off",           # boot: a fault before there are handlers
}


def check(image):
    return [f"{image.function_at(at)}: {text} outside park_core and the dead ends"
            for at, text in image.instructions()
            if HALT[image.machine].match(text) and image.function_at(at).split("::")[-1] not in PLACES]


_TASK = '.section task_text, "ax"\ntask: nop\n'
HONEST = {"x86_64": "park_core: hlt\nret\n" + _TASK, "aarch64": "park_core: wfi\nret\n" + _TASK}
PLANTED = [
    ({"x86_64": "schedule: hlt\n" + _TASK, "aarch64": "schedule: wfi\n" + _TASK}, "schedule: "),
    ({"x86_64": _TASK + "hog: hlt\n", "aarch64": _TASK + "hog: wfe\n"}, "hog: "),
]
