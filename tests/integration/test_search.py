#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The full text of real mail: what is found, from where, in which order, and for how long."""

import base64
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.daemon import program  # noqa: E402
from support.peer import variants  # noqa: E402

INVALID = "org.freedesktop.DBus.Error.InvalidArgs"
PATIENCE = 30


def plain(subject, text, number=1, sender="Anna Kühn <anna@kuehn.example>"):
    return (f"From: {sender}\r\nTo: Bo Berg <bo@berg.example>\r\nSubject: {subject}\r\n"
            f"Message-ID: <{number}@search.example>\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
            f"\r\n{text}\r\n").encode()


def html(subject, markup, number):
    return plain(subject, markup, number).replace(b"text/plain", b"text/html")


def with_attachment(subject, name, number):
    content = base64.b64encode(b"nothing that is read").decode()
    return (f"From: anna@kuehn.example\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
            f"Message-ID: <{number}@search.example>\r\n"
            f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee there\r\n--b\r\n"
            f"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{content}\r\n--b--\r\n"
            ).encode()


class Search(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()

    def count(self, **filters):
        return self.daemon.call("Messages", "Count", "(a{sv})", variants(filters))

    def subjects(self, **filters):
        return [row["subject"] for row in self.daemon.list(keys=["subject"], **filters)]

    def wait_found(self, text, subjects):
        """The index follows the mail without saying so."""
        end = time.monotonic() + PATIENCE
        while self.subjects(text=text) != subjects:
            self.assertLess(time.monotonic(), end, f"{text!r} finds {self.subjects(text=text)}, "
                                                   f"not {subjects}")

    def fill(self, *mails):
        for number, raw in enumerate(mails):
            self.server.deliver(raw, date=generator.NOW + number)
        return self.daemon.add_account(self.server)

    def test_what_is_found(self):
        self.fill(plain("one", "Herr Müller trinkt grünen Tee.", 1),
                  plain("two", "Frau Obermüller war in 北京大学.", 2),
                  html("three", "<p>Liebe <b>Gr&uuml;&szlig;e</b> aus <script>var geheim;</script>"
                                "Stuttgart</p><style>.klasse{}</style>", 3),
                  with_attachment("four", "Rechnung_2026.pdf", 4),
                  plain("five", "x" * 200_000 + " weit hinten", 5))
        self.wait_found("see there", ["four"])
        self.wait_found("tee", ["one"])
        for text, found in (
                ("MULLER", ["two", "one"]), ("\"müller\"", ["one"]), ("ermüll", ["two"]),
                ("muller tee", ["one"]), ("\"grünen tee\"", ["one"]), ("\"tee grünen\"", []),
                ("\"grünen te\"", []), ("\"grünen te\"*", ["one"]), ("京大", ["two"]),
                ("北", ["two"]), ("grusse stuttgart", ["three"]), ("geheim", []), ("klasse", []),
                ("strong", []), ("rechnung 2026", ["four"]), ("weit hinten", ["five"]),
                ("kühn one herr", ["one"]), ("kühn absent", []), ("berg two", ["two"]),
                ("in", ["two"]), ("i", ["two"]), ("i two", [])):
            self.assertEqual(self.subjects(text=text), found, text)
            self.assertEqual(self.count(text=text), len(found), text)
        self.assertEqual(len(self.subjects(**{"from": "kuehn.example"})), 5)
        self.assertEqual(self.subjects(**{"from": "kuehn", "text": "tee"}), ["one"])
        self.assertEqual(self.subjects(**{"from": "tee"}), [])

    def test_order_and_filter(self):
        self.fill(plain("mention", "first of all many words and only then tea", 1),
                  plain("tea", "tea tea tea", 2),
                  plain("steam", "nothing", 3))
        self.wait_found("tea", ["steam", "tea", "mention"])
        self.assertEqual(self.subjects(text="tea", sort="date-asc"), ["mention", "tea", "steam"])
        self.assertEqual(self.subjects(text="tea", sort="rank"), ["tea", "mention", "steam"])
        self.assertEqual(self.subjects(text="tea", role="trash"), [])
        self.assertEqual(self.subjects(text="tea", role="inbox", since=generator.NOW + 2),
                         ["steam"])
        self.assertIn("sort", self.assert_refused(INVALID, self.subjects, sort="rank"))

    def test_any_words(self):
        self.fill(plain("one", "something", 1))
        self.wait_found("something", ["one"])
        for text in ("", "*", "\"", "\"\"", "AND", "NOT one OR", "one AND", "NEAR(one two)", "(((",
                     "subject : one", "^one *", "-", "'; --", "😀", "\\", "%", "\x01\x7f", "\u202e"):
            self.assertLessEqual(self.count(text=text), 1, text)
            self.subjects(text=text, sort="rank")
        self.assertEqual(self.subjects(text="one* 😀 -something"), ["one"])
        for key in ("text", "from"):
            message = self.assert_refused(INVALID, self.subjects, **{key: "x" * 100_000})
            self.assertIn(key, message)
            self.assertIn(key, self.assert_refused(INVALID, self.count, **{key: ("u", 7)}))

    def test_changes(self):
        account = self.fill(plain("goes", "ephemeral", 1), plain("moves", "wandering", 2))
        self.wait_found("ephemeral", ["goes"])
        self.wait_found("wandering", ["moves"])
        self.server.create("Elsewhere")
        with self.server.imap() as session:
            session.select("INBOX")
            session.uid("STORE", "1", "+FLAGS", r"(\Deleted)")
            session.expunge()
            session.uid("MOVE", "2", "Elsewhere")
        self.server.deliver(plain("comes", "arriving", 3))
        self.daemon.synchronise(account)
        self.assertEqual(self.subjects(text="ephemeral"), [])
        self.assertEqual(self.subjects(text="wandering"), ["moves"])
        self.wait_found("arriving", ["comes"])
        self.assertEqual(self.subjects(text="wandering", role="inbox"), [])

    def test_restart(self):
        """Killed at any time, the index is complete a little after the next start."""
        mails = [plain(f"number {number}", f"text{number}", number) for number in range(300)]
        self.fill(*mails)
        self.daemon.kill9()
        self.daemon.start()
        self.wait_found("text0", ["number 0"])
        self.assertEqual(self.count(text="text"), 300)

    def test_damaged_index(self):
        self.fill(plain("one", "something", 1))
        self.wait_found("something", ["one"])
        self.daemon.stop()
        path = os.path.join(self.daemon.data, "text.db")
        with open(path, "r+b") as file:
            file.write(b"no database" * 100)
        self.daemon.start()
        self.wait_found("something", ["one"])
        self.assertEqual([name for name in os.listdir(self.daemon.data) if "corrupt" in name], [])

    def test_posthornctl(self):
        self.fill(plain("one", "green tea", 1), plain("two", "tea of another green", 2))
        self.wait_found("tea", ["two", "one"])

        def run(*arguments):
            done = subprocess.run([program("posthornctl"), *arguments], env=self.bus.environment,
                                  capture_output=True, text=True, timeout=60, check=True)
            return done.stdout

        def found(*arguments):
            return [row["subject"] for row in json.loads(run("--json", *arguments))]
        self.assertEqual(found("search", "tea", "green"), ["two", "one"])
        self.assertEqual(found("search", '"green tea"'), ["one"])
        self.assertEqual(found("search", "--in", "work/inbox", "--sort", "rank", "tea"), ["one", "two"])
        self.assertEqual(found("list", "--text", "green tea", "--from", "kühn", "work"),
                         ["two", "one"])
        self.assertIn("SUBJECT", run("search", "tea"))


if __name__ == "__main__":
    tap.main()
