"""What the tree names: the visible top level is the map's, no file names a path of somebody's machine, and every link
in a README leads somewhere."""
import os
import re

TOP = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "arch", "boot", "kernel", "linker", "qemu", "runtime",
       "tests"}
PRIVATE = re.compile(r"(?<![\w.}])/(?:work|root|home|Users|mnt)/")
LINK = re.compile(r"\[[^]\n]*\]\(([^)\s]+)\)")
OUTSIDE = re.compile(r"^(?:[a-z]+:|#)")


def links(tree):
    folders = {os.path.dirname(path) for path in tree.files}
    folders |= {parent for folder in folders for parent in (folder.split("/")[0], os.path.dirname(folder))}
    for path, text in tree.files.items():
        for number, line in enumerate(text.splitlines(), 1) if path.endswith(".md") else ():
            for target in LINK.findall(line):
                goal = os.path.normpath(os.path.join(os.path.dirname(path), target.split("#")[0]))
                if not OUTSIDE.match(target) and goal not in tree.files and goal not in folders:
                    yield f"{path}:{number}: the link {target} leads nowhere"


def check(tree):
    visible = {path.split("/")[0] for path in tree.files} - {""}
    findings = [f"{name} is not on the map of the top level"
                for name in sorted(visible - TOP) if not name.startswith(".")]
    findings += [f"{path}:{number}: a path of one machine" for path, text in tree.files.items()
                 for number, line in enumerate(text.splitlines(), 1) if PRIVATE.search(line)]
    return findings + list(links(tree))


_HOME = "/" + "home/gopher/burrow"  # in two parts, so that this file passes too
HONEST = {
    "README.md": "[run](qemu/run) [walk](kernel/main.cpp#L10) [Go](https://go.dev) [below](#walk) [map](arch/x86_64)\n",
    "qemu/run": "$root/mnt/x ../home/a\n", "kernel/main.cpp": "", "arch/x86_64/README.md": "[up](../../README.md)\n",
    ".gitignore": "/.build/\n",
}
PLANTED = [
    ({"scripts/x": ""}, "scripts is not on the map"),
    ({"qemu/run": f"cd {_HOME}\n"}, "qemu/run:1: a path of one machine"),
    ({"README.md": "\n[x](qemu/walk)\n"}, "README.md:2: the link qemu/walk leads nowhere"),
    ({"arch/README.md": "[x](README.txt)\n"}, "arch/README.md:1: the link README.txt leads nowhere"),
]
