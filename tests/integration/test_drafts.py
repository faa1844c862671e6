#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drafts against a real Dovecot: here at once, in the server's folder a moment later and only once,
whatever others do to them there, and whenever the daemon is killed."""

import email
import email.policy
import os
import sqlite3
import sys

from gi.repository import Gio, GLib

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import tap  # noqa: E402
from support.daemon import NAME, ROOT  # noqa: E402
from support.peer import BusError, variants  # noqa: E402
from support.sending_rig import BEN, SendingTest, pipe_of  # noqa: E402


class DraftsTest(SendingTest):

    def drafts(self, method, signature="()", *arguments, **options):
        return self.daemon.call("Drafts", method, signature, *arguments, **options)

    def save(self, fds=(), **keys):
        return self.drafts("Save", "(oa{sv})", self.account, self.variants(keys), fds=fds)

    def update(self, number, fds=(), **keys):
        self.drafts("Update", "(ta{sv})", number, self.variants(keys), fds=fds)

    @staticmethod
    def variants(keys):
        return variants({key.replace("_", "-"): value for key, value in keys.items()})

    def draft(self, number):
        return next((row for row in self.drafts("List") if row["id"] == number), None)

    def wait_placed(self, number):
        def placed():
            row = self.draft(number)
            return row if row["at-server"] else None
        try:
            return self.daemon.peer.wait_until(placed, f"draft {number} at the server", 30)
        except TimeoutError as error:
            raise AssertionError(f"{error}: {self.draft(number)}") from None

    def wait_server(self, count):
        """The messages of the drafts folder once they are COUNT, as [(UID, flags, message)]."""
        found = []

        def as_many():
            found[:] = self.server.contents("Drafts")
            return len(found) == count
        self.daemon.peer.wait_until(as_many, f"{count} messages in Drafts", 30)
        return [(uid, flags, email.message_from_bytes(raw, policy=email.policy.default))
                for uid, flags, raw in found]

    def wait_seen(self, number):
        """Until a check has seen draft NUMBER in the folder."""
        row = self.wait_placed(number)
        self.daemon.peer.wait_until(
            lambda: any(message["message-id"] == row["message-id"] for message
                        in self.daemon.list(keys=["message-id"], role="drafts")),
            "the draft in the list of its folder", 30)
        return row

    def give_role(self, role):
        folder = self.daemon.folders(self.account)["Drafts"]
        self.daemon.set(folder, "Folder", "Role", "s", role)

    def by_another(self, command):
        """Lets another program do COMMAND (connection) in the drafts folder."""
        connection = self.server.imap()
        connection.select("Drafts")
        command(connection)
        connection.logout()

    def replace(self, uid, message):
        self.server.deliver(message.as_bytes(policy=email.policy.SMTP), "Drafts",
                            flags=("\\Draft",))
        self.delete(uid)

    def delete(self, uid):
        def expunge(connection):
            connection.uid("STORE", str(uid), "+FLAGS", "\\Deleted")
            connection.uid("EXPUNGE", str(uid))
        self.by_another(expunge)


class Kept(DraftsTest):

    def test_saved_listed_placed(self):
        number = self.save(to=["Ben <ben@example.org>"], bcc=["cy@example.org"], subject="Grüße",
                           text="half a\n")
        row = self.draft(number)
        self.assertEqual((row["to"], row["bcc"], row["subject"], row["text"]),
                         (["Ben <ben@example.org>"], ["cy@example.org"], "Grüße", "half a\n"))
        row = self.wait_placed(number)
        ((_, flags, message),) = self.wait_server(1)
        self.assertEqual(flags, {"\\Draft", "\\Seen"})
        self.assertEqual(message["Subject"], "Grüße")
        self.assertEqual(message["Bcc"], "cy@example.org")
        self.assertEqual(message["Message-ID"], f"<{row['message-id']}>")
        self.assertEqual(row["error"], ("", ""))
        self.assertEqual(self.daemon.get(self.account, "Account", "Unread"), 0)

    def test_ten_updates_leave_one_copy(self):
        number = self.save(subject="0", text="x")
        for i in range(1, 11):
            self.update(number, subject=str(i))
        self.assertEqual(self.draft(number)["text"], "x")
        self.wait_placed(number)
        ((_, _, message),) = self.wait_server(1)
        self.assertEqual(message["Subject"], "10")
        self.assertLessEqual(self.server.log().count("Login: user=<anna>"), 40)
        self.update(number, subject="11")
        self.wait_placed(number)
        ((_, _, message),) = self.wait_server(1)
        self.assertEqual(message["Subject"], "11")

    def test_attachments_stay_unless_given(self):
        number = self.save(fds=[pipe_of(b"one" * 1000)], text="see",
                           attach=("a(sh)", [("a.txt", 0)]))
        self.update(number, subject="new")
        row = self.draft(number)
        self.assertEqual([(part["name"], part["size"]) for part in row["attachments"]],
                         [("a.txt", 3000)])
        self.wait_placed(number)
        ((_, _, message),) = self.wait_server(1)
        (part,) = message.iter_attachments()
        self.assertEqual(part.get_payload(decode=True), b"one" * 1000)
        self.update(number, fds=[pipe_of(b"2")], attach=("a(sh)", [("b.bin", 0)]))
        self.assertEqual([part["name"] for part in self.draft(number)["attachments"]], ["b.bin"])

    def test_empty_attachment(self):
        number = self.save(to=[BEN], fds=[pipe_of(b"")], attach=("a(sh)", [("empty.bin", 0)]))
        self.assertEqual(self.wait_placed(number)["error"], ("", ""))
        self.drafts("Submit", "(ta{sv})", number, {})
        message = email.message_from_bytes(*self.wait_mail(1, BEN), policy=email.policy.default)
        (part,) = message.iter_attachments()
        self.assertEqual(part.get_payload(decode=True), b"")

    def test_updates_that_cross(self):
        """A change that knew nothing of the one before takes nothing of it back."""
        number = self.save(text="0")
        reader, writer = os.pipe()
        late = self.begin_update(number, fds=[reader], text="1", attach=("a(sh)", [("a.bin", 0)]))
        self.update(number, subject="in between")
        os.close(writer)
        self.daemon.peer.wait_until(lambda: late, "the answer")
        self.assertEqual(late, [NAME + ".Error.Busy"])
        row = self.wait_placed(number)
        self.assertEqual((row["text"], row["subject"], row["attachments"]), ("0", "in between", []))

    def test_updates_at_once(self):
        """Whichever of them wins, its attachments are those that are named."""
        number = self.save(text="0")
        calls = [self.begin_update(number, fds=[pipe_of(b"x")], attach=("a(sh)", [("a.bin", 0)]))
                 if i % 10 == 0 else self.begin_update(number, text=str(i)) for i in range(100)]
        self.daemon.peer.wait_until(lambda: all(calls), "all answers")
        self.assertLessEqual({name for call in calls for name in call},
                             {"done", NAME + ".Error.Busy"})
        self.wait_placed(number)
        ((_, _, message),) = self.wait_server(1)
        self.assertEqual([part.get_filename() for part in message.iter_attachments()],
                         [part["name"] for part in self.draft(number)["attachments"]])

    def begin_update(self, number, fds=(), **keys):
        """An Update that is not waited for: a list that gets the name of its error, or "done"."""
        answers = []
        send = Gio.UnixFDList.new()
        for descriptor in fds:
            send.append(descriptor)
            os.close(descriptor)

        def answered(connection, result):
            try:
                connection.call_with_unix_fd_list_finish(result)
                answers.append("done")
            except GLib.Error as error:
                answers.append(BusError(error).name)
        self.daemon.peer.connection.call_with_unix_fd_list(
            NAME, ROOT, NAME + ".Drafts", "Update",
            GLib.Variant("(ta{sv})", (number, self.variants(keys))), None, Gio.DBusCallFlags.NONE,
            30000, send, None, answered)
        return answers

    def test_too_much_text(self):
        number = self.save(text="x" * (20 << 20))
        self.assert_refused("TooLarge", self.save, text="x" * (20 << 20))
        self.update(number, text="y" * (20 << 20))

    def test_discarded(self):
        number = self.save(text="no")
        self.wait_placed(number)
        self.drafts("Discard", "(t)", number)
        self.assertIsNone(self.draft(number))
        self.wait_server(0)
        self.assert_refused("NotFound", self.drafts, "Discard", "(t)", number)
        self.assert_refused("NotFound", self.update, number, text="x")

    def test_submitted(self):
        number = self.save(fds=[pipe_of(b"data")], subject="ready", text="Hi\n",
                           attach=("a(sh)", [("a.bin", 0)]))
        self.wait_placed(number)
        self.assert_refused("org.freedesktop.DBus.Error.InvalidArgs", self.drafts, "Submit",
                            "(ta{sv})", number, {})
        self.update(number, to=[BEN])
        sent = self.drafts("Submit", "(ta{sv})", number, {})
        self.assertIsNone(self.draft(number))
        self.wait_state(sent, "sent")
        message = email.message_from_bytes(self.wait_mail(1, BEN)[0], policy=email.policy.default)
        self.assertEqual(message["Subject"], "ready")
        self.wait_server(0)

    def test_wrong_addresses_are_named(self):
        message = self.assert_refused("org.freedesktop.DBus.Error.InvalidArgs", self.save,
                                      to=["ben@example.org\r\nX: y"])
        self.assertIn("to", message)
        self.assertEqual(self.drafts("List"), [])

    def test_no_folder(self):
        self.give_role("none")
        number = self.save(text="alone")
        row = self.daemon.peer.wait_until(
            lambda: self.draft(number) if self.draft(number)["error"][0] else None, "an error", 30)
        self.assertEqual(row["error"][0], "NoFolder")
        self.give_role("drafts")
        self.assertEqual(self.wait_placed(number)["error"], ("", ""))


class Killed(DraftsTest):

    def test_right_behind_the_answers(self):
        number = self.save(fds=[pipe_of(b"data")], text="x", attach=("a(sh)", [("a", 0)]))
        self.daemon.kill9()
        self.daemon.start()
        self.assertEqual(self.draft(number)["attachments"][0]["size"], 4)
        self.wait_placed(number)
        self.update(number, text="y")
        self.daemon.kill9()
        self.daemon.start()
        self.assertEqual(self.draft(number)["text"], "y")
        self.wait_placed(number)
        self.wait_server(1)
        self.drafts("Discard", "(t)", number)
        self.daemon.kill9()
        self.daemon.start()
        self.assertIsNone(self.draft(number))
        self.wait_server(0)

    def test_nothing_is_left_behind(self):
        number = self.save(fds=[pipe_of(b"data")], text="x", attach=("a(sh)", [("a", 0)]))
        self.wait_placed(number)
        self.drafts("Discard", "(t)", number)
        self.wait_server(0)

        def rows():
            with sqlite3.connect(os.path.join(self.daemon.data, "state.db")) as database:
                return [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                        for table in ("octets", "draft", "draft_part")]
        self.daemon.peer.wait_until(lambda: rows() == [0, 0, 0], "empty tables", 30)


class Elsewhere(DraftsTest):

    def placed(self):
        number = self.save(to=[BEN], subject="shared", text="ours\n")
        self.wait_seen(number)
        ((uid, _, message),) = self.wait_server(1)
        return number, uid, message

    def test_deleted(self):
        number, uid, _ = self.placed()
        self.delete(uid)
        self.daemon.synchronise(self.account)
        self.daemon.peer.wait_until(lambda: self.draft(number) is None, "no draft", 30)
        self.assertEqual(self.server.contents("Drafts"), [])

    def test_edited_is_taken_over(self):
        for other_id in (False, True):
            with self.subTest(other_id=other_id):
                number, uid, message = self.placed()
                message.set_content("theirs\n")
                message["Cc"] = "cy@example.org"
                message["Bcc"] = "secret@example.org"
                message.add_attachment(b"\0\1", "application", "octet-stream", filename="t.bin")
                if other_id:
                    message.replace_header("Message-ID", "<other@example.org>")
                self.replace(uid, message)
                self.daemon.synchronise(self.account)
                row = self.daemon.peer.wait_until(
                    lambda: self.draft(number) if self.draft(number)["text"] == "theirs\n" else None,
                    "their text", 30)
                self.assertEqual((row["to"], row["cc"], row["bcc"]),
                                 ([BEN], ["cy@example.org"], ["secret@example.org"]))
                self.assertEqual(row["attachments"][0]["name"], "t.bin")
                self.update(number, subject="again")
                self.wait_placed(number)
                ((_, _, message),) = self.wait_server(1)
                self.assertEqual(message["Subject"], "again")
                self.drafts("Discard", "(t)", number)
                self.wait_server(0)

    def test_edited_on_both_sides_keeps_both(self):
        number, uid, message = self.placed()
        message.set_content("theirs\n")
        self.replace(uid, message)
        self.update(number, text="ours, newer\n")
        self.wait_placed(number)
        self.wait_server(2)
        texts = self.daemon.peer.wait_until(
            lambda: {row["text"] for row in self.drafts("List")}
            if len(self.drafts("List")) == 2 else None, "two drafts", 30)
        self.assertEqual(texts, {"theirs\n", "ours, newer\n"})

    def test_deleted_there_changed_here(self):
        number, uid, _ = self.placed()
        self.delete(uid)
        self.update(number, text="kept\n")
        self.wait_placed(number)
        ((_, _, message),) = self.wait_server(1)
        self.assertEqual(message.get_content().strip(), "kept")


if __name__ == "__main__":
    tap.main()
