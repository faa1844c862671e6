#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at any moment of the first synchronisation: afterwards all is as without it."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.daemon import ROOT  # noqa: E402

COUNT = 2000


class Crash(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        self.server.deliver_all(generator.messages(COUNT, mean_size=4000))

    def total(self):
        """The highest Total of a folder that was announced since the daemon started."""
        return max([one.arguments[1].get("Total", 0) for one in self.daemon.peer.signals
                    if one.member == "PropertiesChanged"], default=0)

    def crash_at(self, count, account):
        """Kills the daemon once COUNT messages are here, or its check has ended."""
        def reached():
            ended = any(one.member == "JobFinished" for one in self.daemon.peer.signals)
            return ended or self.total() >= count
        self.daemon.peer.wait_until(reached, f"{count} messages")
        self.daemon.kill9()
        self.daemon.start()
        self.assertIn(account, self.daemon.objects("Account"))

    def check_whole(self, account):
        self.daemon.synchronise(account)
        self.assert_equal_to_server(account, self.server)
        ids = [row["id"] for row in self.daemon.list(keys=["id"])]
        self.assertEqual(len(ids), len(set(ids)), "an id was given twice")

    def test_right_after_the_reply(self):
        account = self.daemon.add_account(self.server, wait=False)
        self.daemon.kill9()
        self.daemon.start()
        self.assertEqual(list(self.daemon.objects("Account")), [ROOT + "/accounts/work"])
        self.check_whole(account)

    def test_with_the_first_messages(self):
        account = self.daemon.add_account(self.server, wait=False)
        self.crash_at(1, account)
        self.check_whole(account)

    def test_again_and_again(self):
        account = self.daemon.add_account(self.server, wait=False)
        for count in (1, COUNT // 4, COUNT // 2, COUNT - 1):
            self.crash_at(count, account)
            self.daemon.sync(account)
        self.check_whole(account)

    def test_ids_survive(self):
        account = self.daemon.add_account(self.server)
        before = self.daemon.list(keys=["id", "message-id", "received"])
        self.daemon.kill9()
        self.daemon.start()
        self.daemon.synchronise(account)
        self.assertEqual(self.daemon.list(keys=["id", "message-id", "received"]), before)


if __name__ == "__main__":
    tap.main()
