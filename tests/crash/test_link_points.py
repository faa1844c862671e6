#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed before chosen system calls while mail is saved to CRM, made a task of, taken out, and
routed as it comes: what was answered holds, all is done once, lists say what CRM says, and what
another system is to be told is what there is."""

import contextlib
import os
import shutil
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import rig, strace, tap  # noqa: E402
from support.daemon import ROOT  # noqa: E402
from support.peer import BusError, variants  # noqa: E402

ACCOUNT = ROOT + "/accounts/work"
POINTS = int(os.environ.get("CRASH_POINTS", "12"))
SHARES = {"pwrite64": 6, "fdatasync": 4, "sendmsg": 2}


def mail(number):
    return (f"From: Cora <cora@shop.example>\r\nTo: anna@example.org\r\nSubject: {number}\r\n"
            f"Message-ID: <{number}@mail.example>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\n"
            f"Text {number}.\r\n").encode()


class LinkPoints(strace.TracedTest, rig.RigTest):
    """A life begins with messages 1 to 6 here and 7 and 8 new at the server."""

    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        self.server.deliver_all([mail(number) for number in range(1, 7)])
        self.daemon.start()
        self.daemon.add_account(self.server, owner="anna", route="assign")
        self.crm("AddCustomer", "(a{sv})", variants({"name": "Shop",
                                                     "addresses": ["cora@shop.example"]}))
        self.ids = {row["subject"]: row["id"] for row in self.daemon.list(keys=["id", "subject"])}
        self.daemon.stop()
        # Chosen, and not set up: what is to be told stays noted.
        with self.state() as state:
            state.execute("INSERT INTO crm_remote VALUES ('dav', 1, '', '', '', 0, 0)")
        self.kept = self.daemon.data + ".kept"
        shutil.copytree(self.daemon.data, self.kept)
        self.server.deliver_all([mail(7), mail(8)])

    @contextlib.contextmanager
    def state(self):
        file = os.path.join(self.daemon.data, "state.db")
        with contextlib.closing(sqlite3.connect(file)) as state, state:
            yield state

    def assert_intended(self):
        """Each record and task is to be told, and nothing else is."""
        with self.state() as state:
            noted = state.execute("SELECT kind, local FROM remote_item WHERE told < wanted")
            there = state.execute("SELECT 2, id FROM crm_record UNION SELECT 3, id FROM task")
            self.assertEqual(sorted(noted.fetchall()), sorted(there.fetchall()))

    def crm(self, method, signature, *arguments):
        return self.daemon.call("Crm", method, signature, *arguments)

    def live(self, promised):
        """Does all there is to do; PROMISED gets {subject: links} of what was answered."""
        for subject in "123":
            self.crm("Save", "(ta{sv})", self.ids[subject], {})
            promised[subject] = {"crm"}
        for subject in "34":
            promised.pop(subject, None)
            self.crm("CreateTask", "(ta{sv})", self.ids[subject], {})
            promised[subject] = {"crm", "task"} if subject == "3" else {"task"}
        del promised["1"]
        self.crm("Exclude", "(ta{sv})", self.ids["1"], {})
        promised["1"] = set()
        job = self.daemon.sync(ACCOUNT)
        self.daemon.peer.wait_until(
            lambda: not self.daemon.alive() or any(
                one.member == "JobFinished" and one.arguments[0] == job
                for one in self.daemon.peer.signals), "the end of the check")

    def start_and_live(self, promised, **options):
        shutil.rmtree(self.daemon.data)
        shutil.copytree(self.kept, self.daemon.data)
        try:
            self.daemon.start(**options)
            self.live(promised)
        except (RuntimeError, BusError):
            return self.daemon.wait()
        return self.daemon.stop() if self.daemon.alive() else self.daemon.wait()

    def assert_holds(self, promised):
        self.daemon.start()
        self.daemon.synchronise(ACCOUNT)
        rows = self.daemon.list(keys=["id", "subject", "crm", "task", "unprocessed"])
        self.assertEqual(sorted(row["subject"] for row in rows), list("12345678"))
        for row in rows:
            links = {name for name in ("crm", "task") if row[name]}
            self.assertEqual(links, promised.get(row["subject"], links), row["subject"])
            self.assertEqual(row["unprocessed"], not links)
            self.assertEqual(len(self.crm("Records", "(t)", row["id"])), "crm" in links)
            self.assertEqual(len(self.crm("ListTasks", "(a{sv})",
                                          variants({"message": ("t", row["id"])}))),
                             "task" in links)
        self.assertTrue(all(row["crm"] for row in rows if row["subject"] in "78"), "routed")
        self.assertEqual(self.daemon.get(ACCOUNT, "Account", "Unprocessed"),
                         sum(row["unprocessed"] for row in rows))
        self.assertEqual(len(self.crm("ListCustomers", "(a{sv})", {})), 1)
        self.assertEqual(self.daemon.stop(), 0)
        self.assert_intended()

    def test_at_every_kind_of_call(self):
        promised = {}
        self.assertEqual(self.start_and_live(promised, calls=sorted(SHARES)), 0)
        counts = self.daemon.counts()
        self.assert_holds(promised)
        share = POINTS / sum(SHARES.values())
        points = [(call, number) for call, weight in SHARES.items()
                  for number in strace.spread(counts[call], max(2, round(weight * share)))]
        killed = 0
        for call, number in points:
            promised = {}
            status = self.start_and_live(promised,
                                         inject=[strace.kill_before(call, number)])
            self.assertIn(status, (-9, 0), (call, number))
            killed += status == -9
            self.assert_holds(promised)
        self.assertGreaterEqual(killed, len(points) * 0.7, f"kills at {points} of {counts}")


if __name__ == "__main__":
    tap.main()
