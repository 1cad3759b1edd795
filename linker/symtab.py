#!/usr/bin/env python3
"""Writes the image's table of its own function names as assembly, for backtraces without a debugger.

Layout: burrow_symtab_count (u64), burrow_symtab (count pairs of u64 address and u64 pointer to the name), names sorted by
address. With --check: compares the function addresses of the two passes.
"""
import argparse
import re
import subprocess
import sys


def short(name):
    """void burrow::f<int>(int)::{lambda(int)#1}::operator()(int) const -> f<int>::{lambda#1}::operator()"""
    name = name.split(" [clone")[0].replace("(anonymous namespace)::", "").replace("operator()", "operator@")
    while (bare := re.sub(r"\([^()]*\)", "", name)) != name:
        name = bare
    name = re.sub(r"^void | const$", "", name).replace("burrow::", "")
    return name.replace("operator@", "operator()")


# Labels of linker/<isa>.ld, which share their addresses with functions.
BOUNDARY = re.compile(r"(image|text|rodata|data)_(start|end)$|__(start|stop)_|\.L|\$")


def functions(nm, elf):
    out = subprocess.run([nm, "-n", "-C", "--defined-only", elf], check=True, capture_output=True, text=True).stdout
    rows = {}
    for line in out.splitlines():
        address, kind, name = line.split(" ", 2)
        if kind in "tTwW" and not BOUNDARY.match(name):
            rows.setdefault(int(address, 16), short(name))
    return sorted(rows.items())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nm")
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()

    if args.check:
        first, second = (dict(functions(args.nm, elf)) for elf in args.files)
        if first != second:
            sys.exit("symtab: functions moved between the two passes")
        return
    rows = [] if args.empty else functions(args.nm, args.files[0])
    with open(args.files[-1], "w") as out:
        out.write('.section .symtab_burrow, "a"\n.balign 8\n.globl burrow_symtab_count\nburrow_symtab_count:\n')
        out.write(f".quad {len(rows)}\n.globl burrow_symtab\nburrow_symtab:\n")
        for index, (address, _) in enumerate(rows):
            out.write(f".quad {address:#x}, .Lname{index}\n")
        for index, (_, name) in enumerate(rows):
            out.write(f'.Lname{index}: .asciz "{name}"\n')
        out.write('.section .note.GNU-stack, "", %progbits\n')


main()
