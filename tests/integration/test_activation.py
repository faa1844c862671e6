#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon comes when it is called, comes once, and goes when it should."""

import contextlib
import os
import signal
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import process, tap  # noqa: E402
from support.bus import Bus  # noqa: E402
from support.daemon import NAME, ROOT, Posthornd, program  # noqa: E402
from support.notify_socket import NotifySocket  # noqa: E402
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

    def daemon_after(self, shell, environment=None):
        """One that is started by root's SHELL, in a mount namespace of its own."""
        command = ["unshare", "-m", "--propagation", "private", "sh", "-ec",
                   f'{shell}\nexec "$0"', program()] if shell else [program()]
        return process.Process(command, self.bus.folder / "other.log",
                               environment or self.bus.environment)

    def end_of_daemon(self, shell="", environment=None):
        """(exit status, what it says) of one that ends by itself."""
        done = self.daemon_after(shell, environment)
        return done.child.wait(20), done.log()

    def files(self, folder):
        return {name: os.stat(os.path.join(folder, name)).st_mtime_ns
                for name in sorted(os.listdir(folder))}

    def without(self, *names):
        return {key: value for key, value in self.bus.environment.items() if key not in names}

    def skip_unless_root(self):
        if os.geteuid() != 0:
            self.skipTest("only root can mount")

    def test_only_one(self):
        daemon = self.parts.enter_context(Posthornd(self.bus))
        before = self.files(daemon.data)
        status, said = self.end_of_daemon()
        self.assertEqual(status, 1)
        self.assertEqual(said, "posthornd: Another posthornd already runs on this session bus\n")
        self.assertEqual(self.files(daemon.data), before)
        self.assertEqual(daemon.peer.owner_pid(), daemon.process.pid)
        self.assertEqual(self.state(daemon.peer), "ready")

    def test_no_session_bus(self):
        status, said = self.end_of_daemon(environment=self.without(
            "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY"))
        self.assertEqual(status, 1)
        self.assertTrue(said.startswith("posthornd: There is no session bus; start posthornd from "
                                        "a desktop session, or by «systemctl --user"), said)
        self.assertEqual(said.count("\n"), 1, said)
        self.assertFalse(os.path.exists(os.path.join(self.bus.environment["XDG_DATA_HOME"],
                                                     "posthorn")))

    def test_no_runtime_folder(self):
        """It needs none once it has a bus."""
        del self.bus.environment["XDG_RUNTIME_DIR"]
        daemon = self.parts.enter_context(Posthornd(self.bus))
        self.assertEqual(self.state(daemon.peer), "ready")

    def test_full_runtime_folder(self):
        self.skip_unless_root()
        folder = self.bus.environment["XDG_RUNTIME_DIR"]
        daemon = self.daemon_after(f"mount -t tmpfs -o size=4k tmpfs {folder}\n"
                                   f"! cat /dev/zero >{folder}/all 2>/dev/null")
        peer = Peer(self.bus.address, NAME)
        self.addCleanup(peer.close)
        peer.wait_until(peer.owned, "the daemon")
        self.assertEqual(self.state(peer), "ready")
        self.assertEqual(daemon.stop(), 0)

    def test_read_only_data(self):
        self.skip_unless_root()
        daemon = self.parts.enter_context(Posthornd(self.bus))
        self.assertEqual(daemon.stop(), 0)
        before = self.files(daemon.data)
        status, said = self.end_of_daemon(
            f"mount --bind {daemon.data} {daemon.data}\nmount -o remount,ro,bind {daemon.data}")
        self.assertEqual(status, 1)
        self.assertTrue(said.startswith("posthornd: The mail cannot be opened: " + daemon.data),
                        said)
        self.assertIn("check its permissions", said)
        self.assertEqual(self.files(daemon.data), before)

    def test_ends_cleanly_when_asked(self):
        daemon = self.parts.enter_context(Posthornd(self.bus))
        self.assertEqual(daemon.stop(), 0)

    def test_what_the_service_manager_hears(self):
        service = self.parts.enter_context(NotifySocket(self.bus.folder / "notify"))
        self.bus.environment.update(service.environment)
        daemon = self.parts.enter_context(Posthornd(self.bus))
        process.wait_for(lambda: len(service.messages) == 2, "READY")
        before = time.monotonic_ns() // 1000
        os.kill(daemon.process.pid, signal.SIGHUP)
        process.wait_for(lambda: len(service.messages) == 4, "the end of the reload")
        daemon.stop()
        reloading = service.messages.pop(2)
        self.assertEqual(service.messages, [
            "STATUS=no account yet; «posthornctl add» connects one", "READY=1", "READY=1",
            "STOPPING=1"])
        self.assertRegex(reloading, r"^RELOADING=1\nMONOTONIC_USEC=\d+$")
        self.assertGreaterEqual(int(reloading.split("=")[-1]), before)

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
