# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a tree as the rules see them: lines, code without comments, functions."""

import functools
import os
import re
from collections import namedtuple

SKIPPED = re.compile(r"(^|/)(\.git|build|build-[^/]*|__pycache__)$|^tests/(lint/failing|fixtures)$")
UNCODED = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
NAME = re.compile(r"^([A-Za-z_]\w*) \(")

Function = namedtuple("Function", "name line length body")
Problem = namedtuple("Problem", "rule where message")


class File:
    """PATH is relative to the tree, with slashes."""

    def __init__(self, root, path):
        self.path, self.full = path, os.path.join(root, path)
        self.folder, self.name = os.path.split(path)

    @functools.cached_property
    def text(self):
        with open(self.full, encoding="utf-8") as file:
            return file.read()

    @functools.cached_property
    def lines(self):
        return self.text.splitlines()

    @functools.cached_property
    def code(self):
        """The text with comments and strings emptied, line for line."""
        def empty(match):
            gap = "\n" * match[0].count("\n")
            return '""' if match[0][0] == '"' else gap or " "
        return UNCODED.sub(empty, self.text)

    @functools.cached_property
    def functions(self):
        """Functions of GNU style: braces in column 0 around the body, the name above."""
        lines, found, start = self.code.splitlines(), [], None
        for number, line in enumerate(lines):
            if line == "{":
                start = number
            elif line == "}" and start is not None:
                found += self._function(lines, start, number)
                start = None
            elif line.startswith("}"):
                start = None
        return found

    @staticmethod
    def _function(lines, start, end):
        top = start - 1
        while top >= 0 and lines[top].strip() and not NAME.match(lines[top]):
            top -= 1
        name = NAME.match(lines[top]) if top >= 0 else None
        if not name:
            return []
        return [Function(name[1], top + 1, end - top + 1, "\n".join(lines[start:end + 1]))]

    def includes(self):
        """[(line, header, whether in angle brackets)]"""
        for number, line in enumerate(self.lines, 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
            if match:
                yield number, match[2], match[1] == "<"

    def matches(self, pattern):
        """(line, match) of PATTERN in the code."""
        for number, line in enumerate(self.code.splitlines(), 1):
            for match in re.finditer(pattern, line):
                yield number, match


class Tree:
    """Every file under ROOT but what is built, generated, or meant to be wrong."""

    def __init__(self, root):
        self.root = os.path.abspath(root)
        self.files = [File(self.root, path) for path in sorted(self._paths())]

    def _paths(self):
        for folder, names, files in os.walk(self.root):
            here = os.path.relpath(folder, self.root)
            prefix = "" if here == "." else here + "/"
            names[:] = [name for name in names if not SKIPPED.search(prefix + name)]
            yield from (prefix + name for name in files)

    def select(self, *endings, under=()):
        return [file for file in self.files if file.name.endswith(endings)
                and (not under or file.path.startswith(tuple(under)))]

    def program_code(self):
        """The C of the daemon and the client."""
        return self.select(".c", ".h", under=("daemon/", "dbus/ctl/"))

    def layers(self):
        """{layer: the layers it may include}, from the table in meson.build."""
        for file in self.files:
            if file.path == "meson.build":
                rows = re.findall(r"\['(\w+)',\s+\[([^\]]*)\],", file.text)
                return {name: re.findall(r"\w+", used) for name, used in rows}
        return {}
