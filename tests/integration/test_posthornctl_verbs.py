#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""posthornctl on messages: what is done, what it says of it, and what it lists of them."""

import email.policy
import json
import os
import pty
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import process, tap  # noqa: E402
from support.daemon import program  # noqa: E402
from support.posthornctl import FAILED, NOT_FOUND, USAGE, PosthornctlTest  # noqa: E402

DAY = 86400
BEGAN = 1767225600  # 2026-01-01
SENDERS = ("anna@example.net", "ben@example.net", "carl@example.net", "dora@example.net")


def mail(number, subject=None, reply_to=None, attachment=None):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = SENDERS[number % len(SENDERS)]
    message["To"] = "anna@example.org"
    message["Subject"] = subject or f"Number {number}"
    message["Message-ID"] = f"<{number}@example.net>"
    if reply_to is not None:
        message["In-Reply-To"] = f"<{reply_to}@example.net>"
    message.set_content(f"This is message number{number}.\n")
    if attachment:
        message.add_attachment(b"\0\1\2" * 40, "application", "octet-stream", filename=attachment)
    return bytes(message)


class MailTest(PosthornctlTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        self.server.create("Projects/one")
        for number in range(4):
            self.server.deliver(mail(number), date=BEGAN + number * DAY + 43200)
        self.server.deliver(mail(4, "Re: Number 0", 0, "../report.bin"), flags=["\\Seen"],
                            date=BEGAN + 4 * DAY + 43200)
        self.account = self.daemon.add_account(self.server)
        self.folders = self.daemon.folders(self.account)
        self.ids = [row["id"] for row in self.daemon.list(keys=["id"], sort="date-asc")]

    def row(self, number, *keys):
        return self.daemon.call("Messages", "Get", "(atas)", [number], list(keys))[0]

    def place(self, number):
        return self.daemon.get(self.row(number, "folder")["folder"], "Folder", "Path")


class Verbs(MailTest):
    def test_marks(self):
        self.assertEqual(self.run_client("read", *self.ids[:3]), "3 messages marked as read\n")
        self.assertEqual(self.run_client("unread", self.ids[0], self.ids[0]),
                         "1 message marked as unread\n", "named twice, counted once")
        self.assertEqual([self.row(one, "unread")["unread"] for one in self.ids],
                         [True, False, False, True, False])
        self.assertEqual(self.run_client("flag", self.ids[0]), "1 message flagged\n")
        self.run_client("flag", "--keyword", "Work", "--keyword", "Later", self.ids[1])
        self.assertEqual(set(self.row(self.ids[0], "flags")["flags"]), {"\\Flagged"})
        self.assertEqual(set(self.row(self.ids[1], "flags")["flags"]), {"\\Seen", "Work", "Later"})
        self.run_client("unflag", self.ids[0])
        self.run_client("unflag", "--keyword", "Later", self.ids[1])
        self.assertEqual(self.row(self.ids[0], "flags")["flags"], [])
        self.assertEqual(set(self.row(self.ids[1], "flags")["flags"]), {"\\Seen", "Work"})

    def test_moves(self):
        self.assertEqual(self.run_client("move", *self.ids[:2], "work/Projects/one"),
                         "2 messages moved to work/Projects/one\n")
        self.assertEqual(self.run_client("move", *self.ids[:3], "work/Projects/one"),
                         "1 message moved to work/Projects/one; 2 were there already\n")
        self.assertEqual(self.run_client("move", self.ids[0], "work/Projects/one"),
                         "0 messages moved to work/Projects/one; 1 was there already\n")
        self.assertIn("work/Projects", self.refusal("move", self.ids[0], "work/Projects",
                                                    status=FAILED))
        self.assertEqual([self.place(one) for one in self.ids],
                         ["Projects/one"] * 3 + ["INBOX"] * 2)
        self.assertEqual(self.run_client("copy", self.ids[3], "work/archive"),
                         "1 message copied to work/archive\n")
        self.daemon.peer.wait_until(
            lambda: len(self.server.contents("Archive")) == 1, "the copy", 20)
        self.assertEqual(self.place(self.ids[3]), "INBOX")

    def test_filing(self):
        self.assertEqual(self.run_client("archive", self.ids[0]), "1 message archived\n")
        self.assertEqual(self.run_client("spam", "--block", self.ids[1]),
                         "1 message moved to junk, and its sender put on the blacklist\n")
        self.assertEqual(self.run_client("spam", self.ids[2]), "1 message moved to junk\n")
        self.assertEqual([self.place(one) for one in self.ids[:3]], ["Archive", "Junk", "Junk"])
        self.assertEqual(self.run_client("blacklist"), SENDERS[1] + "\n")
        self.assertEqual(self.run_client("not-spam", self.ids[1]),
                         "1 message moved back to the inbox\n")
        self.assertEqual((self.place(self.ids[1]), self.run_client("blacklist")), ("INBOX", ""))

    def test_deletes(self):
        self.assertEqual(self.run_client("delete", self.ids[0]), "1 message deleted\n")
        self.assertEqual(self.place(self.ids[0]), "Trash")
        self.assertEqual(self.run_client("delete", "--permanently", self.ids[1]),
                         "1 message deleted for good\n")
        self.refusal("show", self.ids[1], status=NOT_FOUND)
        self.daemon.peer.wait_until(
            lambda: len(self.server.contents("INBOX")) == 3, "both gone", 20)

    def test_whole_folders(self):
        self.assertEqual(self.run_client("mark-all-read", "work/inbox"),
                         "4 messages of work/inbox marked as read\n")
        self.assertEqual(self.run_json("mark-all-read", "work/inbox"),
                         {"verb": "mark-all-read", "count": 0, "folder": self.folders["INBOX"]})
        self.run_client("delete", *self.ids[:2])
        self.assertIn("--yes", self.refusal("empty", "work/trash"))
        self.assertEqual(self.place(self.ids[0]), "Trash", "nothing was done")
        self.assertEqual(self.run_client("empty", "work/trash", "--yes"),
                         "2 messages of work/trash deleted for good\n")
        self.assertIn("only these", self.refusal("empty", "work/inbox", "--yes", status=FAILED))

    def test_emptying_asks_on_a_terminal(self):
        self.run_client("delete", *self.ids[:2])
        said, status = self.at_terminal("n", "empty", "work/trash")
        self.assertIn("Remove 2 messages of work/trash for good", said)
        self.assertEqual((status, self.place(self.ids[0])), (FAILED, "Trash"))
        said, status = self.at_terminal("y", "empty", "work/trash")
        self.assertIn("2 messages of work/trash deleted for good", said)
        self.assertEqual(status, 0)
        said, status = self.at_terminal("y", "empty", "work/inbox")
        self.assertNotIn("Remove", said, "nobody is asked about what cannot be done")
        self.assertEqual((status, len(said.split("only these"))), (FAILED, 2))

    def at_terminal(self, answer, *arguments):
        """What the client shows when ANSWER is typed, and its exit status."""
        ours, theirs = pty.openpty()
        child = subprocess.Popen([program("posthornctl"), *arguments], env=self.bus.environment,
                                 stdin=theirs, stdout=theirs, stderr=theirs)
        process.at_end(child.kill)
        os.close(theirs)
        os.write(ours, answer.encode() + b"\n")
        said = b""
        try:
            while chunk := os.read(ours, 4096):
                said += chunk
        except OSError:  # how a terminal ends
            pass
        os.close(ours)
        return said.decode(), child.wait(20)


class Pipes(MailTest):
    def test_what_list_prints_goes_on(self):
        listed = self.run_client("list", "--json", "--unread")
        self.assertEqual(self.run_client("read", "-", said=listed), "4 messages marked as read\n")
        self.assertEqual(self.run_json("move", "-", "work/archive", said=listed),
                         {"verb": "move", "count": 4, "ids": self.ids[3::-1],
                          "folder": self.folders["Archive"]})
        listed = self.run_client("--json", "list", "--unread")
        self.assertEqual(self.run_client("read", "-", said=listed), "0 messages marked as read\n")

    def test_lines_words_and_numbers(self):
        lines = f"{self.ids[0]}\n{self.ids[1]} {self.ids[0]}\n"
        self.assertEqual(self.run_client("read", self.ids[2], "-", said=lines),
                         "3 messages marked as read\n")
        self.assertEqual(self.run_client("unread", "-", said=json.dumps(self.ids[:2])),
                         "2 messages marked as unread\n")

    def test_rubbish(self):
        for said in ("a", "0", "-1", "1.5", "1\0" + str(self.ids[0]), "18446744073709551616",
                     "[", "[0]", '[{"subject": 1}]', '["1"]', '{"id": 1}', "[1.5]", "[-1]"):
            self.refusal("read", self.ids[0], "-", said=said)
        self.refusal("read", "first")
        self.refusal("move", self.ids[0], "inbox")
        self.refusal("move", "work/inbox")
        self.assertTrue(self.row(self.ids[0], "unread")["unread"], "nothing was done")

    def test_the_daemons_errors_as_they_are(self):
        with self.assertRaises(Exception) as caught:
            self.daemon.call("Messages", "MarkRead", "(at)", [self.ids[0], 424242])
        self.assertEqual(self.refusal("read", self.ids[0], 424242, status=NOT_FOUND),
                         f"posthornctl: {caught.exception.message}\n")
        self.refusal("move", self.ids[0], 424242, "work/archive", status=NOT_FOUND)
        self.refusal("move", self.ids[0], "work/nowhere", status=NOT_FOUND)
        self.refusal("flag", "--keyword", "a b", self.ids[0])
        many = "\n".join(str(one) for one in range(1, 100002))
        self.assertIn("100001", self.refusal("read", "-", said=many, status=USAGE))
        self.daemon.set(self.folders["Archive"], "Folder", "Role", "s", "none")
        self.assertIn("archive", self.refusal("archive", self.ids[0], status=NOT_FOUND))
        self.assertTrue(self.row(self.ids[0], "unread")["unread"], "nothing was done")


class Lists(MailTest):
    def found(self, *arguments):
        return [self.ids.index(row["id"]) for row in self.run_json("list", *arguments)]

    def test_filters(self):
        self.run_client("flag", self.ids[1])
        self.run_client("archive", self.ids[3])
        for wanted, *filters in (
                ([4, 3, 2, 1, 0],), ([3, 2, 1, 0], "--unread"), ([1], "--flagged"),
                ([4], "--attachments"), ([4, 3, 2, 1, 0], "--unprocessed"),
                ([4, 2, 1, 0], "work/inbox"), ([3], "--role", "archive"),
                ([4, 0], "--from", "anna"), ([2], "--text", "number2"),
                ([4, 3], "--since", "2026-01-04"), ([1, 0], "--before", "2026-01-03"),
                ([2, 1], "--since", "2026-01-02", "--before", "2026-01-04"),
                ([], "--since", "2026-01-04", "--before", "2026-01-02"),
                ([0, 1, 2, 3, 4], "--sort", "date-asc"), ([3, 2], "--limit", 2, "--offset", 1),
                ([], "--offset", 5), ([0], "--unread", "--sort", "rank", "--from", "anna")):
            with self.subTest(filters=filters):
                self.assertEqual(self.found(*filters), wanted)

    def test_own_mail_shows_whom_it_went_to(self):
        self.server.deliver(mail(9, "Sent by me"), folder="Sent")
        self.daemon.synchronise(self.account)
        for arguments in (["work/sent"], ["--text", "Sent"]):
            line, = (line for line in self.run_client("list", *arguments).splitlines()
                     if "Sent by me" in line)
            self.assertIn("To: anna@example.org", line)
            self.assertNotIn("example.net", line)

    def test_wrong_filters(self):
        for filters in (("--sort", "newest"), ("--sort", "rank"), ("--since", "soon"),
                        ("--thread", "0"), ("--thread", "x"), ("--role", "chef"),
                        ("--limit", "0"), ("--limit", "1001"), ("--offset", "-1"),
                        ("--text", "a" * 1001)):
            self.refusal("list", *filters)

    def test_conversations(self):
        rows = self.run_json("thread", self.ids[4])
        self.assertEqual([row["id"] for row in rows], [self.ids[0], self.ids[4]])
        self.assertEqual(self.found("--thread", rows[0]["thread"]), [4, 0])
        self.assertEqual(self.run_client("thread", self.ids[1]).count("Number 1"), 1)
        self.refusal("thread", "424242", status=NOT_FOUND)

    def test_changes(self):
        began = self.run_json("changes")
        self.assertEqual((began["added"], began["changed"], began["removed"]), ([], [], []))
        self.run_client("read", self.ids[1])
        self.run_client("delete", "--permanently", self.ids[0])
        said = self.run_client("changes", began["revision"]).splitlines()
        self.assertIn(f"changed {self.ids[1]}", said)
        self.assertIn(f"removed {self.ids[0]}", said)
        self.assertRegex(said[-1], r"^revision \d+$")
        self.refusal("changes", "yesterday")
        self.assertTrue(self.refusal("changes", 2 ** 50, status=FAILED))

    def test_saving_an_attachment(self):
        folder = process.Folder("ph-saved-")
        (part,) = self.row(self.ids[4], "attachments")["attachments"]
        number = self.ids[4]
        self.assertEqual(self.run_client("save", number, part["part"], folder=folder.path),
                         "report.bin saved (120 bytes)\n")
        with open(folder / "report.bin", "rb") as file:
            self.assertEqual(file.read(), b"\0\1\2" * 40)
        self.assertIn("there already", self.refusal("save", number, part["part"], status=FAILED,
                                                    folder=folder.path))
        self.assertEqual(self.run_json("save", number, part["part"], "two", folder=folder.path),
                         {"file": "two", "size": 120})
        self.assertEqual(sorted(os.listdir(folder.path)), ["report.bin", "two"])
        self.refusal("save", number, "9.9", status=NOT_FOUND, folder=folder.path)
        folder.remove()


if __name__ == "__main__":
    tap.main()
