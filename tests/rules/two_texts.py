"""The two texts of an image. burrow_text touches no vector or x87 register except in named assembly; every function lies
in one text only; a text enters the other through exported functions and pointers, never through an inline function that
the linker kept once for both; no unique or weak function is left."""
import re

# switch.S and preempt.S: assembly that keeps a goroutine's floating-point state.
KEEPERS = ("arch_mcall", "arch_gogo", "arch_goroutine_entry", "asyncPreempt")
# Instructions on the whole state or its control words; they name no vector register.
ALLOWED = re.compile(r"^(?:fx(?:save|rstor)|xsave|xrstor|v?(?:ld|st)mxcsr|fn?init|fn?st?cw|fldcw|fn?clex|fwait)")
VECTOR = {
    "x86_64": re.compile(r"%[xyz]?mm\d|%st\b|%k[0-7]\b|^f(?!s|ence)\w+"),
    "aarch64": re.compile(r"\b[vqdshbz]\d{1,2}(?:\.\w+)?\b"),
}
BRANCH = {"x86_64": re.compile(r"^(?:call|jmp|j\w+)\s+([0-9a-f]+)$"),
          "aarch64": re.compile(r"^(?:bl?|b\.\w+)\s+([0-9a-f]+)$")}


def vectors(image):
    for at, text in image.instructions("burrow_text"):
        if VECTOR[image.machine].search(text) and not ALLOWED.match(text):
            if not image.function_at(at).startswith(KEEPERS):
                yield f"{image.function_at(at)}: a vector register in burrow_text: {text}"


def leftovers(image):
    for symbol in image.symbols:
        if symbol.kind == "u":
            yield f"{symbol.name} is a unique symbol"
        elif symbol.kind == "W" or (symbol.kind == "V" and symbol.name.startswith("vtable for ")):
            yield f"{symbol.name} is weak: one copy would serve both texts"


def crossings(image):
    """Direct branches from one text into the other: tasks may call exported functions of Burrow, Burrow none of theirs."""
    bounds = {text: image.bounds(text) for text in ("burrow_text", "task_text")}
    exported = {symbol.address for symbol in image.symbols if symbol.kind == "T"}
    for source, goal in (("task_text", "burrow_text"), ("burrow_text", "task_text")):
        lo, hi = bounds[goal]
        for at, text in image.instructions(source):
            match = BRANCH[image.machine].match(text)
            target = int(match.group(1), 16) if match else 0
            if lo <= target < hi and (goal == "task_text" or target not in exported):
                yield f"{image.function_at(at)} in {source} branches to {image.function_at(target)} in {goal}"


def check(image):
    lo, hi = image.bounds("burrow_text")
    task_lo, task_hi = image.bounds("task_text")
    findings = []
    if not (lo < hi <= task_lo or task_lo < task_hi <= lo):
        findings.append("the two texts overlap")
    if not any(image.instructions("burrow_text")) or not any(image.instructions("task_text")):
        findings.append("a text has no instructions")
    return findings + [*vectors(image), *leftovers(image), *crossings(image)]


_TASK = '.section task_text, "ax"\n'
_HONEST = _TASK + ".globl task\ntask: {call} exported\n{vector}\n.section burrow_text\n.globl exported\nexported: nop\n"
HONEST = {
    "x86_64": _HONEST.format(call="call", vector="addps %xmm0, %xmm1") + "fxsave (%rdi)\nldmxcsr (%rdi)\nlfence\n",
    "aarch64": _HONEST.format(call="bl", vector="fadd v0.4s, v0.4s, v1.4s") + "mrs x0, fpcr\nadd x0, x1, #0xd8\n",
}


def _planted(x86, arm):
    task = _TASK + "task: nop\n"
    return {"x86_64": x86 + "\n" + task, "aarch64": arm + "\n" + task}


PLANTED = [
    (_planted("f: movaps %xmm0, %xmm1", "f: fmov d0, x0"), "f: a vector register in burrow_text"),
    (_planted("f: vpaddd %ymm0, %ymm1, %ymm2", "f: ldr q3, [x0]"), "f: a vector register in burrow_text"),
    (_planted("f: fldl (%rdi)", "f: dup v1.2d, x0"), "f: a vector register in burrow_text"),
    (_planted(".weak f\n.type f, %function\nf: ret", ".weak f\n.type f, %function\nf: ret"), "f is weak"),
    (_planted(".data\n.weak _ZTV1A\n.type _ZTV1A, %object\n_ZTV1A: .quad 0",
              ".data\n.weak _ZTV1A\n.type _ZTV1A, %object\n_ZTV1A: .quad 0"), "vtable for A is weak"),
    (_planted(".type u, %gnu_unique_object\nu: ret", ".type u, %gnu_unique_object\nu: ret"), "u is a unique symbol"),
    (_planted("f: call task", "f: bl task"), "f in burrow_text branches to task in task_text"),
    ({"x86_64": "f: ret\n" + _TASK + "task: call f\n", "aarch64": "f: ret\n" + _TASK + "task: bl f\n"},
     "task in task_text branches to f in burrow_text"),
]
