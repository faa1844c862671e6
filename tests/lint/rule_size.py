# SPDX-License-Identifier: GPL-3.0-or-later
"""Budgets: how long functions, files and headers are, and how deep statements nest."""

import re
import statistics

from source import Problem

LONGEST, COMMON, MEDIAN = 80, 30, 12
FILE, HEADER, BUILD = 600, 80, 120
NESTING = 3

RULES = ("function-length", "function-share", "function-median", "file-length", "header-length",
         "build-length", "nesting")
TOKEN = re.compile(r"[A-Za-z_]\w*|[{}();:]")


def check(tree):
    functions = [(file, function) for file in tree.program_code() for function in file.functions]
    yield from _functions(functions)
    headers = tree.select(".h", under=("daemon/", "dbus/"))
    for file in tree.select(".c", ".h", ".py", ".sql", ".xml"):
        limit, rule = (HEADER, "header-length") if file in headers else (FILE, "file-length")
        if len(file.lines) > limit:
            yield Problem(rule, file.path, f"{len(file.lines)} lines, at most {limit}")
    for file in tree.files:
        if file.path == "meson.build" and len(file.lines) > BUILD:
            yield Problem("build-length", file.path, f"{len(file.lines)} lines, at most {BUILD}")


def _functions(functions):
    for file, function in functions:
        where = f"{file.path}:{function.name}"
        if function.length > LONGEST:
            yield Problem("function-length", where, f"{function.length} lines, at most {LONGEST}")
        deep = depth(function.body)
        if deep > NESTING:
            yield Problem("nesting", where, f"{deep} levels, at most {NESTING}")
    lengths = [function.length for _, function in functions]
    if not lengths:
        return
    median = statistics.median(lengths)
    if median > MEDIAN:
        yield Problem("function-median", "all", f"half of the functions are over {MEDIAN} lines: "
                      f"the median is {median}")
    short = sum(length <= COMMON for length in lengths) / len(lengths)
    if short < 0.9:
        longest = sorted(functions, key=lambda pair: -pair[1].length)[:5]
        names = ", ".join(f"{file.path}:{function.name} {function.length}"
                          for file, function in longest)
        yield Problem("function-share", "all", f"only {short:.0%} of the functions have at most "
                      f"{COMMON} lines, 90% must; the longest: {names}")


def depth(body):
    """How deep if, for, while, do and switch lie in one another."""
    tokens = TOKEN.findall(body)
    return _Statements(tokens).block(0, 0)[1]


class _Statements:
    """Each method takes a place and a depth, and returns the next place and the deepest depth."""

    def __init__(self, tokens):
        self.tokens = tokens + ["}"]

    def block(self, at, level):
        at, deepest = at + 1, level
        while at < len(self.tokens) and self.tokens[at] != "}":
            at, deep = self.statement(at, level)
            deepest = max(deepest, deep)
        return at + 1, deepest

    def statement(self, at, level):
        token = self.tokens[at]
        if token == "{":
            return self.block(at, level)
        if token in ("if", "for", "while", "switch"):
            return self.branches(at, level)
        if token == "do":
            at, deep = self.statement(at + 1, level + 1)
            return self.past_semicolon(at), deep
        if token in ("case", "default"):
            return self.tokens.index(":", at) + 1, level
        return self.past_semicolon(at), level

    def branches(self, at, level):
        at, deepest = self.statement(self.past_parentheses(at + 1), level + 1)
        while at < len(self.tokens) and self.tokens[at] == "else":
            same = self.tokens[at + 1] == "if"
            at, deep = self.statement(at + 1, level if same else level + 1)
            deepest = max(deepest, deep)
        return at, deepest

    def past_parentheses(self, at):
        return self._past(at, "(", ")")

    def past_semicolon(self, at):
        while at < len(self.tokens) and self.tokens[at] not in (";", "}"):
            if self.tokens[at] in "({":
                at = self._past(at, self.tokens[at], {"(": ")", "{": "}"}[self.tokens[at]])
            else:
                at += 1
        return at + 1 if at < len(self.tokens) and self.tokens[at] == ";" else at

    def _past(self, at, opening, closing):
        count = 0
        while at < len(self.tokens):
            count += (self.tokens[at] == opening) - (self.tokens[at] == closing)
            at += 1
            if count == 0:
                break
        return at
