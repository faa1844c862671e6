#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A full disk, a disk that fails, no descriptors left: one clear error, nothing half done, and the
daemon goes on by itself as soon as it can."""

import os
import resource
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, strace, tap  # noqa: E402
from support.daemon import ERROR, INVALID_ARGS, ROOT  # noqa: E402
from support.dovecot import quote  # noqa: E402
from support.peer import BusError  # noqa: E402

ACCOUNT = ROOT + "/accounts/work"
NAMES = {"ENOSPC": "DiskFull", "EIO": "Store"}
LASTING = 6  # calls that fail, one after the other
PATIENCE = 12  # checks until all must be well again


class FaultTest(strace.TracedTest, rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot(special={}, folders=("Lists/linux",))
        self.mail = generator.messages(10_000, 5, 4000)
        for folder in ("INBOX", "Lists/linux"):
            self.server.deliver_all((next(self.mail) for _ in range(20)), folder)

    def change_elsewhere(self):
        for folder in ("INBOX", "Lists/linux"):
            self.server.deliver_all((next(self.mail) for _ in range(25)), folder)
        connection = self.server.imap(cached=True)
        connection.select(quote("INBOX"))
        connection.store("3:9", "+FLAGS", "(\\Flagged)")
        connection.store("2", "+FLAGS", "(\\Deleted)")
        connection.expunge()
        connection.unselect()

    def check(self):
        return self.daemon.wait_job(self.daemon.sync(ACCOUNT))

    def last_sync(self):
        return self.daemon.get(ACCOUNT, "Account", "LastSync")

    def assert_failed(self, answer, names, last_sync):
        """One clear error, told by the job and by the account, and no false success."""
        result, (name, message) = answer
        self.assertEqual(result, "failed")
        self.assertIn(name, names, message)
        self.assertTrue(message.strip())
        self.assertEqual(self.daemon.get(ACCOUNT, "Account", "LastError"), (name, message))
        self.assertNotIn(self.daemon.get(ACCOUNT, "Account", "State"), ("ok", "syncing"))
        self.assertEqual(self.last_sync(), last_sync)

    def assert_well(self):
        self.assertEqual(self.daemon.get(ACCOUNT, "Account", "State"), "ok")
        self.assertEqual(self.daemon.get(ACCOUNT, "Account", "LastError"), ("", ""))
        self.assert_equal_to_server(ACCOUNT, self.server)


class Disk(FaultTest):
    def calls_of_a_start(self, call):
        self.daemon.start(calls=[call])
        self.daemon.synchronise(ACCOUNT)
        number = self.daemon.counts().get(call, 0)
        self.daemon.stop()
        return number

    def check_with(self, call, number):
        """The first calls after those of a start fail with error NUMBER, then no more."""
        self.daemon.start()
        self.daemon.add_account(self.server)
        self.daemon.stop()
        first = self.calls_of_a_start(call) + 1
        self.change_elsewhere()
        self.daemon.start(
            inject=[f"{call}:error={number}:when={first}..{first + LASTING - 1}"])
        last_sync, failures = self.last_sync(), 0
        for _ in range(PATIENCE):
            answer = self.check()
            if answer[0] == "done":
                break
            self.assert_failed(answer, [NAMES[number]], last_sync)
            failures += 1
        self.assertEqual(answer[0], "done", answer)
        self.assertGreater(failures, 0, "nothing failed")
        self.assert_well()

    def test_full_while_writing(self):
        self.check_with("pwrite64", "ENOSPC")

    def test_failing_while_writing(self):
        self.check_with("pwrite64", "EIO")

    def test_full_while_flushing(self):
        self.check_with("fdatasync", "ENOSPC")

    def test_failing_while_flushing(self):
        self.check_with("fdatasync", "EIO")


class AddAccount(FaultTest):
    """Refused on a bad disk, it leaves nothing behind: not here, not after a crash."""

    def add_with(self, call, number, first=1):
        self.daemon.start()
        self.daemon.stop()
        self.daemon.start()
        try:
            self.daemon.attach([f"{call}:error={number}:when={first}..{first + LASTING - 1}"])
        except PermissionError as error:
            self.skipTest(str(error))
        self.assert_refused(NAMES[number], self.daemon.add_account, self.server)
        self.assert_nothing()

    def assert_nothing(self):
        self.assertEqual(self.daemon.objects("Account"), {})
        self.assertEqual(self.daemon.objects("Folder"), {})
        self.assertEqual(self.keyring.items(), [])

    def crash(self):
        self.daemon.kill9()
        self.daemon.start()
        self.assert_nothing()

    def go_on(self):
        """When the disk has room again."""
        self.daemon.untrace()
        self.assertEqual(self.daemon.add_account(self.server), ACCOUNT)
        self.assert_well()
        self.assertEqual(len(self.keyring.items()), 1)

    def test_full_while_writing(self):
        self.add_with("pwrite64", "ENOSPC")
        self.go_on()

    def test_failing_while_writing(self):
        self.add_with("pwrite64", "EIO")
        self.go_on()

    def test_full_while_flushing(self):
        self.add_with("fdatasync", "ENOSPC")
        self.go_on()

    def test_crash_after_a_full_disk(self):
        self.add_with("pwrite64", "ENOSPC")
        self.crash()
        self.go_on()

    def test_crash_after_a_flush_that_failed(self):
        """The first flush is of the head of a new WAL, the second of the account itself."""
        self.add_with("fdatasync", "EIO", first=2)
        self.crash()
        self.go_on()


class Descriptors(FaultTest):
    def allow(self, number):
        """The daemon may open so many descriptors; None stands for as many as before."""
        pid = self.daemon.process.pid
        _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (hard if number is None else number, hard))

    def test_no_descriptors(self):
        self.daemon.start()
        self.daemon.add_account(self.server)
        self.change_elsewhere()
        last_sync, message = self.last_sync(), self.daemon.list(keys=["id"])[0]["id"]
        self.allow(3)
        for _ in range(3):
            self.assert_failed(self.check(), ["ServerUnavailable"], last_sync)
        with self.assertRaisesRegex(BusError, "^" + ERROR):
            self.daemon.open(message)
        self.assert_refused(INVALID_ARGS, self.daemon.add_account, self.server, "home",
                            address="home@example.org")
        self.assertEqual(len(self.keyring.items()), 1)
        self.allow(None)
        self.daemon.synchronise(ACCOUNT)
        self.assert_well()


if __name__ == "__main__":
    tap.main()
