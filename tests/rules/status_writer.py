"""One writer of a status: only runtime/sched/status.cpp changes a G's atomicstatus or a P's status."""
import re

WRITER = "runtime/sched/status.cpp"
FIELD = r"(?:\.|->)\s*(?:atomicstatus|status)"
WRITES = [re.compile(pattern) for pattern in (
    FIELD + r"\s*(?:\.\s*(?:store|exchange|cas|fetch_\w+)\s*\(|=[^=])",
    r"(?<!&)&\s*\w+(?:\[[^]]*\])?(?:(?:\.|->)\w+)*" + FIELD + r"\b",  # an address taken can be written through
    r"Atomic\s*<[^>]*>\s*&\s*\w+\s*[={]\s*[^;]*" + FIELD + r"\b",
)]


def check(tree):
    return [f"{path}:{number}: a status is written outside {WRITER}"
            for path, number, line in tree.lines("runtime", "kernel")
            if path != WRITER and any(pattern.search(line) for pattern in WRITES)]


HONEST = {
    WRITER: "gp->atomicstatus.cas(was, to, acq_rel, acquire);\npp->status.store(status, release);\n",
    "runtime/sched/park.cpp": "if (gp->atomicstatus.load(acquire) == a && pp->status.load(relaxed) == b) {}\n",
    "tests/unit/status_test.cpp": "gp->atomicstatus.store(0, relaxed);\n",
}
PLANTED = [
    ({"runtime/sched/park.cpp": "\ngp->atomicstatus.store(1, release);\n"}, "runtime/sched/park.cpp:2: a status"),
    ({"runtime/queue/idle.cpp": "pp->status.store(PStatus::idle, release);\n"}, "runtime/queue/idle.cpp:1: a status"),
    ({"kernel/main.cpp": "g.atomicstatus .exchange(1, release);\n"}, "kernel/main.cpp:1: a status"),
    ({"runtime/sched/start.cpp": "Atomic<uint32_t>& word = gp->atomicstatus;\n"}, "runtime/sched/start.cpp:1: a status"),
    ({"runtime/sched/start.cpp": "auto* word = &gp->atomicstatus;\n"}, "runtime/sched/start.cpp:1: a status"),
]
