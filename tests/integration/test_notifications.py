#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person is told of by the desktop's notifications, and what becomes of it."""

import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import certificate, process, tap  # noqa: E402
from support.daemon import pipe_with  # noqa: E402
from support.desktop_mocks import NetworkManager, Service  # noqa: E402
from support.notification_rig import NotificationTest, mail  # noqa: E402
from support.peer import variants  # noqa: E402

ALL_ACTIONS = {"default": "Open", "mark-read": "Mark as read", "archive": "Archive",
               "trash": "Move to trash"}
class Mail(NotificationTest):
    def test_one_then_more_in_its_place(self):
        self.assertEqual(self.desk.notes, [], "told of old mail")
        self.receive(mail("Lunch & <b>dinner</b>?", number=2))
        first = self.desk.wait()
        self.assertEqual((first.summary, first.body),
                         ("Ben Example", "Lunch &amp; &lt;b&gt;dinner&lt;/b&gt;?\nAt noon."))
        self.assertEqual(first.actions, ALL_ACTIONS)
        self.assertEqual({**first.hints}, {
            "category": "email.arrived", "desktop-entry": "org.posthorn.Posthorn", "urgency": 1,
            "sound-name": "message-new-email"})
        self.receive(mail("Report", "Cora <cora@example.org>", number=3))
        second = self.desk.wait_summary("2 new messages")
        self.assertEqual(second.id, first.id)
        self.assertEqual(second.lines, ["Cora: Report",
                                        "Ben Example: Lunch &amp; &lt;b&gt;dinner&lt;/b&gt;?"])
        self.assertNotIn("sound-name", second.hints, "heard twice")
        self.assertEqual(len(self.desk.notes), 2)
        self.daemon.peer.settle()
        self.assertNotIn("Update", [one.member for one in self.daemon.peer.signals],
                         "a number on an icon that nobody has named")

    def test_what_is_settled_elsewhere_is_withdrawn(self):
        self.receive(*[mail(f"Mail {number}", number=number) for number in range(2, 6)])
        self.desk.wait_summary("4 new messages")
        self.store_there("STORE", "2", "+FLAGS", "(\\Seen)")
        self.daemon.synchronise(self.account)
        told = self.desk.wait_summary("3 new messages")
        self.assertEqual((told.hints["urgency"], told.hints["suppress-sound"]), (0, True))
        self.store_there("MOVE", "3", "Lists")
        self.daemon.synchronise(self.account)
        self.desk.wait_summary("2 new messages")
        self.store_there("STORE", "4", "+FLAGS", "(\\Deleted)")
        self.store_there("EXPUNGE", "4")
        self.daemon.synchronise(self.account)
        told = self.desk.wait_summary("Ben Example")
        self.assertEqual(told.lines, ["Mail 5", "At noon."])
        newest = self.ids(unread=True)[0]
        self.daemon.call("Messages", "MarkRead", "(at)", [newest])
        self.desk.wait_none()
        self.assertEqual(self.desk.closed, [told.id])

    def test_what_is_dismissed_is_not_told_again(self):
        self.receive(mail("One", number=2))
        self.desk.dismiss(self.desk.wait())
        self.receive(mail("Two", number=3))
        note = self.desk.wait()
        self.assertEqual(note.lines[0], "Two")
        self.desk.expire(note)
        self.receive(mail("Three", number=4))
        told = self.desk.wait_summary("2 new messages")
        self.assertEqual(told.replaces, note.id, "beside the one that went by itself")
        self.desk.expire(told)
        self.wait_pause(told)
        self.store_there("STORE", "4", "+FLAGS", "(\\Seen)")
        self.daemon.synchronise(self.account)
        self.receive(mail("Four", number=5))
        self.assertEqual(self.desk.wait_summary("2 new messages").lines,
                         ["Ben Example: Four", "Ben Example: Two"])
        self.assertEqual(len(self.desk.notes), 4, "what had gone came up without news")

    def test_only_what_is_wanted(self):
        self.receive(mail("List", number=2), folder="Lists")
        self.receive(mail("Junk", number=3), folder="Junk")
        self.receive(mail("Seen", number=4), flags=["\\Seen"])
        self.receive(mail("Spam", number=5), flags=["$Junk"])
        self.daemon.call("Blacklist", "Add", "(as)", ["eve@spam.example"])
        self.receive(mail("Evil", "eve@spam.example", number=6))
        self.receive(mail("Good", number=7))
        self.assertEqual(self.desk.wait().lines[0], "Good")
        self.daemon.set(self.account, "Account", "Notify", "s", "all")
        self.receive(mail("List again", number=8), folder="Lists")
        self.receive(mail("Junk again", number=9), folder="Junk")
        self.desk.wait_summary("2 new messages")
        self.daemon.set(self.account, "Account", "Notify", "s", "inbox")
        self.assertEqual(self.desk.wait_summary("Ben Example").lines[0], "Good")
        self.daemon.set(self.account, "Account", "Notify", "s", "off")
        self.desk.wait_none()
        self.receive(mail("Quiet", number=10))
        self.daemon.set(self.account, "Account", "Notify", "s", "inbox")
        self.receive(mail("Loud", number=11))
        self.assertEqual(self.desk.wait().lines[0], "Loud")

    def test_old_mail_after_a_resync_is_not_new(self):
        self.receive(mail("New", number=2))
        self.desk.wait()
        self.server.doveadm("mailbox", "update", "-u", self.server.user, "--uid-validity", "77",
                            "INBOX")
        self.daemon.synchronise(self.account)
        self.receive(mail("Newer", number=3))
        self.assertEqual(self.desk.wait_summary("2 new messages").lines,
                         ["Ben Example: Newer", "Ben Example: New"])

    def test_the_account_is_named_where_there_are_more(self):
        home = self.dovecot(user="ben")
        other = self.daemon.add_account(home, "home")
        self.receive(mail("One", number=2))
        self.assertEqual(self.desk.wait().lines, ["One", "At noon.", "Work"])
        home.deliver(mail("Two", number=3))
        self.daemon.synchronise(other)
        self.desk.wait_until(lambda: len(self.desk.visible) == 2, "one for each account")
        self.daemon.call("Account", "Remove", "(a{sv})", variants({}), path=other)
        self.assertEqual(self.desk.wait().lines[0], "One")

    def test_the_end_of_the_daemon_leaves_nothing_standing(self):
        self.receive(mail("One", number=2))
        self.desk.wait()
        self.daemon.stop()
        self.desk.wait_none()
        self.daemon.start()
        self.receive(mail("Two", number=3))
        self.assertEqual(self.desk.wait().lines[0], "Two")


