#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders: made at the server, chosen, given roles, renamed elsewhere, and none of them chosen."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.daemon import INVALID_ARGS, ROOT, program  # noqa: E402
from support.dovecot import quote  # noqa: E402

LISTS = "Lists/linux"


class FolderTest(rig.RigTest):
    options = {}

    def setUp(self):
        super().setUp()
        self.server = self.dovecot(**self.options)
        rig.fill(self.server, self.mails())
        self.account = self.daemon.add_account(self.server)
        self.other = self.server.imap()
        self.inbox = self.daemon.folders(self.account)["INBOX"]

    def mails(self):
        return generator.sample_account()

    def get(self, name):
        return self.daemon.get(self.account, "Account", name)

    def of_folder(self, path, name):
        return self.daemon.get(self.daemon.folders(self.account)[path], "Folder", name)

    def set_folder(self, path, name, kind, value):
        self.daemon.set(self.daemon.folders(self.account)[path], "Folder", name, kind, value)

    def create(self, path):
        return self.daemon.call("Account", "CreateFolder", "(s)", path, path=self.account)

    def make(self, path):
        self.assertEqual(self.daemon.wait_job(self.create(path)), ("done", ("", "")))


class NoArchive(FolderTest):
    options = {"special": {"Sent": "Sent", "Trash": "Trash"}}

    def mails(self):
        return ()

    def test_a_name_says_what_it_is_for(self):
        self.make("Archiv")
        self.assertEqual(self.of_folder("Archiv", "Role"), "archive")


class Creation(FolderTest):
    def test_made(self):
        for path in ("Kunden", "Kunden/Müller & Söhne", "Neu/Tief/Unten", "今日の仕事"):
            self.make(path)
            self.assertIn(path, self.server.folder_names())
            self.assertEqual(self.other.select(quote(path))[0], "OK")
            self.assertIn(path, self.daemon.folders(self.account))
            self.assertTrue(self.of_folder(path, "Selected"))
        _, subscribed = self.other.lsub()
        self.assertTrue(any(quote("Kunden/Müller & Söhne").encode() in line
                            for line in subscribed), subscribed)
        self.daemon.synchronise(self.account)
        self.assert_equal_to_server(self.account, self.server)

    def test_the_job_says_what_it_is(self):
        job = self.create("Kunden")
        values = self.daemon.objects("Job")[job]
        self.assertEqual((values["Kind"], values["Target"]), ("create-folder", self.account))
        self.assertIn("Kunden", values["Detail"])
        self.assertEqual(self.daemon.wait_job(job)[0], "done")

    def test_mail_comes_into_it(self):
        self.make("Kunden")
        self.server.deliver(generator.Generator(7).message(900), "Kunden")
        self.daemon.synchronise(self.account)
        self.assertEqual(self.of_folder("Kunden", "Total"), 1)
        self.assert_equal_to_server(self.account, self.server)

    def test_several_at_once(self):
        jobs = [self.create(f"Viele/{number}") for number in range(5)]
        self.assertEqual([self.daemon.wait_job(job)[0] for job in jobs], ["done"] * 5)
        self.assertLessEqual({f"Viele/{number}" for number in range(5)},
                             set(self.server.folder_names()))

    def test_cancelled_while_it_waits(self):
        first, second = self.create("Kunden"), self.create("Lieferanten")
        self.daemon.call("Job", "Cancel", path=second)
        self.assertEqual(self.daemon.wait_job(first)[0], "done")
        self.assertEqual(self.daemon.wait_job(second)[0], "cancelled")
        self.assertNotIn("Lieferanten", self.server.folder_names())
        self.make("Lieferanten")

    def test_the_account_goes_meanwhile(self):
        jobs = [self.create("Kunden"), self.create("Lieferanten")]
        self.daemon.call("Account", "Remove", "(a{sv})", {}, path=self.account)
        for job in jobs:
            self.assertIn(self.daemon.wait_job(job)[0], ("done", "cancelled"))
        self.assertEqual(self.daemon.objects("Folder"), {})

    def test_the_daemon_goes_meanwhile(self):
        self.create("Kunden")
        self.daemon.restart()
        self.daemon.synchronise(self.account)
        self.assert_equal_to_server(self.account, self.server)

    def test_while_a_check_runs(self):
        check = self.daemon.sync(self.account)
        job = self.create("Kunden")
        self.assertEqual(self.daemon.wait_job(check)[0], "done")
        self.assertEqual(self.daemon.wait_job(job)[0], "done")
        self.daemon.synchronise(self.account)
        self.assertIn("Kunden", self.daemon.folders(self.account))
        self.assert_equal_to_server(self.account, self.server)

    def test_refused_at_once(self):
        before = self.server.folder_names()
        for path in ("", "a\nb", "a\rb", "a\x01b", "x" * 256, "ü" * 128, "/a", "a/", "a//b"):
            said = self.assert_refused(INVALID_ARGS, self.create, path)
            self.assertIn("path: ", said)
        for path in (LISTS, "INBOX", "inbox", "Archive"):
            self.assert_refused("Exists", self.create, path)
        self.daemon.set(self.account, "Account", "Enabled", "b", False)
        self.assert_refused("NotSupported", self.create, "Kunden")
        self.assertEqual(self.server.folder_names(), before)

    def test_made_elsewhere_meanwhile(self):
        self.server.create("Kunden")
        result, (name, message) = self.daemon.wait_job(self.create("Kunden"))
        self.assertEqual((result, name), ("failed", "Exists"))
        self.assertIn("exists", message)

    def test_the_server_refuses(self):
        result, (name, message) = self.daemon.wait_job(self.create("Kunden/../Sent"))
        self.assertEqual((result, name), ("failed", "ServerRejected"))
        self.assertIn("refused CREATE", message)
        self.assertRegex(message, "[Ii]nvalid|not allowed")
        self.assertIn("work", message)
        self.assertEqual(self.get("State"), "ok")

    def test_the_server_is_away(self):
        self.server.halt()
        result, (name, _) = self.daemon.wait_job(self.create("Kunden"))
        self.assertEqual((result, name), ("failed", "ServerUnavailable"))
        self.server.restart()
        self.make("Kunden")


