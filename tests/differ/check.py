#!/usr/bin/env python3
"""Holds what was seen against what is allowed.

  check.py ALLOWED                    the sets themselves: what is exact is loose too, every way to end is there
  check.py ALLOWED SEEN [--runs N] [--least PERCENT] [--replay COMMAND]
                                      each outcome of SEEN is one of ALLOWED's, every program has run N times, last words
                                      of every kind have come, and at least so much of what is allowed has been seen

ALLOWED has lines of program, mode, outcome; SEEN has a count besides. Exit code 0: all of it holds."""
import argparse
import collections
import sys

# Rare in any real run: two goroutines have to meet within some instructions of a WaitGroup.
RARE = {"panic: sync: WaitGroup misuse: Add called concurrently with Wait",
        "panic: sync: WaitGroup is reused before previous Wait has returned"}
MOST_SHOWN = 10


def read(path, columns):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) != columns:
                sys.exit(f"{path}: not {columns} fields: {line!r}")
            yield fields


def words(outcome):
    return outcome.split("|")[0]


def the_sets(allowed):
    wrong = []
    for (program, mode), outcomes in allowed.items():
        if mode == "exact":
            for outcome in sorted(outcomes - allowed[program, "loose"]):
                wrong.append(f"program {program}: exact, and not loose: {outcome}")
        if not outcomes:
            wrong.append(f"program {program}: nothing is allowed in mode {mode}")
    ends = collections.Counter()
    for outcomes in allowed.values():
        ends.update({words(outcome) for outcome in outcomes})
    for end, number in ends.most_common():
        print(f"  {number:6} sets allow {end}")
    return wrong


def one_side(allowed, seen, options):
    wrong = []
    runs = collections.Counter()
    found = collections.defaultdict(set)
    for program, mode, outcome, count in seen:
        runs[program] += int(count)
        if (program, mode) not in allowed:
            wrong.append(f"program {program} is not known in mode {mode}")
        elif outcome not in allowed[program, mode]:
            wrong.append(f"program {program} ({mode}): {count} times what none of its {len(allowed[program, mode])} allowed "
                         f"outcomes is:\n    {outcome}\n    replay: {options.replay.format(program=program)}")
        else:
            found[program, mode].add(outcome)
    modes = sorted({mode for _, mode in found})
    for program in sorted({program for program, _ in allowed}, key=int):
        if options.runs and runs[program] != options.runs:
            wrong.append(f"program {program} ran {runs[program]} times, not {options.runs}")
    for mode in modes:
        sets = {key: outcomes for key, outcomes in allowed.items() if key[1] == mode}
        may, has = sum(map(len, sets.values())), sum(len(found[key]) for key in sets)
        full = sum(found[key] == outcomes for key, outcomes in sets.items())
        print(f"{mode}: {len(sets)} programs, {may} outcomes allowed, {has} seen ({100 * has // may} %), "
              f"every one of {full} programs; {sum(runs.values())} runs in all")
        if 100 * has < options.least * may:
            wrong.append(f"{mode}: only {has} of {may} outcomes seen; {options.least} % are wanted")
        missing = {words(o) for s in sets.values() for o in s} - {words(o) for key in sets for o in found[key]} - RARE
        wrong += [f"{mode}: nobody ended with «{end}»" for end in sorted(missing)]
    if not modes:
        wrong.append("nothing has been seen")
    return wrong


def main():
    parser = argparse.ArgumentParser(description="holds what was seen against what is allowed")
    parser.add_argument("allowed")
    parser.add_argument("seen", nargs="?")
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--least", type=int, default=0)
    parser.add_argument("--replay", default="program {program}")
    options = parser.parse_args()
    allowed = collections.defaultdict(set)
    for program, mode, outcome in read(options.allowed, 3):
        allowed[program, mode].add(outcome)
    if options.seen is None:
        wrong = the_sets(allowed)
    else:
        wrong = one_side(allowed, read(options.seen, 4), options)
    for line in wrong[:MOST_SHOWN]:
        print(line)
    if wrong:
        print(f"{len(wrong)} things are wrong")
    return 1 if wrong else 0


sys.exit(main())
