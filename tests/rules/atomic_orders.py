"""Every atomic operation says its order; one that orders anything (all but relaxed) says in a comment what it pairs with,
or which point of a race picture it is. The runtime knows no atomic but Atomic<T>."""
import re

from tree import blank

HOME = "runtime/base/atomic.h"
RAW = re.compile(r"\b__(?:atomic|sync)_\w+|\bstd\s*::\s*atomic\w*|(?<!asm )\bvolatile\b")
OPERATION = re.compile(r"(?:(?:\.|->)(?:load|store|exchange|cas|compare_exchange_\w+|fetch_\w+)|\b__atomic_\w+)\s*\(")
ORDER = re.compile(r"\b(?:order|success|(?:\w+_)?(?:relaxed|acquire|release|acq_rel|seq_cst))\b|\b__ATOMIC_\w+", re.I)
ORDERS = re.compile(r"(?:\b|_)(?:acquire|release|acq_rel|seq_cst)\b", re.I)
TAG = re.compile(r"//.*\b(?:acq|acquire|rel|release|acq_rel|pairs|fence|relaxed|rlx|points? [A-Z])\b")
REACH = 3  # lines above an operation where its tag may stand


def arguments(lines, index, start):
    """The operation's text from its bracket on, over at most five lines."""
    text, depth = "\n".join([lines[index][start:]] + lines[index + 1:index + 5]), 0
    for end, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return text[:end + 1]
    return text


def check(tree):
    findings = []
    for path, text in tree.code("runtime", "kernel", "boot", "arch", suffixes=(".h", ".cpp")):
        raw, code = text.splitlines(), blank(text).splitlines()
        for index, line in enumerate(code) if path != HOME else ():
            where = f"{path}:{index + 1}"
            if path.startswith("runtime/") and RAW.search(line):
                findings.append(f"{where}: a raw atomic outside {HOME}")
            for match in OPERATION.finditer(line):
                words = arguments(code, index, match.end() - 1)
                near = raw[max(0, index - REACH):index + 1 + words.count("\n")]
                if not ORDER.search(words):
                    findings.append(f"{where}: an atomic operation without its order")
                elif ORDERS.search(words) and not any(TAG.search(line) for line in near):
                    findings.append(f"{where}: an atomic operation without its order tag")
    return findings


HONEST = {
    HOME: "T load(Order order) const { return __atomic_load_n(&value_, static_cast<int>(order)); }\n",
    "runtime/a.cpp": "x.store(1, release);  // rel: pairs with acq in f\n"
                     "// acq: pairs with rel in g\nreturn x.load(\n    acquire);\n",
    "runtime/b.cpp": "x.store(0, relaxed);\n",
    "kernel/a.cpp": "x.store(1, std::memory_order_release);  // rel: pairs with acq in f\n",
    "arch/sim/a.cpp": "// acq: pairs with rel in f\n__atomic_load_n(&x, __ATOMIC_ACQUIRE);\n",
}
PLANTED = [
    ({"runtime/a.cpp": "\n\n\n\nx.store(1, release);\n"}, "runtime/a.cpp:5: an atomic operation without its order tag"),
    ({"runtime/a.cpp": "x.store(1);  // rel: pairs\n"}, "runtime/a.cpp:1: an atomic operation without its order"),
    ({"runtime/a.cpp": "std::atomic<int> x;\n"}, "runtime/a.cpp:1: a raw atomic"),
    ({"runtime/a.cpp": "return __atomic_load_n(&x, 0);\n"}, "runtime/a.cpp:1: a raw atomic"),
    ({"kernel/a.cpp": "__atomic_store_n(&x, 1, __ATOMIC_SEQ_CST);\n"}, "kernel/a.cpp:1: an atomic operation without its"),
    ({"runtime/a.cpp": "int volatile x;\n"}, "runtime/a.cpp:1: a raw atomic"),
    ({"arch/sim/a.cpp": "std::atomic<int> x;\nint y = x.load();\n"}, "arch/sim/a.cpp:2: an atomic operation without"),
]
