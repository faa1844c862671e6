#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is composed, read by Python's email package, which knows nothing of this project."""

import email
import email.policy
import os
import random
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))

import gi  # noqa: E402

gi.require_version("GLib", "2.0")
from gi.repository import GLib  # noqa: E402

import tap  # noqa: E402

TYPE = "(sasasasas" + "s" * 10 + "xia(sssb))"
WORDS = ["Grüße", "lunch", "👩‍👩‍👧‍👦", "שלום", "漢字", "a" * 90, "(x)", "\"q\"", "=?x?=", "100%",
         "a;b", "it's"]

# Between two encoded words of a name this package leaves a space that is not there.
NAME_LENGTH = 11
ROUNDS = 150


def compose(draft, contents=()):
    text = GLib.Variant(TYPE, draft).print_(False)
    done = subprocess.run([os.environ["COMPOSE_ONE"], *contents], input=text.encode(),
                          capture_output=True, check=True)
    return email.message_from_bytes(done.stdout, policy=email.policy.default), done.stdout


def draft(subject="", name="", text="", html="", parts=(), recipients=("b@example.org",)):
    sender = f'"{name}" <a@example.org>' if name else "a@example.org"
    return (sender, list(recipients), [], ["hidden@example.org"], [], subject, text, html, "", "",
            "", "", "1@example.org", "0@example.org", "x@example.org 0@example.org", 1795703549, 60,
            list(parts))


class SecondOpinion(unittest.TestCase):
    def setUp(self):
        self.random = random.Random(5)

    def words(self, most):
        return " ".join(self.random.choices(WORDS, k=self.random.randint(1, most)))

    def test_header(self):
        for _ in range(ROUNDS):
            subject = self.words(12)
            name = self.words(2).replace("\"", "'")[:NAME_LENGTH].strip()
            message, _ = compose(draft(subject, name, "x"))
            self.assertEqual(message["subject"], subject)
            self.assertEqual(message["from"].addresses[0].display_name, name)
            self.assertEqual(message["from"].addresses[0].addr_spec, "a@example.org")
            self.assertEqual(message["bcc"], "hidden@example.org")
            self.assertEqual(message["date"].datetime.timestamp(), 1795703549)
            self.assertEqual(message["references"], "<x@example.org> <0@example.org>")
            self.assertFalse(message.defects)

    def test_parts(self):
        for _ in range(ROUNDS):
            names = [self.words(3) + ".pdf" for _ in range(3)]
            contents = [self.words(40) for _ in names]
            parts = [(name, "application/pdf", "", False) for name in names]
            message, _ = compose(draft(text="x", parts=parts), contents)
            found = list(message.iter_attachments())
            self.assertEqual([part.get_filename() for part in found], names)
            self.assertEqual([part.get_content().decode() for part in found], contents)

    def test_bodies(self):
        for _ in range(ROUNDS):
            html = f"<p>{self.words(60)}</p>"
            text = "\n".join(self.words(60) for _ in range(3))
            message, octets = compose(draft(text=text, html=html))
            plain = message.get_body(("plain",)).get_content().replace("\r", "")
            self.assertEqual(plain.replace(" \n", " "), text + "\n")
            shown = message.get_body(("html",)).get_content().replace("\r", "")
            self.assertEqual(shown, html + "\n")
            self.assertTrue(octets.isascii())
            self.assertLessEqual(max(map(len, octets.split(b"\r\n"))), 998)

    def test_many_recipients(self):
        people = [f"Pérson {number} <p{number}@example.org>" for number in range(1000)]
        message, _ = compose(draft("x", recipients=people))
        self.assertEqual([str(address) for address in message["to"].addresses], people)


if __name__ == "__main__":
    tap.main()
