#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same message changed here and at a real Cyrus, in two orders."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import conflicts, cyrus, tap, verb_rig  # noqa: E402


class CyrusTest(verb_rig.VerbTest):
    def setUp(self):
        reason = cyrus.why_not()
        if reason:
            self.skipTest(reason)
        super().setUp()

    def start_server(self):
        return self.start(cyrus.Cyrus())


class Conflicts(conflicts.Offline, CyrusTest):
    pass


class ToldFirst(conflicts.ToldFirst, CyrusTest):
    pass


if __name__ == "__main__":
    tap.main()
