# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that must not be there: unsafe calls, goto, sleeping tests, work left for nobody."""

import re

from source import Problem

RULES = ("banned-call", "goto", "sleep", "ownerless-note", "print")
BANNED = r"\b(v?sprintf|strcpy|strcat|strtok|gets|atoi|atol|alloca|g_alloca|system|popen) \("
SLEEP = r"\b(sleep|usleep|nanosleep|g_usleep)\s*\("
NOTE = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b(?!\(\w+\))")
PRINT = r"\b(g_print|g_printerr|printf|fprintf|puts|perror) \("


def check(tree):
    for file in tree.select(".c", ".h"):
        for line, match in file.matches(BANNED):
            yield Problem("banned-call", file.path, f"line {line}: {match[1]}")
        for line, _ in file.matches(r"\bgoto\b"):
            yield Problem("goto", file.path, f"line {line}")
    sleepy = tree.select(".c", ".h", under=("tests/unit/", "tests/component/"))
    for file in sleepy + tree.select(".py", under=("tests/integration/",)):
        for line, match in file.matches(SLEEP):
            yield Problem("sleep", file.path, f"line {line}: {match[1]} in a test")
    for file in tree.select(".c", ".h", ".py", ".build", ".sql", ".xml"):
        for number, line in enumerate(file.lines, 1):
            if NOTE.search(line):
                yield Problem("ownerless-note", file.path, f"line {number}: a note without owner")
    for file in tree.select(".c", under=("daemon/",)):
        if not file.path.endswith("main.c"):  # of a program
            for line, match in file.matches(PRINT):
                yield Problem("print", file.path, f"line {line}: {match[1]} outside main.c")
