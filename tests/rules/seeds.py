"""The map of the seeds (runtime/sched/README.md): every name in seed_names.txt has a row; a row names files, what is defined in
them, and tests, and all of that exists; or it says why the name has no place."""
import fnmatch
import itertools
import re

from tree import blank

MAP = "runtime/sched/README.md"
NAMES = "tests/rules/seed_names.txt"
HEAD = "| in the seeds | Burrow | proof |"
QUOTED = re.compile(r"`([^`]+)`")
REASON = re.compile(r"n/a, because \w+(?:\W+\w+){2,}")
NONE = "–"
MACHINES = ("x86_64", "aarch64")
PATH = re.compile(r"[\w<>]+/[\w<>/]+\.\w+")
TYPE = r"(?:struct|class|union|enum|enum\s+class)\s+(?:alignas\([^)]*\)\s*)?"


def rows(text):
    """(line number, cells) of every row below a heading of the map."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        inside = line == HEAD or inside and line.startswith("|")
        if inside and line != HEAD and not line.startswith("|---"):
            yield number, [cell.strip() for cell in line.strip().strip("|").split("|")]


# ---- what a file defines -----------------------------------------------------------------------------------------------

def body(code, name):
    """What stands between the braces of a type; the whole of several of that name."""
    parts = []
    for match in re.finditer(rf"\b{TYPE}{name}\b[^;{{]*\{{", code):
        depth, end = 1, match.end()
        while depth and end < len(code):
            depth += (code[end] == "{") - (code[end] == "}")
            end += 1
        parts.append(code[match.end():end - 1])
    return "\n".join(parts)


def declares(code, name):
    """Is there a declaration of a function, variable, field, type or alias: a word of a type, then the name?"""
    before = r"(?<![\w:])(?!(?:return|else|goto|throw|new|delete)\b)[A-Za-z_][\w:]*(?:<[^;{}]*>)?(?:\s+|\s*[*&]+\s*|\s*,\s*)"
    return re.search(rf"(?:{before}|\(\*){name}\s*(?:\(|\)\s*\(|[;={{\[:,])|\busing\s+{name}\b|\b{TYPE}{name}\b", code)


def defines(path, text, symbol):
    if symbol.startswith('"'):
        return symbol in text
    if path.endswith(".S"):
        return re.search(rf"^\s*{symbol}:", text, re.M)
    code = blank(text)
    owner, _, name = symbol.rpartition("::")
    if not owner:
        return declares(code, name)
    inner = body(code, owner)
    enumerator = re.search(rf"\benum(?:\s+class)?\s+{owner}\b", code) and re.search(rf"(?<!\w){name}\s*(?:[=,}}]|$)", inner, re.M)
    return declares(inner, name) or enumerator


def files(tree, path):
    """The paths that one word of the map means; of them, those that are there."""
    for machine in MACHINES if "<isa>" in path else ("",):
        real = path.replace("<isa>", machine)
        yield next((name for name in (real, "runtime/" + real) if name in tree.files), None)


def code_findings(tree, cell):
    paths = []
    for word in QUOTED.findall(cell):
        if PATH.fullmatch(word):
            paths = list(files(tree, word))
            if None in paths:
                yield f"there is no file {word}"
        elif not paths:
            yield f"{word} is in no file"
        elif not all(path is None or defines(path, tree.files[path], word) for path in paths):
            yield f"{word} is not defined in {', '.join(filter(None, paths))}"
    if not paths:
        yield "no file and no reason"


# ---- which tests there are ---------------------------------------------------------------------------------------------

def values(tree, path):
    """Names of the rows of the table over which a parameterised test file runs: {"name", …} in arrays that it uses."""
    text = tree.files[path]
    near = [text] + [tree.files[name] for name in re.findall(r'#include "([^"]+)"', text)
                     if name.startswith("tests/") and name in tree.files]
    if "kernel/task_table.h" in text:
        return re.findall(r'^\s*\{"(\w+)"', tree.files.get("kernel/tasks/table.cpp", ""), re.M)
    names = []
    for array in set(re.findall(r"\b(k\w+)(?:Count\b|\[|\))", text)):
        for whole in near:
            match = re.search(rf"\b{array}\[\]\s*=\s*\{{(.*?)^\}};", whole, re.S | re.M)
            names += re.findall(r'\{[^{}"]*"(\w+)"', match.group(1)) if match else []
    return names


def gtests(tree):
    for path, text in tree.code("tests", suffixes=("_test.cpp",)):
        prefixes = ("sim.",) if path.startswith("tests/sim/") else ("",)
        if path.startswith("tests/unit/switch/"):
            prefixes = tuple(machine + "." for machine in MACHINES)
        sets = dict((suite, name) for name, suite in re.findall(r"INSTANTIATE_TEST_SUITE_P\((\w*),\s*(\w+)", text))
        for kind, suite, name in re.findall(r"^TEST(_F|_P|)\((\w+),\s*(\w+)\)", text, re.M):
            full = f"{suite}.{name}"
            if kind == "_P":
                full = (sets[suite] + "/" if sets.get(suite) else "") + full
            for prefix in prefixes:
                yield from ([f"{prefix}{full}/{value}" for value in values(tree, path) or ["0"]] if kind == "_P"
                            else [prefix + full])


ROW = re.compile(r'^    \{"(\w+)", "', re.M)


def boots(tree):
    """Names in calls of burrow_boot and its kind, for each value of the loops around them, and of burrow_fatal_boots(TABLE CORES…)
    for each row of that table; what depends on another variable is not known."""
    for path in ("tests/qemu/CMakeLists.txt", "tests/iron/CMakeLists.txt"):
        loops = []
        for line in tree.files.get(path, "").splitlines():
            if match := re.search(r"\bforeach\((\w+) IN (ITEMS|LISTS) ([^)]*)\)", line):
                loops.append((match.group(1), match.group(3).split() if match.group(2) == "ITEMS" else []))
            if match := re.search(r"\b(?:burrow_boot(?:_with_files)?|burrow_add_test)\(([^\s)]+)", line):
                pattern = match.group(1)
                used = re.findall(r"\$\{(\w+)\}", pattern)
                for choice in itertools.product(*(dict(loops).get(name, []) for name in used)):
                    full = pattern
                    for name, word in zip(used, choice):
                        full = full.replace("${" + name + "}", word)
                    yield from (f"qemu.{machine}.{full}" for machine in MACHINES)
            if match := re.match(r"burrow_fatal_boots\((\w+) ([\d ]+)\)", line):
                table = tree.files.get(f"tests/sim/{match.group(1)}.h", "")
                for row, cores in itertools.product(ROW.findall(table), match.group(2).split()):
                    yield from (f"qemu.{machine}.checks.{match.group(1)}.{row}.smp{cores}" for machine in MACHINES)
            if "endforeach(" in line and loops:
                loops.pop()


def tests(tree):
    rules = re.findall(r"set\(rules ([^)]*)\)", tree.files.get("tests/rules/CMakeLists.txt", ""))
    yield from ("rules." + name for line in rules for name in line.split())
    yield from gtests(tree)
    yield from boots(tree)


# ---- the map -----------------------------------------------------------------------------------------------------------

def row_findings(tree, known, cells):
    if len(cells) != 3 or not all(cells):
        return ["not three cells with something in each"]
    _, home, proof = cells
    if home.startswith("n/a"):
        words = QUOTED.findall(home)
        return ([] if REASON.match(home) else ["n/a without a reason"]) + ([] if proof == NONE else ["n/a with a proof"]) + [
            f"there is no test {word}" for word in words if not fnmatch.filter(known, word)]
    named = QUOTED.findall(proof)
    findings = list(code_findings(tree, home)) + ([] if named else ["no proof"])
    return findings + [f"there is no test {word}" for word in named if not fnmatch.filter(known, word)]


def check(tree):
    if MAP not in tree.files or NAMES not in tree.files:
        return [f"{MAP} or {NAMES} is missing"]
    known = set(tests(tree))
    wanted = [line for line in tree.files[NAMES].splitlines() if line and not line.startswith("#")]
    findings, seen = [], []
    for number, cells in rows(tree.files[MAP]):
        names = QUOTED.findall(cells[0])
        seen += names
        findings += [f"{MAP}:{number}: {text}" for text in row_findings(tree, known, cells)]
        findings += [] if names else [f"{MAP}:{number}: a row without a name"]
        findings += [f"{MAP}:{number}: {name} is no name of the seeds" for name in names if name not in wanted]
    findings += [f"{MAP}: there is no file {word}" for word in QUOTED.findall(tree.files[MAP])
                 if PATH.fullmatch(word) and None in files(tree, word)]
    findings += [f"{name} has no row in {MAP}" for name in wanted if name not in seen]
    return findings + [f"{name} has {seen.count(name)} rows" for name in sorted(set(seen)) if seen.count(name) > 1]


def _example(row="| `gopark` | `sched/park.cpp`: `gopark` | `Park.Works` |", names="gopark\n", **files):
    return {MAP: f"{HEAD}\n|---|---|---|\n{row}\n", NAMES: names, **_CODE, **files}


_CODE = {
    "runtime/sched/park.cpp": "// gone\nvoid gopark(int reason) { helper(reason, aside); require(x, \"bad g\"); }\n"
                              "static uint32_t count;\n",
    "runtime/model/g.h": "enum class S : uint8_t { idle = 0,\n  running };\nstruct G {\n  Atomic<bool> preempt;  // asked\n"
                         "  G* m, *n;\n  void (*fn)(int);\n};\nstruct alignas(8) M {\n  bool blocked;\n};\n",
    "arch/x86_64/switch.S": "        .globl arch_mcall\narch_mcall:\n        call badmcall\n",
    "arch/aarch64/switch.S": "arch_mcall:     // x0\n",
    "tests/unit/park_test.cpp": "TEST_F(Park, Works) {}\n",
    "tests/sim/scenarios.h": 'constexpr Named kAll[] = {\n    {"storm", storm}, {"ring", ring},\n};\n'
                             'constexpr Named kProc[] = {\n    {"alone", alone},\n};\n',
    "tests/sim/sweep_test.cpp": '#include "tests/sim/scenarios.h"\nTEST_P(Sweep, Holds) { sweep(kAll[GetParam()]); }\n'
                                "INSTANTIATE_TEST_SUITE_P(Seeds, Sweep, testing::Range(0u, kAllCount));\n",
    "tests/rules/CMakeLists.txt": "  set(rules includes names)\n",
    "tests/qemu/CMakeLists.txt": "foreach(cores IN ITEMS 1 2)\n  foreach(task IN ITEMS hello hog)\n"
                                 "    burrow_boot(${task}.smp${cores} ${cores} RUN ${task})\n  endforeach()\n"
                                 "  burrow_boot(null.smp${cores} 1 RUN null)\nendforeach()\nburrow_boot(list 4 EXIT 0)\n",
    "tests/iron/CMakeLists.txt": "foreach(row IN LISTS rows)\n  burrow_boot(a.${row} 1)\nendforeach()\nburrow_fatal_boots(misuse 1 2)\n",
    "tests/sim/misuse.h": '    {"nil", "words", nil},\n',
}
_FULL = """| `gopark` | `sched/park.cpp`: `gopark` `"bad g"` `count` | `Park.Works` `sim.Seeds/Sweep.Holds/storm` |
| `g.m` `g.fn` | `model/g.h`: `G::preempt` `G::m` `G::fn` `S::running` `M` `M::blocked`, and more; `arch/<isa>/switch.S`: `arch_mcall` | `qemu.*.hog.smp2` `qemu.*.list` `qemu.*.checks.misuse.nil.smp2` `rules.names` |
| `GC` | n/a, because there is no garbage | – |"""
HONEST = _example(_FULL, "# comment\ngopark\ng.m\ng.fn\nGC\n")


def _planted(home, proof="`Park.Works`"):
    return _example(f"| `gopark` | {home} | {proof} |")


PLANTED = [
    (_planted("`sched/parks.cpp`: `gopark`"), "there is no file sched/parks.cpp"),
    (_planted("`sched/park.cpp`: `goready`"), "goready is not defined in runtime/sched/park.cpp"),
    (_planted("`sched/park.cpp`: `gone`"), "gone is not defined"),
    (_planted("`sched/park.cpp`: `helper`"), "helper is not defined"),
    (_planted('`sched/park.cpp`: `"bad m"`'), '"bad m" is not defined'),
    (_planted("`model/g.h`: `G::blocked`"), "G::blocked is not defined in runtime/model/g.h"),
    (_planted("`model/g.h`: `S::asked`"), "S::asked is not defined"),
    (_planted("`arch/<isa>/switch.S`: `badmcall`"), "badmcall is not defined in arch/x86_64/switch.S, arch/aarch64"),
    (_planted("`gopark`"), "gopark is in no file"),
    (_planted("somewhere"), "no file and no reason"),
    (_planted("`sched/park.cpp`: `gopark`", "`Park.Fails`"), "there is no test Park.Fails"),
    (_planted("`sched/park.cpp`: `gopark`", "`sim.Seeds/Sweep.Holds/alone`"), "there is no test sim.Seeds/Sweep.Holds/alone"),
    (_planted("`sched/park.cpp`: `gopark`", "`qemu.*.hog.smp3`"), "there is no test qemu.*.hog.smp3"),
    (_planted("`sched/park.cpp`: `gopark`", "`qemu.*.a.nil`"), "there is no test qemu.*.a.nil"),
    (_planted("`sched/park.cpp`: `gopark`", "`rules.halts`"), "there is no test rules.halts"),
    (_planted("`sched/park.cpp`: `gopark`", "seen"), "no proof"),
    (_planted("`sched/park.cpp`: `gopark`", ""), "not three cells"),
    (_planted("n/a", NONE), "n/a without a reason"),
    (_planted("n/a, because", NONE), "n/a without a reason"),
    (_planted("n/a, because `Park.Fails` shows it", NONE), "there is no test Park.Fails"),
    (_example(names="gopark\ngoready\n"), f"goready has no row in {MAP}"),
    (_example(names="goready\n"), "gopark is no name of the seeds"),
    (_example("| `gopark` | `sched/park.cpp`: `gopark` | `Park.Works` |\n" * 2), "gopark has 2 rows"),
    ({**_example(), MAP: _example()[MAP] + "\n| a claim | a fact | `sched/claim.cpp` |\n"}, "there is no file sched/claim.cpp"),
    ({}, "is missing"),
]
