#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule catches its example in failing/, and the tree breaks none."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import lint  # noqa: E402
from source import Tree  # noqa: E402
from support import tap  # noqa: E402

FAILING = os.path.join(lint.HERE, "failing")


class EachRule(unittest.TestCase):
    """One test a rule, made below: failing/RULE is a small tree in which only RULE is broken."""

    def check_rule(self, rule):
        problems = lint.check(Tree(os.path.join(FAILING, rule)))
        self.assertEqual({problem.rule for problem in problems}, {rule}, problems)


for _rule in lint.RULES:
    setattr(EachRule, "test_" + _rule.replace("-", "_"),
            lambda self, rule=_rule: self.check_rule(rule))


class Exemptions(unittest.TestCase):
    tree = Tree(os.path.join(FAILING, "goto"))

    def test_an_exemption_silences_one_place(self):
        self.assertEqual(lint.check(self.tree, {"goto daemon/base/jump.c"}), [])

    def test_an_exemption_nobody_needs_is_an_error(self):
        problems = lint.check(self.tree, {"goto daemon/base/jump.c", "nesting daemon/gone.c:f"})
        self.assertEqual([problem.rule for problem in problems], ["exemption"])


class TheTree(unittest.TestCase):
    tree = Tree(lint.TOP)

    def check_group(self, group):
        problems = lint.check(self.tree, lint.exemptions(), [group])
        lines = [f"{problem.where}: {problem.rule}: {problem.message}" for problem in problems]
        if lines:
            self.fail("\n" + "\n".join(lines))


for _group in lint.GROUPS:
    setattr(TheTree, "test_" + _group.__name__,
            lambda self, group=_group: self.check_group(group))


if __name__ == "__main__":
    tap.main()
