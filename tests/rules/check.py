#!/usr/bin/env python3
"""Checks one rule: of the source tree, or of a built image. --self-test shows that the rule finds planted violations
and lets an honest example pass."""
import argparse
import importlib
import sys
import tempfile

from image import Image, Tools
from tree import Tree


def self_test(rule, subject):
    """subject: turns an example of the rule into what its check takes."""
    problems = [f"an honest example fails: {finding}" for finding in rule.check(subject(rule.HONEST))]
    for example, expected in rule.PLANTED:
        findings = rule.check(subject(example))
        if not any(expected in finding for finding in findings):
            problems.append(f"a planted violation passes: expected '{expected}', found {findings}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rule")
    parser.add_argument("--tree", help="root of the source tree")
    parser.add_argument("--image", help="the ELF file")
    parser.add_argument("--tools", nargs=4, metavar=("COMPILER", "NM", "OBJDUMP", "READELF"))
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    rule = importlib.import_module(args.rule)
    tools = Tools(*args.tools) if args.tools else None

    if args.self_test and tools:
        with tempfile.TemporaryDirectory() as scratch:
            problems = self_test(rule, lambda example: Image.from_example(example, tools, scratch))
    elif args.self_test:
        problems = self_test(rule, Tree)
    else:
        problems = rule.check(Image(args.image, tools) if args.image else Tree.on_disk(args.tree))
    for problem in problems:
        print(problem)
    print(f"{args.rule}: {len(problems)} findings")
    sys.exit(1 if problems else 0)


main()