class Actions(NotificationTest):
    def act(self, action, count=1, closes=True):
        first = len(self.server.contents("INBOX")) + 2
        self.receive(*[mail(f"Mail {number}", number=number)
                       for number in range(first, first + count)])
        summary = f"{count} new messages" if count > 1 else "Ben Example"
        self.desk.act(self.desk.wait_summary(summary), action, closes=closes)
        self.desk.wait_none()

    def unread_there(self):
        return sum("\\Seen" not in flags for _, flags, _ in self.server.contents("INBOX"))

    def test_each_does_what_it_says(self):
        self.store_there("STORE", "1:*", "+FLAGS", "(\\Seen)")
        self.act("mark-read", 3)
        self.wait_here(lambda: self.unread_there() == 0, "all read at the server")
        self.act("archive", 2, closes=False)
        self.wait_here(lambda: self.there("Archive") == 2, "mail in the archive")
        self.act("trash")
        self.wait_here(lambda: self.there("Trash") == 1, "mail in the trash")
        self.assertEqual(self.there("INBOX"), 4)

    def test_nobody_files_away_what_is_not_named(self):
        self.receive(*[mail(f"Mail {number}", number=number) for number in range(2, 8)])
        note = self.desk.wait_summary("6 new messages")
        self.assertEqual(note.actions, {key: ALL_ACTIONS[key] for key in ("default", "mark-read")})
        self.desk.act(note, "trash", closes=False)
        self.desk.act(note, "nonsense", closes=False)
        self.desk.act(note, "mark-read")
        self.desk.wait_none()
        self.wait_here(lambda: self.unread_there() == 1, "six read at the server")
        self.assertEqual(self.there("Trash"), 0)


class NoFolders(NotificationTest):
    """Without an archive and a trash nothing can be brought there."""

    def dovecot(self, **options):
        return super().dovecot(special={}, **options)

    def test_what_cannot_be_done_is_not_offered(self):
        self.receive(mail("One", number=2))
        self.assertEqual(set(self.desk.wait().actions), {"default", "mark-read"})


