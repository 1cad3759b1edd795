"""A built image as the rules see it: symbols, instructions by function, segments; read with the binary tools."""
import bisect
import collections
import os
import re
import subprocess
import sys

Tools = collections.namedtuple("Tools", "compiler nm objdump readelf")
Symbol = collections.namedtuple("Symbol", "address kind name")
Instruction = collections.namedtuple("Instruction", "address text")
Segment = collections.namedtuple("Segment", "kind address size flags")

NOT_FUNCTIONS = re.compile(r"^(\$[xd]|\.L|__start_|__stop_|.*_(?:start|end)$)")

# An example image: asm for each text, linked as the real one is.
LAYOUT = """
ENTRY(entry)
PHDRS { text PT_LOAD FLAGS(5); tight PT_LOAD FLAGS(6); rodata PT_LOAD FLAGS(4); data PT_LOAD FLAGS(6); rwx PT_LOAD FLAGS(7); }
SECTIONS {
  . = 0x400000;
  burrow_text : { *(burrow_text) *(.text) } :text
  task_text : { *(task_text) } :text
  .tight : { *(.tight) } :tight
  . = ALIGN(4096);
  .rodata : { *(.rodata) } :rodata
  . = ALIGN(4096);
  .data : { *(.data) } :data
  . = ALIGN(4096);
  .rwx : { *(.rwx) } :rwx
}
"""


class Image:
    def __init__(self, path, tools):
        if not path or not os.path.exists(path):
            sys.exit(f"there is no image {path}: build it first")
        self.path, self.tools = path, tools
        self.symbols = self._symbols()
        self.machine = "aarch64" if "AArch64" in self._run(tools.readelf, "-h") else "x86_64"
        self._functions = sorted({s.address: s for s in self.symbols if self.is_function(s)}.values())
        self._starts = [s.address for s in self._functions]

    @classmethod
    def from_example(cls, example, tools, scratch):
        """example: {"x86_64": asm, "aarch64": asm} or one text for both."""
        machine = subprocess.run([tools.compiler, "-dumpmachine"], check=True, capture_output=True, text=True).stdout
        asm = example if isinstance(example, str) else example["aarch64" if machine.startswith("aarch64") else "x86_64"]
        source, script, elf = (os.path.join(scratch, "example." + end) for end in ("S", "ld", "elf"))
        with open(source, "w") as file:
            file.write('.section burrow_text, "ax"\n.globl entry\nentry: nop\n' + asm + "\n")
        with open(script, "w") as file:
            file.write(LAYOUT)
        subprocess.run([tools.compiler, "-nostdlib", "-static", "-no-pie", "-Wl,--build-id=none", "-Wl,-z,noexecstack",
                        "-Wl,--no-warn-rwx-segments", "-Wl,-z,max-page-size=4096", "-T", script, source, "-o", elf], check=True)
        return cls(elf, tools)

    def _run(self, *command):
        return subprocess.run([*command, self.path], check=True, capture_output=True, text=True).stdout

    def _symbols(self):
        rows = (line.split(" ", 2) for line in self._run(self.tools.nm, "-C", "--defined-only").splitlines())
        return [Symbol(int(address, 16), kind, name) for address, kind, name in rows]

    @staticmethod
    def is_function(symbol):
        return symbol.kind in "tTwWiu" and not NOT_FUNCTIONS.match(symbol.name)

    def bounds(self, section):
        match = re.search(rf"^ *\[ *\d+\] {section} +PROGBITS +(\w+) \w+ (\w+) ", self._run(self.tools.readelf, "-SW"), re.M)
        if not match:
            sys.exit(f"{self.path} has no section {section}")
        start, size = (int(word, 16) for word in match.groups())
        return start, start + size

    def function_at(self, address):
        """The function that covers address, with its namespaces; "?" before the first."""
        index = bisect.bisect_right(self._starts, address) - 1
        return self._functions[index].name.split("(")[0] if index >= 0 else "?"

    def instructions(self, section=None):
        """All instructions of the image, or of one text. Symbolic operands (<name+8>) and comments are left out."""
        lo, hi = self.bounds(section) if section else (0, 1 << 64)
        for line in self._run(self.tools.objdump, "-d", "--no-show-raw-insn").splitlines():
            match = re.match(r"\s*([0-9a-f]+):\t(.*)", line)
            if match and lo <= int(match.group(1), 16) < hi:
                yield Instruction(int(match.group(1), 16), re.sub(r"\s*(<.*|\s//.*|\s# .*)$", "", match.group(2)))

    def segments(self):
        rows = re.findall(r"^  (\w+) +0x\w+ (0x\w+) 0x\w+ 0x\w+ (0x\w+) ([R ][W ][E ]) ",
                          self._run(self.tools.readelf, "-lW"), re.M)
        return [Segment(kind, int(address, 16), int(size, 16), flags) for kind, address, size, flags in rows]
