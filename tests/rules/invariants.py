"""A numbered invariant at the head of a file has its number alone in the tree: asserts, World::check() and tests cite it. Numbers
stand at the start of a comment line, two spaces before the words, or in a sentence that begins with `Invariants:`."""
import re

ALONE = re.compile(r"// ([A-Z][1-9]\d?)  \S")
LISTED = re.compile(r"(?:^|(?<=[.:]) )([A-Z][1-9]\d?) (?=[a-z])")


def numbers(text):
    """(line number, invariant) of the file's head: its comments up to the first code, directives aside."""
    listing = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#") or not line.strip():
            listing = False
            continue
        if not line.startswith("//"):
            return
        listing = listing or line.startswith("// Invariants:")
        if match := ALONE.match(line):
            yield number, match.group(1)
        elif listing:
            for match in LISTED.finditer(line[3:]):
                yield number, match.group(1)


def check(tree):
    homes, findings = {}, []
    for path, text in sorted(tree.code("arch", "boot", "kernel", "runtime", "tests")):
        for number, name in numbers(text):
            if name in homes:
                findings.append(f"{path}:{number}: {name} is taken by {homes[name]}")
            homes.setdefault(name, path)
    return findings


HONEST = {
    "runtime/model/p.h": "// P.\n//\n// P1  Runs.\n// P2  Waits. See P1\n//     longer\n#pragma once\n\n// P3  Its fields.\nint x;\n// P1  no head\n",
    "kernel/paging.cpp": "// Pages.\n// Invariants: P4 none is both. P5 each is\n// whole. P6 all by (Arm ARM D1.4).\n",
    "tests/a_test.cpp": "// P1\nint x;  // P2\n",
}
PLANTED = [
    ({"runtime/a.h": "// A.\n//\n// A1  Runs.\n", "runtime/b.h": "// A1  Waits.\n"}, "runtime/b.h:1: A1 is taken by runtime/a.h"),
    ({"runtime/a.h": "// A1  Runs.\n// A1  Waits.\n"}, "runtime/a.h:2: A1 is taken by runtime/a.h"),
    ({"arch/a.S": "// Invariants: A1 runs. A2 waits.\n", "kernel/b.h": "#pragma once\n// A2  Waits.\n"}, "kernel/b.h:2: A2 is taken"),
    ({"arch/a.S": "// A2  Waits.\n", "kernel/b.h": "// Invariants: A1 runs\n// well. A2 waits.\n"}, "kernel/b.h:2: A2 is taken"),
    ({"arch/a.S": "// A2  Waits.\n", "tests/b.h": "// Invariants:\n// A2  Waits.\n"}, "tests/b.h:2: A2 is taken by arch/a.S"),
]