class OtherSeparator(FolderTest):
    options = {"separator": "."}

    def mails(self):
        return []

    def test_made(self):
        self.make("Kunden.Müller")
        self.assertIn("Kunden.Müller", self.server.folder_names())
        self.assertEqual(self.of_folder("Kunden.Müller", "Name"), "Müller")
        self.assert_refused(INVALID_ARGS, self.create, "Kunden..Meier")


class Roles(FolderTest):
    def test_guessed_from_what_the_server_says(self):
        roles = {values["Path"]: values["Role"] for values in self.daemon.objects("Folder").values()}
        for path, role in {"INBOX": "inbox", "Junk": "junk", "Trash": "trash", "Sent": "sent",
                           "Drafts": "drafts", "Archive": "archive", LISTS: "none"}.items():
            self.assertEqual(roles[path], role, path)

    def test_given_and_taken(self):
        self.set_folder(LISTS, "Role", "s", "junk")
        self.assertEqual((self.of_folder(LISTS, "Role"), self.of_folder("Junk", "Role")),
                         ("junk", "none"))
        self.assertTrue(self.daemon.folders(self.account)[LISTS].endswith("/folders/junk"))
        self.daemon.synchronise(self.account)
        self.daemon.restart()
        self.assertEqual((self.of_folder(LISTS, "Role"), self.of_folder("Junk", "Role")),
                         ("junk", "none"))
        self.set_folder(LISTS, "Role", "s", "none")
        self.assertEqual((self.of_folder(LISTS, "Role"), self.of_folder("Junk", "Role")),
                         ("none", "junk"), "what the server says holds again")

    def test_junk_does_not_count(self):
        unread = self.of_folder(LISTS, "Unread")
        before = self.get("Unread")
        self.assertGreater(unread, 0)
        junk = self.of_folder("Junk", "Unread")
        self.set_folder(LISTS, "Role", "s", "junk")
        self.assertEqual(self.get("Unread"), before - unread + junk)

    def test_the_inbox_stays_the_inbox(self):
        for role in ("junk", "trash", "none", "sent"):
            said = self.assert_refused(INVALID_ARGS, self.set_folder, "INBOX", "Role", "s", role)
            self.assertIn("work/inbox", said)
        self.assert_refused(INVALID_ARGS, self.set_folder, LISTS, "Role", "s", "inbox")
        self.assertEqual(self.daemon.folders(self.account)["INBOX"], self.inbox)
        self.assertEqual(self.of_folder("INBOX", "Role"), "inbox")

    def test_not_for_a_folder_of_folders(self):
        self.assertFalse(self.of_folder("Lists", "Selected"))
        self.assert_refused("NotSupported", self.set_folder, "Lists", "Role", "s", "junk")
        self.assertEqual(self.of_folder("Junk", "Role"), "junk")


