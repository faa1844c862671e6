# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the single tests in meson's testlog.json files: «N passed, N failed»."""

import json
import re
import sys

LINE = re.compile(r"^(not )?ok\b[ \d-]*(.*?)(# SKIP.*)?$", re.IGNORECASE)


class Tally:
    """Adds up; `bad` names what failed."""

    def __init__(self):
        self.passed, self.skipped, self.bad = 0, 0, []

    def add(self, test):
        """One test program: its TAP lines, or itself when it prints none."""
        lines = [LINE.match(line) for line in (test.get("stdout") or "").splitlines()]
        lines = [line for line in lines if line]
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
        self.bad += failed


def main():
    """Arguments: how many runs failed, then the files; when more runs failed than can be seen in
    the files, that counts as one failed each."""
    tally = Tally()
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            for line in file:
                tally.add(json.loads(line))
    for name in tally.bad:
        print("failed:", name)
    failed = max(len(tally.bad), int(sys.argv[1]))
    skipped = f", {tally.skipped} skipped" if tally.skipped else ""
    print(f"{tally.passed} passed, {failed} failed{skipped}")
    sys.exit(1 if failed or not tally.passed else 0)


if __name__ == "__main__":
    main()
