#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service gives back what a first synchronisation has taken."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, process, tap  # noqa: E402
from support.service_rig import ServiceTest  # noqa: E402

MANY = 8000  # small messages, of which each takes much besides its octets
LIMIT = 10 * 1024  # KiB that are not files'; with a memory of their own for small things it is 15


class Memory(ServiceTest):
    def own_memory(self):
        """KiB of the daemon that are not pages of files."""
        with open(f"/proc/{self.pid()}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("RssAnon"))

    def test_given_back(self):
        made = generator.Generator(3)
        server = self.dovecot()
        server.deliver_all([made.message(400) for _ in range(200)] * (MANY // 200))
        self.manager.start_keyring()
        self.start()
        before = self.own_memory()
        self.add(server)
        self.assertEqual(json.loads(self.manager.ctl("--json", "list", "--count", "work/inbox")),
                         {"count": MANY})
        process.wait_for(lambda: self.own_memory() < LIMIT,
                         f"less than {LIMIT} KiB in use, of {before} at the start", timeout=20)


if __name__ == "__main__":
    tap.main()