class Hostile(NotificationTest):
    def test_nothing_from_outside_looks_like_something_else(self):
        long_subject = "x" * 10240
        evil = "\u202eexe.\u2067 \x1b[31m<img src='http://x.example/'> =?utf-8?q?a=0A=00b?="
        self.receive(mail(evil, "=?utf-8?q?Eve=0AFrom_Ben?= <eve@example.org>", number=2))
        note = self.desk.wait()
        self.assertNotRegex(note.summary + note.body.replace("\n", ""), "[\u202a-\u2069\x00-\x1f<]")
        self.assertIn("&lt;img src=", note.body)
        self.assertEqual(note.summary, "Eve From Ben")
        self.desk.dismiss(note)
        self.receive(mail(long_subject, long_subject + " <eve@example.org>", number=3,
                          text=long_subject))
        note = self.desk.wait()
        self.assertLess(len(note.summary), 100)
        self.assertLess(len(note.body), 500)
        self.desk.dismiss(note)
        self.receive(mail("", "", number=4, text=""))
        self.assertEqual((self.desk.wait().summary, self.desk.wait().body),
                         ("(nobody)", "(no subject)"))

    def test_five_hundred_at_once_are_one(self):
        self.server.deliver_all([mail(f"Mail {number}", number=number + 10)
                                 for number in range(500)])
        self.daemon.synchronise(self.account)
        note = self.desk.wait_summary("500 new messages")
        self.assertEqual(len(note.lines), 5)
        self.assertEqual({one.id for one in self.desk.notes}, {note.id})
        self.assertEqual(sum("sound-name" in one.hints for one in self.desk.notes), 1)
        for number in self.ids(unread=True)[:30]:
            self.daemon.call("Messages", "MarkRead", "(at)", [number])
        note = self.desk.wait_summary("470 new messages")
        times = [one.at for one in self.desk.notes]
        self.assertTrue(all(after - before > 0.1 for before, after in zip(times, times[1:])),
                        "updates follow each other too fast")
        self.desk.act(note, "mark-read")
        self.wait_here(lambda: self.daemon.get(self.account, "Account", "Unread") == 1, "all read")
        self.store_there("STORE", "1:*", "+FLAGS", "(\\Seen)")
        self.daemon.synchronise(self.account)
        self.assertEqual(self.desk.of("email.arrived"), [])


class Trouble(NotificationTest):
    category = "network.error"

    def sync(self):
        return self.daemon.wait_job(self.daemon.sync(self.account))

    def set_password(self, text):
        self.daemon.call("Account", "SetSecret", "(sh)", "password", 0, path=self.account,
                         fds=[pipe_with(text)])

    def change_certificate(self):
        """The server's is from another authority from now on."""
        self.server.halt()
        certificate.make(self.server.folder / "tls")
        self.server.restart()

    def keep_authority(self):
        """The account goes by the authority of now, whatever becomes of the server's."""
        kept = shutil.copy(self.server.ca_file, self.bus.folder / "ca.pem")
        self.configure(ca_file=kept)

    def configure(self, **changes):
        options = {key.replace("_", "-"): value for key, value in changes.items()}
        self.daemon.call("Account", "Configure", "(a{sv})", variants(options), path=self.account)

    def test_each_is_told_once_until_it_is_over(self):
        self.set_password("wrong")
        note = self.desk.wait(self.category)
        self.assertEqual(note.summary, "Sign-in needed: Work")
        self.assertIn("work: ", note.body)
        self.assertEqual((note.actions, note.expires), ({}, 0))
        self.desk.dismiss(note)
        self.assertEqual(self.sync()[0], "failed")
        self.server.halt()
        self.assertEqual(self.sync()[1][0], "ServerUnavailable")
        self.server.restart()
        self.assertEqual(self.sync()[1][0], "AuthFailed")
        self.assertEqual(len(self.desk.notes), 1, "told more than once")
        self.set_password(self.server.password)
        self.daemon.synchronise(self.account)
        self.set_password("wrong again")
        self.desk.wait_summary("Sign-in needed: Work", self.category)
        self.set_password(self.server.password)
        self.desk.wait_none(self.category)

    def test_a_certificate_that_has_changed(self):
        self.keep_authority()
        self.change_certificate()
        self.assertEqual(self.sync()[1][0], "TlsFailed")
        note = self.desk.wait_summary("No trusted connection: Work", self.category)
        self.assertIn("certificate", note.body)
        self.configure(ca_file=self.server.ca_file)
        self.desk.wait_none(self.category)

    def test_nothing_selected_and_disabled(self):
        for path in self.daemon.folders(self.account).values():
            self.daemon.set(path, "Folder", "Selected", "b", False)
        self.desk.wait_summary("A folder is missing: Work", self.category)
        self.daemon.set(self.account, "Account", "Enabled", "b", False)
        self.desk.wait_none(self.category)
        self.daemon.set(self.account, "Account", "Enabled", "b", True)
        self.desk.wait_summary("A folder is missing: Work", self.category)
        inbox = self.daemon.get(self.account, "Account", "Inbox")
        self.daemon.set(inbox, "Folder", "Selected", "b", True)
        self.desk.wait_none(self.category)


