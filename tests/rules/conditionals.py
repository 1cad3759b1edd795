"""Conditional compilation lives in arch/ and boot/ only: everything else is the same text on every machine."""
import re

CONDITIONAL = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif|elifdef|elifndef)\b")


def check(tree):
    return [f"{path}:{number}: conditional compilation outside arch/ and boot/"
            for path, number, line in tree.lines(suffixes=(".h", ".cpp", ".S", ".ld"))
            if CONDITIONAL.match(line) and not path.startswith(("arch/", "boot/"))]


HONEST = {"arch/x86_64/cpu.cpp": "#ifdef __AVX__\n#endif\n", "kernel/a.cpp": "// #if\nint a;\n/*\n#if 0\n*/\n"}
PLANTED = [
    ({"runtime/base/a.h": "#pragma once\n#ifdef __x86_64__\n#endif\n"}, "runtime/base/a.h:2: conditional"),
    ({"kernel/a.cpp": "  #  if 0\n#endif\n"}, "kernel/a.cpp:1: conditional"),
    ({"linker/x86_64.ld": "#ifndef A\n#endif\n"}, "linker/x86_64.ld:1: conditional"),
]
