# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the unittest cases of the calling file and reports them as TAP.

Words on the command line choose the tests whose names contain one of them.
"""

import sys
import unittest


def _tests(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from _tests(item)
        else:
            yield item


def _comment(text, out):
    for line in text.rstrip().splitlines():
        print("#", line, file=out)


class _Result(unittest.TestResult):
    def __init__(self, out):
        super().__init__()
        self.out, self.number, self.bad = out, 0, 0
        self.problem = None

    def startTest(self, test):
        super().startTest(test)
        self.problem = None

    def _line(self, good, test, rest=""):
        self.number += 1
        self.bad += not good
        name = ".".join(test.id().split(".")[-2:])
        print(f"{'ok' if good else 'not ok'} {self.number} {name}{rest}", file=self.out, flush=True)

    def addSuccess(self, test):
        if self.problem is None:
            self._line(True, test)

    def addSkip(self, test, reason):
        self._line(True, test, f" # SKIP {reason}")

    def addError(self, test, err):
        self._fail(test, err)

    def addFailure(self, test, err):
        self._fail(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            _comment(f"in {subtest}", self.out)
            self._fail(test, err)

    def addExpectedFailure(self, test, err):
        self._line(True, test)

    def addUnexpectedSuccess(self, test):
        self._line(False, test, " # should have failed")

    def _fail(self, test, err):
        if self.problem is None:
            self._line(False, test)
        self.problem = err
        _comment(self._exc_info_to_string(err, test), self.out)
        diagnostics = getattr(test, "diagnostics", None)
        if diagnostics:
            _comment(diagnostics(), self.out)


def main():
    words = sys.argv[1:]
    loaded = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    tests = [test for test in _tests(loaded) if not words or any(w in test.id() for w in words)]
    out = sys.stdout
    sys.stdout = sys.stderr
    print("TAP version 13", file=out)
    print(f"1..{len(tests)}", file=out, flush=True)
    result = _Result(out)
    unittest.TestSuite(tests).run(result)
    for number in range(result.number, len(tests)):
        print(f"not ok {number + 1} never ran", file=out)
        result.bad += 1
    out.flush()
    sys.exit(1 if result.bad else 0)
