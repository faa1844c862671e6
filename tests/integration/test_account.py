#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account after it was added: settings, password, switching off, roles, finding, removing."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import dovecot, generator, process, rig, tap  # noqa: E402
from support.daemon import ERROR, INVALID_ARGS, ROOT, pipe_with  # noqa: E402


class Account(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        rig.fill(self.server, generator.sample_account())
        self.account = self.daemon.add_account(self.server)

    def get(self, name):
        return self.daemon.get(self.account, "Account", name)

    def configure(self, **changes):
        self.daemon.call("Account", "Configure", "(a{sv})", rig.variants(changes),
                         path=self.account)

    def set_secret(self, text):
        reader = pipe_with(text)
        try:
            self.daemon.call("Account", "SetSecret", "(sh)", "password", 0, path=self.account,
                             fds=[reader])
        finally:
            os.close(reader)

    def refused(self, error, function, *arguments, **options):
        with self.assertRaises(rig.BusError) as caught:
            function(*arguments, **options)
        self.assertEqual(caught.exception.name, error, caught.exception.message)
        return caught.exception.message

    def wait_for_state(self, state):
        self.daemon.peer.wait_until(lambda: self.get("State") == state, f"the state {state}")

    def test_configuration_is_told_without_secrets(self):
        told = self.daemon.call("Account", "GetConfig", path=self.account)
        self.assertEqual((told["host"], told["port"]), ("localhost", self.server.port))
        self.assertNotIn(self.server.password, str(told))

    def test_name_and_owner_survive_a_restart(self):
        self.daemon.set(self.account, "Account", "Name", "s", "Büro")
        self.daemon.set(self.account, "Account", "Owner", "s", "anna")
        self.daemon.restart()
        self.assertEqual((self.get("Name"), self.get("Owner")), ("Büro", "anna"))

    def test_what_is_told_of_is_chosen(self):
        self.assertEqual(self.get("Notify"), "inbox")
        self.daemon.set(self.account, "Account", "Notify", "s", "all")
        self.refused(INVALID_ARGS, self.daemon.set, self.account, "Account", "Notify", "s", "some")
        self.daemon.restart()
        self.assertEqual(self.get("Notify"), "all")
        self.configure(notify="off")
        told = self.daemon.call("Account", "GetConfig", path=self.account)
        self.assertEqual((self.get("Notify"), told["notify"]), ("off", "off"))

    def test_a_refused_change_changes_nothing(self):
        before = self.daemon.call("Account", "GetConfig", path=self.account)
        for name, changes in ((ERROR + "ServerUnavailable", {"port": process.free_port()}),
                              (INVALID_ARGS, {"name": "New", "tls": "maybe"}),
                              (INVALID_ARGS, {"name": "New", "port": "many"}),
                              (INVALID_ARGS, {"name": "New", "colour": "blue"})):
            self.refused(name, self.configure, **changes)
            self.assertEqual(self.daemon.call("Account", "GetConfig", path=self.account), before)

    def test_disabled_counts_nothing_and_keeps_its_mail(self):
        unread, count = self.get("Unread"), len(self.daemon.list())
        self.assertGreater(unread, 0)
        self.daemon.set(self.account, "Account", "Enabled", "b", False)
        self.assertEqual((self.get("Unread"), self.get("State")), (0, "disabled"))
        self.assertEqual(self.daemon.get(ROOT, "Manager", "Unread"), 0)
        self.assertEqual(self.daemon.get(self.account + "/folders/inbox", "Folder", "Unread"), 0)
        self.assertEqual(len(self.daemon.list()), count)
        self.refused(ERROR + "NotSupported", self.daemon.sync, self.account)
        self.daemon.set(self.account, "Account", "Enabled", "b", True)
        self.wait_for_state("ok")
        self.assertEqual(self.get("Unread"), unread)

    def test_a_wrong_password_is_said_and_a_right_one_mends_it(self):
        self.set_secret("wrong")
        self.wait_for_state("auth-needed")
        self.assertEqual(self.get("LastError")[0], "AuthFailed")
        self.assertIn("work", self.get("LastError")[1])
        self.set_secret(self.server.password)
        self.wait_for_state("ok")
        self.assertEqual(self.get("LastError"), ("", ""))

    def test_a_role_moves(self):
        folders = self.daemon.folders(self.account)
        archive, lists = folders["Archive"], folders["Lists/linux"]
        self.assertTrue(archive.endswith("/archive"))
        self.daemon.set(lists, "Folder", "Role", "s", "archive")
        folders = self.daemon.folders(self.account)
        self.assertTrue(folders["Lists/linux"].endswith("/folders/archive"))
        self.assertEqual(self.daemon.get(folders["Archive"], "Folder", "Role"), "none")
        self.daemon.restart()
        self.assertEqual(self.daemon.folders(self.account), folders)

    def test_the_inbox_is_no_junk(self):
        inbox = self.account + "/folders/inbox"
        self.refused(INVALID_ARGS, self.daemon.set, inbox, "Folder", "Role", "s", "junk")
        self.refused(INVALID_ARGS, self.daemon.set, inbox, "Folder", "Role", "s", "attic")

    def test_a_folder_not_selected_is_not_synchronised(self):
        path = self.daemon.folders(self.account)["Lists/linux"]
        self.daemon.set(path, "Folder", "Selected", "b", False)
        self.assertEqual(self.daemon.get(path, "Folder", "Unread"), 0)
        self.server.deliver(generator.Generator(5).message(800), "Lists/linux")
        before = len(self.daemon.list(folder=path))
        self.daemon.synchronise(self.account)
        self.assertEqual(len(self.daemon.list(folder=path)), before)
        self.daemon.set(path, "Folder", "Selected", "b", True)
        self.daemon.synchronise(self.account)
        self.assert_equal_to_server(self.account, self.server)

    def test_finding(self):
        for name in ("work", "Work", f"{self.server.user}@example.org"):
            self.assertEqual(self.daemon.call("Manager", "FindAccount", "(s)", name), self.account)
        folders = self.daemon.folders(self.account)
        for name, path in (("work/inbox", "INBOX"), ("work/Lists/linux", "Lists/linux"),
                           ("work/仕事", "仕事")):
            self.assertEqual(self.daemon.call("Manager", "FindFolder", "(s)", name), folders[path])
        self.refused(ERROR + "NotFound", self.daemon.call, "Manager", "FindAccount", "(s)", "home")
        self.refused(ERROR + "NotFound", self.daemon.call, "Manager", "FindFolder", "(s)",
                     "work/attic")

    def test_removed_and_added_again(self):
        self.daemon.call("Account", "Remove", "(a{sv})", {}, path=self.account)
        self.assertEqual((self.daemon.objects("Account"), self.daemon.objects("Folder")), ({}, {}))
        self.assertEqual((self.daemon.list(), self.keyring.items()), ([], []))
        self.account = self.daemon.add_account(self.server)
        self.assert_equal_to_server(self.account, self.server)

    def test_removed_with_its_password_kept(self):
        self.daemon.call("Account", "Remove", "(a{sv})", rig.variants({"keep-secret": True}),
                         path=self.account)
        self.assertEqual(len(self.keyring.items()), 1)
        options = rig.variants(self.daemon.account_options(self.server))
        account = self.daemon.call("Manager", "AddAccount", "(a{sv})", options)
        self.daemon.synchronise(account)


class Capabilities(rig.RigTest):
    def test_what_the_server_can_do_is_told(self):
        server = self.dovecot()
        account = self.daemon.add_account(server)
        told = self.daemon.get(account, "Account", "Capabilities")
        self.assertIn("QRESYNC", told)
        self.assertNotIn("AUTH=PLAIN", told)
        self.daemon.restart()
        self.assertEqual(self.daemon.get(account, "Account", "Capabilities"), [])


class Quota(rig.RigTest):

    def quota(self, server):
        account = self.daemon.add_account(server, server.user)
        return account, self.daemon.get(account, "Account", "Quota")

    def test_as_the_server_has_it(self):
        server = self.dovecot(extra=dovecot.quota("10M"))
        server.deliver(generator.Generator(3).message(50000))
        account, told = self.quota(server)
        self.assertEqual(told[1], 10 << 20)
        self.assertGreaterEqual(told[0], 49 << 10)
        server.deliver(generator.Generator(4).message(200000))
        self.daemon.synchronise(account)
        self.assertGreaterEqual(self.daemon.get(account, "Account", "Quota")[0],
                                told[0] + (190 << 10))

    def test_none(self):
        self.assertEqual(self.quota(self.dovecot())[1], (0, 0))


if __name__ == "__main__":
    tap.main()
