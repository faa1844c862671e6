#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new account: everything the server has is here, octet for octet, and stays."""

import datetime
import imaplib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.daemon import ROOT  # noqa: E402

ACCOUNT = ROOT + "/accounts/work"


class FirstSync(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()

    def add_sample(self, **changes):
        rig.fill(self.server, generator.sample_account())
        return self.daemon.add_account(self.server, **changes)

    def test_everything_arrives(self):
        account = self.add_sample()
        self.assertEqual(account, ACCOUNT)
        self.assert_equal_to_server(account, self.server)
        self.assertEqual(self.daemon.get(account, "Account", "State"), "ok")
        self.assertEqual(self.daemon.get(account, "Account", "LastError"), ("", ""))
        self.assertGreater(self.daemon.get(account, "Account", "LastSync"), 0)

    def test_old_mail_is_no_new_mail(self):
        self.add_sample()
        self.daemon.synchronise(ACCOUNT)
        members = {one.member for one in self.daemon.peer.signals}
        self.assertNotIn("MessagesArrived", members)

    def test_empty_mailbox(self):
        account = self.daemon.add_account(self.server)
        self.assert_equal_to_server(account, self.server)
        self.assertEqual(self.daemon.list(), [])

    def test_folders_have_roles_and_readable_paths(self):
        folders = self.daemon.folders(self.add_sample())
        for path, last in (("INBOX", "inbox"), ("Drafts", "drafts"), ("Junk", "junk"),
                           ("Lists/linux", "Lists_2flinux")):
            self.assertEqual(folders[path], f"{ACCOUNT}/folders/{last}")
        self.assertIn("Projekte/Jäger & Söhne", folders)
        self.assertIn("仕事", folders)
        self.assertEqual(self.daemon.call("Manager", "FindFolder", "(s)", "work/仕事"),
                         folders["仕事"])

    def test_list_is_newest_first(self):
        self.add_sample()
        rows = self.daemon.list(role="inbox", keys=["received", "subject", "from"])
        times = [row["received"] for row in rows]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertTrue(all("@" in row["from"][1] for row in rows))

    def test_paused_survives_a_restart(self):
        self.daemon.set(ROOT, "Manager", "Paused", "b", True)
        self.assertEqual(self.daemon.get(ROOT, "Manager", "BlockedBy"),
                         ["nobody-online", "paused"])
        self.daemon.restart()
        self.assertTrue(self.daemon.get(ROOT, "Manager", "Paused"))

    def test_history_days(self):
        """What came before the days asked for stays at the server; new mail still arrives."""
        server = self.dovecot()
        old = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=40)
        mail = generator.Generator(8)
        with server.imap() as imap:
            for index in range(5):
                when = imaplib.Time2Internaldate(old) if index < 3 else None
                imap.append("INBOX", None, when, mail.message(1000))
        account = self.daemon.add_account(server, history_days=30)
        self.assertEqual(len(self.daemon.list(account=account)), 2)
        server.deliver(mail.message(1000))
        self.daemon.synchronise(account)
        self.assertEqual(len(self.daemon.list(account=account)), 3)

    def test_starttls(self):
        account = self.add_sample(port=self.server.imap_port, tls="starttls")
        self.assert_equal_to_server(account, self.server)

    def test_counters_follow_list(self):
        self.add_sample()
        unread = self.daemon.call("Messages", "Count", "(a{sv})",
                                  rig.variants({"role": "inbox", "unread": True}))
        self.assertEqual(unread, self.daemon.get(ACCOUNT + "/folders/inbox", "Folder", "Unread"))

    def test_mail_is_there_after_a_restart_without_server(self):
        self.add_sample()
        before = self.daemon.list(keys=["id", "subject", "flags", "size"])
        self.server.halt()
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.start()
        self.assertEqual(self.daemon.list(keys=["id", "subject", "flags", "size"]), before)
        self.assertTrue(self.daemon.open(before[0]["id"]))

    def test_password_is_in_the_keyring_only(self):
        secret = "blue-lantern-4711"
        server = self.dovecot(password=secret)
        self.daemon.add_account(server)
        self.assertEqual(len(self.keyring.items()), 1)
        self.assertNotIn(secret, self.daemon.log())
        for folder, _, names in os.walk(self.daemon.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(secret.encode(), file.read(), name)

    def test_two_accounts_do_not_mix(self):
        rig.fill(self.server, generator.sample_account())
        other = self.dovecot(user="bela")
        rig.fill(other, generator.sample_account(seed=8))
        first = self.daemon.add_account(self.server)
        second = self.daemon.add_account(other, "home")
        self.assert_equal_to_server(first, self.server)
        self.assert_equal_to_server(second, other)

    def test_the_same_account_twice_is_refused(self):
        self.daemon.add_account(self.server)
        self.assert_refused("Exists", self.daemon.add_account, self.server)
        self.assertEqual(len(self.daemon.objects("Account")), 1)


if __name__ == "__main__":
    tap.main()
