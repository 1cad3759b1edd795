"""Who may include whom: floors only downwards, machines only the seam, tasks only the façade; paths from the root, no circle."""
import os
import re

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)
FLOORS = {"runtime/base": 1, "runtime/model": 2, "runtime/queue": 3, "runtime/sched": 4, "runtime/sync": 5}
FACADE = "runtime/runtime.h"
TASKS = ("kernel/tasks/", "kernel/gtest/")  # goroutine code
SEAM = "arch/arch.h"
IRON_SEAM = {SEAM, "arch/bare.h", "arch/line.h", "arch/splitmix64.h", "boot/boot_info.h"}
BOOT_SEAM = IRON_SEAM | {"boot/ranges.h"}
IRON = {"x86_64", "aarch64"}
BY_MACHINE = {"inline.h", "frame.h"}  # found on the include path: each machine has its own


def allowed_in_machine(machine, target):
    seam = IRON_SEAM if machine in IRON else {SEAM}
    return target in seam or target.startswith(f"arch/{machine}/")


def allowed_in_boot(parts, target):
    own = (f"boot/{parts[1]}/", f"arch/{parts[1]}/") if len(parts) > 2 else ()
    return target in BOOT_SEAM or target.startswith(own)


def allowed_in_runtime(floor, target):
    if target == SEAM or (target == FACADE and floor == FLOORS["runtime/sync"]):  # sync defines what the façade declares
        return True
    return FLOORS.get(os.path.dirname(target), 99) <= floor


def allowed(path, target):
    """May the file at path include target? Both from the root."""
    parts = path.split("/")
    if parts[0] == "tests":
        return True
    if target.startswith("tests/"):
        return False
    for folder in TASKS:
        if path.startswith(folder):
            return target == FACADE or target.startswith(folder)
    if parts[0] == "kernel":
        return target.startswith(("kernel/", "runtime/")) or target in IRON_SEAM
    if path == FACADE:
        return target == SEAM or target.startswith("runtime/")
    if parts[0] == "runtime":
        return allowed_in_runtime(FLOORS.get(os.path.dirname(path), 0), target)
    if parts[0] == "arch" and len(parts) > 2:
        return allowed_in_machine(parts[1], target)
    if parts[0] == "boot":
        return allowed_in_boot(parts, target)
    return target in IRON_SEAM  # arch.h, bare.h, line.h, splitmix64.h


def circle(graph):
    """The first circle of headers as a list of paths, or None."""
    done = set()

    def visit(path, trail):
        if path in trail:
            return trail[trail.index(path):] + [path]
        if path in done:
            return None
        found = next(filter(None, (visit(target, trail + [path]) for target in graph.get(path, ()))), None)
        done.add(path)
        return found

    return next(filter(None, (visit(path, []) for path in graph)), None)


def check(tree):
    findings, graph = [], {}
    for path, text in tree.code():
        if path.endswith(".h") and not re.search(r"^#pragma once$", text, re.M):
            findings.append(f"{path}: no #pragma once")
        for target in INCLUDE.findall(text):
            if target in BY_MACHINE:
                if path != SEAM and not path.startswith(("arch/", "tests/")):
                    findings.append(f"{path}: {target} belongs to the machine")
            elif target not in tree.files:
                findings.append(f"{path}: {target} is no path from the root")
            elif not allowed(path, target):
                findings.append(f"{path}: may not include {target}")
            else:
                graph.setdefault(path, []).append(target)
    found = circle(graph)
    return findings + ([" → ".join(found) + " is a circle"] if found else [])


def _tree(path, *targets):
    files = {target: "#pragma once\n" for target in targets}
    files[path] = "#pragma once\n" + "".join(f'#include "{target}"\n' for target in targets)
    return files


HONEST = {
    **_tree("kernel/main.cpp", FACADE, "arch/bare.h", "boot/boot_info.h", "runtime/sched/proc.h"),
    **_tree("runtime/sched/proc.h", SEAM, "runtime/queue/runq.h", "runtime/sched/status.h"),
    **_tree("arch/x86_64/cores.cpp", "arch/bare.h", "arch/line.h", "arch/x86_64/cpu.h"),
    **_tree("boot/ranges.cpp", "boot/ranges.h"),
    **_tree("kernel/tasks/hello.cpp", FACADE),
    **_tree("kernel/gtest/run.cpp", FACADE, "kernel/gtest/gtest.h"),
    SEAM: '#pragma once\n#include "inline.h"\n',
}
PLANTED = [
    (_tree("runtime/queue/runq.cpp", "runtime/sched/proc.h"), "runtime/queue/runq.cpp: may not include"),
    (_tree("runtime/base/text.h", "kernel/word.h"), "runtime/base/text.h: may not include kernel/word.h"),
    (_tree("runtime/sched/start.cpp", "arch/bare.h"), "may not include arch/bare.h"),
    (_tree("arch/x86_64/clock.cpp", "runtime/base/fatal.h"), "may not include runtime/base/fatal.h"),
    (_tree("arch/x86_64/clock.cpp", "arch/aarch64/clock.h"), "may not include arch/aarch64/clock.h"),
    (_tree("arch/sim/sim.cpp", "arch/bare.h"), "may not include arch/bare.h"),
    (_tree("boot/ranges.cpp", "boot/aarch64/fdt.h"), "may not include boot/aarch64/fdt.h"),
    (_tree("kernel/tasks/ring.cpp", "runtime/sched/proc.h"), "may not include runtime/sched/proc.h"),
    (_tree("kernel/gtest/gtest.h", "runtime/base/atomic.h"), "may not include runtime/base/atomic.h"),
    (_tree("kernel/main.cpp", "tests/support/world.h"), "may not include tests/support/world.h"),
    ({"kernel/a.cpp": '#include "b.h"\n', "kernel/b.h": "#pragma once\n"}, "b.h is no path from the root"),
    ({"kernel/a.h": "int a;\n"}, "no #pragma once"),
    ({"kernel/a.cpp": '#include "frame.h"\n'}, "frame.h belongs to the machine"),
    ({"kernel/a.h": '#pragma once\n#include "kernel/b.h"\n', "kernel/b.h": '#pragma once\n#include "kernel/a.h"\n'},
     "is a circle"),
]