class Names(FolderTest):
    options = {"special": {}}

    def test_guessed_from_names(self):
        for path in ("Entwürfe", "Gesendete Elemente", "Spamverdacht", "Papierkorb"):
            self.server.create(path)
        self.daemon.call("Account", "Remove", "(a{sv})", {}, path=self.account)
        self.account = self.daemon.add_account(self.server)
        for path, role in {"Entwürfe": "drafts", "Gesendete Elemente": "sent",
                           "Spamverdacht": "junk", "Papierkorb": "trash"}.items():
            self.assertEqual(self.of_folder(path, "Role"), role, path)


class Renames(FolderTest):
    def rows(self, path):
        folder = self.daemon.folders(self.account)[path]
        return {row["id"]: self.daemon.open(row["id"]) for row in self.daemon.list(folder=folder)}

    def test_ids_and_bodies_stay(self):
        before = self.rows(LISTS)
        since = len(self.daemon.peer.signals)
        self.assertTrue(before)
        self.other.rename(quote(LISTS), quote("Listen/Käfer"))
        self.daemon.synchronise(self.account)
        self.assertNotIn(LISTS, self.daemon.folders(self.account))
        self.assertEqual(self.rows("Listen/Käfer"), before)
        self.assert_equal_to_server(self.account, self.server)
        self.assertEqual([one for one in self.daemon.peer.signals[since:]
                          if one.member == "MessagesArrived"], [])

    def test_what_was_chosen_stays(self):
        self.set_folder(LISTS, "Role", "s", "archive")
        self.set_folder("仕事", "Selected", "b", False)
        self.other.rename(quote(LISTS), quote("Ablage"))
        self.other.rename(quote("仕事"), quote("Arbeit"))
        self.daemon.synchronise(self.account)
        self.assertEqual(self.of_folder("Ablage", "Role"), "archive")
        self.assertEqual(self.of_folder("Archive", "Role"), "none")
        self.assertFalse(self.of_folder("Arbeit", "Selected"))

    def test_a_parent(self):
        before = self.rows(LISTS)
        self.other.rename(quote("Lists"), quote("Listen"))
        self.daemon.synchronise(self.account)
        self.assertEqual(self.rows("Listen/linux"), before)
        self.assert_equal_to_server(self.account, self.server)