class Portal(Trouble):
    """A page for signing in to the network has no certificate of the mail server."""

    system_bus = True

    def setUp(self):
        super().setUp()
        self.network = self.start(NetworkManager(self.bus.system.address))
        self.daemon.restart()

    test_each_is_told_once_until_it_is_over = None
    test_nothing_selected_and_disabled = None

    def test_a_certificate_that_has_changed(self):
        self.keep_authority()
        self.network.set(portal=True)
        self.change_certificate()
        self.assertEqual(self.sync()[1][0], "TlsFailed")
        self.network.set()
        self.daemon.set(self.account, "Account", "Name", "s", "Office")
        self.configure(ca_file=self.server.ca_file)
        self.daemon.synchronise(self.account)
        self.assertEqual(self.desk.notes, [], "told of what was seen behind the portal")
        self.keep_authority()
        self.change_certificate()
        self.assertEqual(self.sync()[1][0], "TlsFailed")
        self.desk.wait_summary("No trusted connection: Office", self.category)


class Unsent(NotificationTest):
    category = "email.bounced"
    configuration = "[outbox]\nretry-initial=1\nretry-max=1\ngive-up=1\n"

    def compose(self, subject):
        return self.daemon.call("Outbox", "Compose", "(oa{sv})", self.account, variants(
            {"to": ["ben@example.org"], "subject": subject, "text": "At noon."}))

    def test_it_is_told_until_somebody_sees_to_it(self):
        self.daemon.call("Account", "Configure", "(a{sv})", variants({
            "smtp-host": "localhost", "smtp-port": process.free_port(), "check": False}),
            path=self.account)
        first = self.compose("Lunch?")
        note = self.desk.wait(self.category)
        self.assertEqual((note.summary, note.lines[0]), ("A message was not sent", "Lunch?"))
        self.assertIn("ben@example.org", note.lines[1])
        second = self.compose("Dinner?")
        note = self.desk.wait_summary("2 messages were not sent", self.category)
        self.assertEqual(note.lines, ["ben@example.org: Dinner?", "ben@example.org: Lunch?"])
        self.daemon.call("Outbox", "Cancel", "(t)", second)
        self.desk.wait_summary("A message was not sent", self.category)
        self.daemon.call("Outbox", "Cancel", "(t)", first)
        self.desk.wait_none(self.category)


class Launcher(Service):
    """A dock: it owns the name by which programs see it come."""

    name = "com.canonical.Unity"

    def prepare(self):
        pass


class Badge(NotificationTest):
    configuration = "[badge]\ndesktop-id=org.example.Mail\n"
    uri = "application://org.example.Mail.desktop"

    def updates(self):
        self.daemon.peer.settle()
        return [one for one in self.daemon.peer.signals if one.member == "Update"]

    def wait_update(self, count, since=0):
        told = (self.uri, {"count": count, "count-visible": count > 0})
        return self.daemon.peer.wait_signal("Update", where=lambda arguments: arguments == told,
                                            since=since)

    def test_the_number_on_the_icon(self):
        first = self.wait_update(1)
        self.assertEqual(first.interface, "com.canonical.Unity.LauncherEntry")
        self.receive(mail("One", number=2), mail("Junk", number=3))
        self.wait_update(3)
        since = len(self.daemon.peer.signals)
        launcher = self.start(Launcher(self.bus.address))
        self.wait_update(3, since)
        since = len(self.daemon.peer.signals)
        launcher.restart()
        self.wait_update(3, since)
        asked = self.daemon.peer.call(first.path, first.interface, "Query")
        self.assertEqual(asked, (self.uri, {"count": 3, "count-visible": True}))
        self.store_there("STORE", "1:*", "+FLAGS", "(\\Seen)")
        self.daemon.synchronise(self.account)
        self.wait_update(0)
        counts = [one.arguments[1]["count"] for one in self.updates()]
        self.assertEqual(sum(before == after for before, after in zip(counts, counts[1:])), 2,
                         "told again though neither the number nor the launcher is new")


if __name__ == "__main__":
    tap.main()
