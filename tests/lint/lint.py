#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house rules as a program: prints what breaks them, one line each. See tests/README.md."""

import os
import sys

import rule_format
import rule_interface
import rule_layers
import rule_opening
import rule_size
import rule_words
from source import Problem, Tree

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
GROUPS = (rule_opening, rule_size, rule_layers, rule_words, rule_interface, rule_format)
RULES = [rule for group in GROUPS for rule in group.RULES]


def exemptions(path=os.path.join(HERE, "exemptions.txt")):
    """{"rule where"} of every line that is no comment."""
    with open(path, encoding="utf-8") as file:
        lines = [line.partition("#")[0].split() for line in file]
    return {" ".join(words) for words in lines if words}


def check(tree, exempt=frozenset(), groups=GROUPS):
    """The problems that are not exempt, and each exemption that is no longer needed."""
    needed, found = set(), []
    for problem in (problem for group in groups for problem in group.check(tree)):
        key = f"{problem.rule} {problem.where}"
        if key in exempt:
            needed.add(key)
        else:
            found.append(problem)
    rules = {rule for group in groups for rule in group.RULES}
    for key in sorted(exempt - needed):
        if key.split()[0] in rules or key.split()[0] not in RULES:
            found.append(Problem("exemption", key, "is no longer needed, take it out of "
                                 "tests/lint/exemptions.txt"))
    return found


def main():
    problems = check(Tree(TOP), exemptions())
    for problem in problems:
        print(f"{problem.where}: {problem.rule}: {problem.message}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
