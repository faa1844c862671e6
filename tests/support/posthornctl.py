# SPDX-License-Identifier: GPL-3.0-or-later
"""posthornctl as people and scripts run it, against the daemon of a rig."""

import json
import subprocess

from . import rig
from .daemon import program

FAILED, USAGE, NO_DAEMON, NOT_FOUND, SIGN_IN, NETWORK = 1, 2, 3, 4, 5, 6


class PosthornctlTest(rig.RigTest):
    def run_both(self, *arguments, said="", status=0, folder=None):
        """(standard output, standard error) of the client, which ends with STATUS."""
        done = subprocess.run([program("posthornctl"), *map(str, arguments)], input=said,
                              env=self.bus.environment, capture_output=True, text=True, timeout=60,
                              cwd=folder, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        if status:
            self.assertTrue(done.stderr.startswith("posthornctl: "), done.stderr)
        return done.stdout, done.stderr

    def run_client(self, *arguments, **options):
        return self.run_both(*arguments, **options)[0]

    def run_json(self, *arguments, **options):
        return json.loads(self.run_client("--json", *arguments, **options))

    def refusal(self, *arguments, status=USAGE, **options):
        """Its one line of error."""
        line = self.run_both(*arguments, status=status, **options)[1]
        self.assertEqual(line.count("\n"), 1, line)
        return line
