# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the single tests in meson's testlog.json files: «N passed, N failed»."""

import json
import re
import sys

LINE = re.compile(r"^(not )?ok\b[ \d-]*(.*?)(# SKIP.*)?$", re.IGNORECASE)


SHOWN = 30


def _told(lines, start):
    """A failure at START and the comment lines behind it, at most SHOWN."""
    told = [lines[start]]
    for line in lines[start + 1:start + SHOWN]:
        if not line.startswith("#"):
            break
        told.append(line)
    return told


class Tally:
    """Adds up; `bad` names what failed, and `told` is what the tests said about it."""

    def __init__(self):
        self.passed, self.skipped, self.bad, self.told = 0, 0, [], []

    def add(self, test):
        """One test program: its TAP lines, or itself when it prints none."""
        said = (test.get("stdout") or "").splitlines()
        for number, line in enumerate(said):
            if line.startswith("not ok"):
                self.told += _told(said, number)
        lines = [line for line in map(LINE.match, said) if line]
        failed = [f"{test['name']}: {line[2].strip()}" for line in lines if line[1]]
        skipped = sum(1 for line in lines if line[3] and not line[1])
        self.skipped += skipped
        self.passed += len(lines) - len(failed) - skipped
        if not lines and test["result"] == "OK":
            self.passed += 1
        elif not lines and test["result"] == "SKIP":
            self.skipped += 1
        elif not failed and test["result"] not in ("OK", "SKIP"):
            failed = [f"{test['name']}: {test['result'].lower()}, without saying why"]
            self.told += said[-5:] + (test.get("stderr") or "").splitlines()[-SHOWN:]
        self.bad += failed


def main():
    """Arguments: how many runs failed, then the files; when more runs failed than can be seen in
    the files, that counts as one failed each."""
    tally = Tally()
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            for line in file:
                tally.add(json.loads(line))
    for line in tally.told:
        print(line)
    for name in tally.bad:
        print("failed:", name)
    failed = max(len(tally.bad), int(sys.argv[1]))
    skipped = f", {tally.skipped} skipped" if tally.skipped else ""
    print(f"{tally.passed} passed, {failed} failed{skipped}")
    sys.exit(1 if failed or not tally.passed else 0)


if __name__ == "__main__":
    main()
