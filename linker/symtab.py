#!/usr/bin/env python3
"""Writes the image's tables of its own function names and source lines as assembly, for tracebacks without a debugger.

burrow_symtab: pairs of u64 address and u64 pointer to the name; the last, behind all functions, has an empty name.
burrow_lines: rows of u32 address, u8 file, u8 ret, u16 line, each good up to the next; burrow_files: pointers to names.
ret: where a function's return address is at that instruction. 0: where the frame pointer says, 255: in the link register,
else in a word of the stack, 1 being the one that sp points to.
Sorted by address; burrow_symtab_count and burrow_line_count (u64) tell how many. With --check: compares the function
addresses of the two passes.
"""
import argparse
import os
import re
import subprocess
import sys

# Labels of linker/<isa>.ld, which share their addresses with functions.
BOUNDARY = re.compile(r"(image|text|rodata|data)_(start|end)$|__(start|stop)_|\.L|\$")
KEPT = [("(anonymous namespace)", "\1"), ("operator()", "\2"), ("operator<=>", "\3"), ("operator->", "\4"),
        ("operator<<", "\5"), ("operator>>", "\6"), ("operator<", "\7"), ("operator>", "\10")]


def short(name):
    """void burrow::f<int>(int)::{lambda(int)#1}::operator()(int) const -> burrow::f<...>::{lambda#1}::operator()"""
    name = re.sub(r"\boperator (?=\w)", "operator\v", name.split(" [clone")[0])
    for text, sign in KEPT:
        name = name.replace(text, sign)
    name = re.sub("([\5\7]) <", r"\1<", name)  # how arguments of these two are set off
    while (bare := re.sub(r"\([^()]*\)|<(?!\.\.\.>)[^<>]*>", lambda m: "" if m[0][0] == "(" else "\16", name)) != name:
        name = bare
    name = re.sub(r"( const| volatile| &&?)+$", "", name).split(" ")[-1]
    for text, sign in KEPT:
        name = name.replace(sign, text)
    return name.replace("\16", "<...>").replace("\v", " ")


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


def functions(nm, elf):
    rows = {}
    for line in run(nm, "-n", "-C", "--defined-only", elf).splitlines():
        address, kind, name = line.split(" ", 2)
        if name == "text_end":
            rows[int(address, 16)] = ""
        elif kind in "tTwW" and not BOUNDARY.match(name):
            rows.setdefault(int(address, 16), short(name))
    return sorted(rows.items())


def instructions(objdump, elf):
    return re.findall(r"^ +([0-9a-f]+):\t", run(objdump, "-d", "--no-show-raw-insn", elf), re.M)


def best_line(chain):
    """Of an instruction's line and those of the calls it was inlined by, innermost first: the first in a source file, as
    opposed to a header; else the first in the project. ("", 0): none."""
    own = [(file, line) for file, line in chain if line and not file.startswith(("/", ".."))]
    sources = [row for row in own if row[0].endswith((".cpp", ".S"))]
    return (sources + own + [("", 0)])[0]


def place_of_return(cfa, ra):
    """From a row of call-frame information: rsp+16, c-8 -> 2"""
    by_sp = re.match(r"(r?)sp\+(\d+)$", cfa)
    if not by_sp:
        return 0
    if ra == "u":
        return 0 if by_sp[1] else 255
    word = (int(by_sp[2]) - int(ra.removeprefix("c-"))) // 8 + 1
    return word if word < 255 else 0


HEAD = re.compile(r"([0-9a-f]{8}) [0-9a-f]+ [0-9a-f]+ (?:CIE|FDE cie=([0-9a-f]{8}) pc=([0-9a-f]+)\.\.([0-9a-f]+))")


def returns(readelf, elf):
    """{address: place of return} wherever it changes."""
    begin, end, common, heading, cie = {}, {}, {}, [], None
    for line in run(readelf, "--debug-dump=frames-interp", elf).splitlines():
        if head := HEAD.match(line):
            cie = None if head[2] else head[1]
            if head[2]:
                begin[int(head[3], 16)] = common[head[2]]
                end[int(head[4], 16)] = 0
        elif line.split()[:2] == ["LOC", "CFA"]:
            heading = line.split()
        elif re.match(r"[0-9a-f]{16} ", line):
            cells = dict(zip(heading, line.split()))
            place = place_of_return(cells["CFA"], cells.get("ra", "u"))
            if cie:
                common[cie] = place
            else:
                begin[int(cells["LOC"], 16)] = place
    return end | begin


def lines(tools, elf):
    """(address, file, line, place of return) wherever one of them changes."""
    addresses = instructions(tools.objdump, elf)
    answer = run(tools.addr2line, "-e", elf, "-i", "-a", input="\n".join(addresses))
    places = returns(tools.readelf, elf)
    rows, place, last = [], 0, None
    for block in re.split(r"^0x", answer, flags=re.M)[1:]:
        head, *chain = block.splitlines()
        address = int(head, 16)
        place = places.get(address, place)
        chain = [link.split(" (")[0].rsplit(":", 1) for link in chain]
        best = best_line([(os.path.normpath(file), int(line) if line.isdigit() else 0) for file, line in chain])
        if (*best, place) != last:
            last = (*best, place)
            rows.append((address, *last))
    return rows


def write(out, names, rows):
    files = sorted({row[1] for row in rows})
    put = lambda text: out.write(text + "\n")
    put('.section .symtab_burrow, "a"\n.balign 8\n.globl burrow_symtab_count, burrow_symtab, burrow_line_count, burrow_lines')
    put(f".globl burrow_files\nburrow_symtab_count: .quad {len(names)}\nburrow_symtab:")
    for index, (address, _) in enumerate(names):
        put(f".quad {address:#x}, .Lname{index}")
    put("burrow_files:")
    for index in range(len(files)):
        put(f".quad .Lfile{index}")
    put(f"burrow_line_count: .quad {len(rows)}\nburrow_lines:")
    for address, file, line, place in rows:
        put(f".long {address:#x}\n.byte {files.index(file)}, {place}\n.short {line}")
    for label, texts in (("name", [name for _, name in names]), ("file", files)):
        for index, text in enumerate(texts):
            put(f'.L{label}{index}: .asciz "{text}"')
    put('.section .note.GNU-stack, "", %progbits')


def main():
    parser = argparse.ArgumentParser()
    for tool in ("nm", "objdump", "readelf", "addr2line"):
        parser.add_argument("--" + tool, default=tool)
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()

    if args.check:
        first, second = (dict(functions(args.nm, elf)) for elf in args.files)
        if first != second:
            sys.exit("symtab: functions moved between the two passes")
        return
    names, rows = [], []
    if not args.empty:
        names = functions(args.nm, args.files[0])
        rows = lines(args, args.files[0])
    with open(args.files[-1], "w") as out:
        write(out, names, rows)


if __name__ == "__main__":
    main()
