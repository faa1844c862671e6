#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon comes when it is called, comes once, and goes when it should."""

import contextlib
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import process, tap  # noqa: E402
from support.bus import Bus  # noqa: E402
from support.daemon import NAME, ROOT, Posthornd, program  # noqa: E402
from support.peer import Peer  # noqa: E402


class Activation(unittest.TestCase):
    def setUp(self):
        self.parts = contextlib.ExitStack()
        self.addCleanup(self.parts.close)
        self.bus = self.parts.enter_context(Bus())

    def state(self, peer):
        return peer.get(ROOT, NAME + ".Manager", "State")

    def called(self):
        """A peer to whose first call the bus started the daemon."""
        self.bus.offer(NAME, program())
        peer = Peer(self.bus.address, NAME)
        self.addCleanup(peer.close)
        self.assertFalse(peer.owned())
        self.assertIn(self.state(peer), ("starting", "ready"))
        return peer

    def test_starts_when_called(self):
        self.assertTrue(self.called().owned())

    def test_ends_with_the_bus(self):
        pid = self.called().owner_pid()
        self.bus.process.stop()
        process.wait_for(lambda: not os.path.exists(f"/proc/{pid}"), "the end of the daemon")

    def test_comes_back_after_a_crash(self):
        peer = self.called()
        first = peer.owner_pid()
        os.kill(first, signal.SIGKILL)
        peer.wait_until(lambda: not peer.owned(), "the name to be free")
        self.assertIn(self.state(peer), ("starting", "ready"))
        self.assertNotEqual(peer.owner_pid(), first)

    def test_only_one(self):
        daemon = self.parts.enter_context(Posthornd(self.bus))
        second = process.Process([program()], self.bus.folder / "second.log",
                                 self.bus.environment)
        self.assertNotEqual(second.child.wait(20), 0)
        self.assertIn("already", second.log())
        self.assertEqual(daemon.peer.owner_pid(), daemon.process.pid)
        self.assertEqual(self.state(daemon.peer), "ready")

    def test_ends_cleanly_when_asked(self):
        daemon = self.parts.enter_context(Posthornd(self.bus))
        self.assertEqual(daemon.stop(), 0)

    def test_state_folder_is_private(self):
        daemon = self.parts.enter_context(Posthornd(self.bus))
        self.assertEqual(os.stat(daemon.data).st_mode & 0o777, 0o700)

    def test_version_on_the_command_line(self):
        done = process.Process([program(), "--version"], self.bus.folder / "version.log",
                               self.bus.environment)
        self.assertEqual(done.child.wait(20), 0)
        self.assertRegex(done.log(), r"\d+\.\d+\.\d+")


if __name__ == "__main__":
    tap.main()
