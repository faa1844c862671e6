#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same message changed here and at a real Dovecot, in two orders."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import conflicts, tap, verb_rig  # noqa: E402


class Conflicts(conflicts.Offline, verb_rig.VerbTest):
    pass


class ToldFirst(conflicts.ToldFirst, verb_rig.VerbTest):
    pass


if __name__ == "__main__":
    tap.main()
