#!/usr/bin/env python3
"""Folds objects into one, with all their text in one section and their weak functions local to it.

Only functions (nm: W) and tables of virtual functions (nm: V _ZT*) become local. Localising everything would split
inline variables in two, one for each text.
"""
import argparse
import os
import re
import subprocess
import sys

SCRIPT = """SECTIONS {{
  {section} : {{ *(.text .text.* .gnu.linkonce.t.*) }}
}}
"""


def main():
    parser = argparse.ArgumentParser()
    for tool in ("ld", "nm", "objcopy", "section", "output"):
        parser.add_argument("--" + tool, required=True)
    parser.add_argument("objects", nargs="+")
    args = parser.parse_args()

    script, names = args.output + ".ld", args.output + ".local"
    with open(script, "w") as out:
        out.write(SCRIPT.format(section=args.section))
    subprocess.run([args.ld, "-r", "--force-group-allocation", "-T", script, "-o", args.output, *args.objects], check=True)
    symbols = subprocess.run([args.nm, args.output], check=True, capture_output=True, text=True).stdout
    local = []
    for line in symbols.splitlines():
        match = re.match(r"[0-9a-f]+ (\S) (\S+)$", line)
        if not match:
            continue
        kind, name = match.groups()
        if kind == "u":
            sys.exit(f"fold: {name} is a unique symbol: build with -fno-gnu-unique")
        if kind == "W" or (kind == "V" and re.match(r"_ZT[VTISC]", name)):
            local.append(name)
    os.remove(script)
    if local:  # objcopy takes an empty list for an error
        with open(names, "w") as out:
            out.write("".join(name + "\n" for name in local))
        subprocess.run([args.objcopy, "--localize-symbols=" + names, args.output], check=True)
        os.remove(names)


main()