class NothingSelected(FolderTest):
    def setUp(self):
        super().setUp()
        self.session = self.daemon.call("Presence", "OpenSession", "(ss)", "anna", "webmail")
        self.daemon.set(self.account, "Account", "Owner", "s", "anna")
        self.chosen = [path for path in self.daemon.folders(self.account)
                       if self.of_folder(path, "Selected")]

    def select(self, value, paths):
        for path in paths:
            self.set_folder(path, "Selected", "b", value)

    def assert_warned(self):
        name, message = self.get("LastError")
        self.assertEqual(name, "NoFolder")
        self.assertIn("work", message)
        self.assertIn("select", message)
        self.assertEqual((self.get("State"), self.get("Interval"), self.get("NextSync")),
                         ("error", 0, 0))
        self.assertIn("no-folder", self.get("BlockedBy"))
        self.assertEqual((self.get("Unread"), self.get("Unprocessed")), (0, 0))
        self.assertEqual(self.daemon.get(ROOT, "Manager", "Unread"), 0)

    def assert_well(self):
        self.daemon.peer.wait_until(lambda: self.get("State") == "ok", "the state ok")
        self.assertEqual(self.get("LastError"), ("", ""))
        self.assertNotIn("no-folder", self.get("BlockedBy"))
        self.assertGreater(self.get("Interval"), 0)
        self.assertGreater(self.get("NextSync"), 0)

    def test_it_warns_until_one_is_selected(self):
        self.assert_well()
        self.select(False, self.chosen[1:])
        self.assert_well()
        self.select(False, self.chosen[:1])
        self.assert_warned()
        self.daemon.restart()
        self.assert_warned()
        self.daemon.call("Presence", "OpenSession", "(ss)", "anna", "webmail")
        self.select(True, ["INBOX"])
        self.assert_well()
        self.assertGreater(self.get("Unread"), 0)
        self.assertEqual(self.get("Unread"), self.of_folder("INBOX", "Unread"))

    def test_asked_for_it_still_looks_for_folders(self):
        self.select(False, self.chosen)
        self.server.deliver(generator.Generator(8).message(700))
        count = len(self.daemon.list())
        self.daemon.synchronise(self.account)
        self.assert_warned()
        self.assertEqual(len(self.daemon.list()), count)

    def test_a_disabled_account_does_not_warn(self):
        self.select(False, self.chosen)
        self.daemon.set(self.account, "Account", "Enabled", "b", False)
        self.assertEqual((self.get("State"), self.get("LastError")), ("disabled", ("", "")))
        self.daemon.set(self.account, "Account", "Enabled", "b", True)
        self.assert_warned()

    def test_a_new_folder_ends_it(self):
        self.select(False, self.chosen)
        self.make("Kunden")
        self.assert_well()


class CommandLine(FolderTest):
    def run_client(self, *arguments, status=0):
        done = subprocess.run([program("posthornctl"), *arguments], env=self.bus.environment,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_folder(self):
        self.assertIn("Folder work/Kunden/Müller was made.",
                      self.run_client("folder", "create", "work/Kunden/Müller"))
        self.assertIn("Kunden/Müller", self.server.folder_names())
        said = self.run_client("--json", "folder", "create", "work/Kunden/Meier").splitlines()
        self.assertEqual(json.loads(said[-1])["folder"],
                         self.daemon.folders(self.account)["Kunden/Meier"])
        self.run_client("folder", "create", "work/Kunden/Meier", status=1)
        self.run_client("folder", "create", "Kunden", status=2)
        self.run_client("folder", "unselect", "work/Kunden/Meier")
        self.assertFalse(self.of_folder("Kunden/Meier", "Selected"))
        self.run_client("folder", "select", "work/Kunden/Meier")
        self.assertTrue(self.of_folder("Kunden/Meier", "Selected"))
        self.assertIn("Kunden/Meier is the one for archive now",
                      self.run_client("folder", "role", "work/Kunden/Meier", "archive"))
        self.assertEqual(self.of_folder("Kunden/Meier", "Role"), "archive")
        self.run_client("folder", "role", "work/inbox", "junk", status=2)
        self.run_client("folder", "select", "work/nowhere", status=4)
        self.run_client("folder", "paint", "work/inbox", status=2)


if __name__ == "__main__":
    tap.main()
