"""Every loop that waits for another core or for a device relaxes in each round: cpu_relax(), or park_core() asleep.
A heuristic on the text: a loop waits if it reads an atomic or a device again and again and does not retry a cas."""
import re

from tree import blank

LOOP = re.compile(r"\b(while|for|do)\b")
READS = re.compile(r"(?:\.|->)load\s*\(|\bexchange\s*\(|\b__atomic_(?:load|exchange)\w*\s*\(|\bin(?:8|16|32|b|w|l)\s*\("
                   r"|\b(?:mmio_)?read(?:_?(?:8|16|32|64))?\s*\(|\breg\s*\(|(?<!asm )\bvolatile\b")
RETRIES = re.compile(r"\bcas\s*\(|\b__atomic_compare_exchange\w*\s*\(")
RELAXES = re.compile(r"\b(?:cpu_relax|park_core|asm_relax)\b")
ASM = re.compile(r'\basm volatile\s*\(\s*"[^"]*\b(?:hlt|wfi|wfe|pause|yield)\b')  # says it without the function
FUNCTION = re.compile(r"\b(\w+)\s*\([^;{}]*\)[^;{}()]*\{")


def closing(text, start, pair):
    """Index behind the bracket that closes the one at start."""
    depth = 0
    for index in range(start, len(text)):
        depth += (text[index] == pair[0]) - (text[index] == pair[1])
        if depth == 0:
            return index + 1
    return len(text)


def statement(text, start):
    """The statement that begins at start, braces and all."""
    while start < len(text) and text[start].isspace():
        start += 1
    if text[start:start + 1] == "{":
        return text[start:closing(text, start, "{}")]
    head = re.match(r"(?:while|for|if)\b\s*\(", text[start:])
    if head:
        end = closing(text, start + head.end() - 1, "()")
        return text[start:end] + statement(text, end)
    end = text.find(";", start)
    return text[start:end + 1]


def loops(code):
    """(position, head, body) of every loop; the while behind a do is its head."""
    tails = set()
    for match in LOOP.finditer(code):
        if match.start() in tails:
            continue
        if match.group() == "do":
            body = statement(code, match.end())
            tail = re.compile(r"\s*while\s*\(").match(code, code.index(body, match.end()) + len(body))
            if not tail:
                continue
            tails.add(code.index("while", tail.start()))
            yield match.start(), code[tail.end():closing(code, tail.end() - 1, "()")], body
            continue
        bracket = code.find("(", match.end())
        end = closing(code, bracket, "()")
        yield match.start(), code[bracket:end], statement(code, end)


def relaxing_functions(blanked):
    """Names of functions that relax themselves: a loop that calls one does so too."""
    names = set()
    for code in blanked.values():
        for match in FUNCTION.finditer(code):
            if RELAXES.search(code[match.end() - 1:closing(code, match.end() - 1, "{}")]):
                names.add(match.group(1))
    return names - {"if", "while", "for", "switch"}


def waits(head, body):
    parts = head[1:-1].split(";")
    condition = parts[1] if len(parts) == 3 else head
    endless = len(parts) == 3 and not condition.strip() or condition.strip(" ()") in ("true", "1")
    empty = re.fullmatch(r"\{\s*\}|;", body)
    if endless:
        return bool(empty or READS.search(body) and not RETRIES.search(body))
    if empty and len(parts) == 1:
        return "(" in condition[1:] and not RETRIES.search(condition)
    return bool(READS.search(condition) and not RETRIES.search(head + body))


def check(tree):
    blanked = {path: blank(ASM.sub('asm_relax; asm volatile("', text))
               for path, text in tree.code("runtime", "kernel", "arch", "boot", suffixes=(".h", ".cpp"))}
    helpers = relaxing_functions(blanked)
    findings = []
    for path, code in blanked.items():
        for position, head, body in loops(code):
            line = code.count("\n", 0, position) + 1
            relaxes = RELAXES.search(head + body) or helpers & set(re.findall(r"\b(\w+)\s*\(", head + body))
            if not relaxes and waits(head, body):
                findings.append(f"{path}:{line}: a waiting loop without cpu_relax()")
    return findings


HONEST = {
    "runtime/model/mutex.cpp": """
static void spin(Key& key) { while (key.load(relaxed) != 0) { arch::cpu_relax(); } }
void lock(Key& key) { while (key.exchange(1, acquire) != 0) { spin(key); } }
void push(Head& head) { do { node->next = head.load(relaxed); } while (!head.cas(node->next, node, release, relaxed)); }
int sum() { for (int i = 0; i < n; i++) { total += cells[i].load(relaxed); } }
void stop() { while (true) asm volatile("cli; hlt" : : : "memory"); }
void all() { for (uint32_t i = 0, n = len.load(acquire); i < n; i++) { take(i); } }
void drain(P* pp) { for (uint32_t h = pp->head; h != tail; h++) take(h); }
""",
}
PLANTED = [
    ({"runtime/a.cpp": "void f() {\n  while (key.load(acquire) != 1) {\n  }\n}\n"}, "runtime/a.cpp:2: a waiting loop"),
    ({"runtime/a.cpp": "void f() {\n  while (key.exchange(1, acquire) != 0);\n}\n"}, "runtime/a.cpp:2: a waiting loop"),
    ({"runtime/a.cpp": "void f() { for (;;) { if (key.load(acquire)) return; } }\n"}, "runtime/a.cpp:1: a waiting loop"),
    ({"arch/x86_64/uart.cpp": "void f() { while ((inb(kPort + 5) & 0x20) == 0) n++; }\n"}, "uart.cpp:1: a waiting loop"),
    ({"kernel/a.cpp": "void f() { do { n++; } while (done.load(acquire) == 0); }\n"}, "kernel/a.cpp:1: a waiting loop"),
    ({"arch/x86_64/lapic.cpp": "void f() { while (is_busy()) {} }\n"}, "lapic.cpp:1: a waiting loop"),
    ({"kernel/panic.cpp": "void f() { for (;;) {} }\n"}, "kernel/panic.cpp:1: a waiting loop"),
]
