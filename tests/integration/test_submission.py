#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One session with a real Postfix: what it takes, what it refuses, and what arrives."""

import contextlib
import os
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import postfix, process, tap  # noqa: E402
from support.dovecot import Dovecot  # noqa: E402
from support.scripted_smtp import CAPABILITY, ScriptedSmtp, close, in_turn, when  # noqa: E402

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CLIENT = os.environ.get("SMTP_CLIENT", os.path.join(TOP, "build/tests/smtp-client"))
ANNA = "anna@example.org"
SENDER = "me@example.org"
MESSAGE = (b"From: me@example.org\nTo: anna@example.org\nBcc: secret@example.org,\n other@x.org\n"
           b"Date: Thu, 26 Nov 2026 12:00:00 +0000\nMessage-ID: <%d@example.org>\n"
           b"Subject: one\n\n.first\n..\n.\nGr\xc3\xbc\xc3\x9fe\r\nend")
SIMPLE = ("mail.example.org", "8BITMIME", "AUTH PLAIN")
LARGE = 64  # MiB
GROWTH = 24 * 1024  # KiB; with the sanitizers, whose quarantine alone takes 16 MiB


def arrived_form(message):
    """What must arrive: CRLF, without Bcc."""
    text = message.replace(b"\r\n", b"\n").replace(b"Bcc: secret@example.org,\n other@x.org\n", b"")
    return (text if text.endswith(b"\n") else text + b"\n").replace(b"\n", b"\r\n")


class ClientTest(unittest.TestCase):
    """self.server is what self.run_client() talks to."""

    server = None

    def setUp(self):
        self.parts = contextlib.ExitStack()
        self.addCleanup(self.parts.close)
        self.folder = process.Folder("ph-mail-")
        self.addCleanup(self.folder.remove)

    def write(self, octets, name="message"):
        with open(self.folder / name, "wb") as file:
            file.write(octets)
        return self.folder / name

    def run_client(self, *messages, tls="implicit", port=None, password="sesame", **changes):
        values = {"host": "localhost", "ca_file": self.server.ca_file, **changes}
        done = subprocess.run(
            [CLIENT, values["host"], str(port or self.port(tls)), tls, values["ca_file"] or "",
             ANNA, SENDER, *(word for message in messages for word in message)],
            input=password + "\n", capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.stderr, "")
        self.assertNotIn("sesame", done.stdout)
        return done.stdout.splitlines()

    def port(self, _tls):
        return self.server.port

    def assert_failed(self, lines, name, *words):
        self.assertEqual(lines[0].split()[:2], ["failed", name])
        for word in (*words, "localhost"):
            self.assertIn(word, lines[0])


@unittest.skipUnless(postfix.usable(), "Postfix can be started by root only")
class SubmissionTest(ClientTest):

    def setUp(self):
        super().setUp()
        self.dovecot = self.parts.enter_context(Dovecot(extra=postfix.AUTH))

    def diagnostics(self):
        return self.server.log()[-4000:] if self.server else ""

    def start(self, **options):
        self.server = self.parts.enter_context(postfix.Postfix(self.dovecot, **options))

    def port(self, tls):
        return self.server.port if tls == "implicit" else self.server.starttls_port

    def wait_for_mail(self, count):
        process.wait_for(lambda: self.server.delivered(ANNA) >= count, "mail", timeout=60)
        found = self.dovecot.contents("INBOX", ANNA)
        self.assertEqual(len(found), count)
        return [raw for _, _, raw in found]

    def assert_arrived(self, raw, message):
        """Behind what the servers have put before it."""
        self.assertTrue(raw.endswith(b"\r\n" + arrived_form(message)), raw[:3000])


class Delivery(SubmissionTest):

    def check_both_ways(self, **options):
        self.start(**options)
        for number, tls in enumerate(("implicit", "starttls")):
            path = self.write(MESSAGE % number)
            lines = self.run_client((ANNA, path), tls=tls)
            self.assertEqual(lines[:4], ["open", "envelope", "commit", "sent 250 2.0.0"])
            self.assertEqual(lines[4].split()[:4], [ANNA, "sent", "250", "2.1.5"])
        for number, raw in enumerate(self.wait_for_mail(2)):
            self.assert_arrived(raw, MESSAGE % number)

    def test_chunks_arrive_octet_for_octet(self):
        self.check_both_ways()

    def test_data_arrives_octet_for_octet(self):
        self.check_both_ways(extra="smtpd_discard_ehlo_keywords = chunking")

    def test_one_by_one_arrives_octet_for_octet(self):
        self.check_both_ways(extra="smtpd_discard_ehlo_keywords = chunking, pipelining, dsn, size")

    def test_several_on_one_connection(self):
        self.start()
        paths = [self.write(MESSAGE % number, str(number)) for number in range(20)]
        lines = self.run_client(*((ANNA, path) for path in paths))
        self.assertEqual(lines.count("sent 250 2.0.0"), 20)
        self.wait_for_mail(20)
        process.wait_for(lambda: "auth=1 mail=20" in self.server.log(), "the end of the connection")
        self.assertEqual(self.server.log().count("sasl_method="), 20)
        self.assertEqual(self.server.log().count("auth=1 "), 1, "one login")
        self.assertEqual(self.server.queued(), [f"<{number}@example.org>" for number in range(20)])

    def check_large(self, **options):
        self.start(**options)
        line = bytes(range(33, 109)) + b"\n"
        message = MESSAGE % 1 + b"\n" + line * (LARGE * 1024 * 1024 // len(line))
        lines = self.run_client((ANNA, self.write(message)))
        self.assertIn("sent 250 2.0.0", lines)
        grown = int(lines[-1].split()[1])
        print(f"{LARGE} MiB: grown by {grown} KiB")
        self.assertLess(grown, GROWTH)
        self.assert_arrived(self.wait_for_mail(1)[0], message)

    def test_large_in_chunks_is_streamed(self):
        self.check_large()

    def test_large_by_data_is_streamed(self):
        self.check_large(extra="smtpd_discard_ehlo_keywords = chunking")


class Refusals(SubmissionTest):

    def test_one_of_three_recipients(self):
        self.start(recipients={"no@example.org": "550 5.1.1 nobody of that name",
                               "later@example.org": "451 4.7.1 greylisted"})
        lines = self.run_client((f"no@example.org,{ANNA},later@example.org", self.write(MESSAGE % 1)))
        self.assertEqual(lines[:4], ["open", "envelope", "commit", "sent 250 2.0.0"])
        self.assertRegex(lines[4], "^no@example.org permanent 550 5.1.1 .*nobody of that name")
        self.assertRegex(lines[5], f"^{ANNA} sent 250 2.1.5 ")
        self.assertRegex(lines[6], "^later@example.org temporary 451 4.7.1 .*greylisted")
        self.assert_arrived(self.wait_for_mail(1)[0], MESSAGE % 1)

    def check_all_refused(self, **options):
        self.start(recipients={"no@example.org": "550 5.1.1 nobody",
                               "later@example.org": "451 4.7.1 greylisted"}, **options)
        path = self.write(MESSAGE % 1)
        lines = self.run_client(("no@example.org", path), ("later@example.org", path), (ANNA, path))
        self.assertEqual([line.split()[0] for line in lines[1:-1]],
                         ["envelope", "permanent", "no@example.org", "error",
                          "envelope", "temporary", "later@example.org", "error",
                          "envelope", "commit", "sent", ANNA])
        self.assertIn("ServerRejected", lines[4])
        self.assertIn("check the address", lines[4])
        self.wait_for_mail(1)

    def test_all_recipients_and_the_next_message_goes(self):
        self.check_all_refused()

    def test_all_recipients_by_data(self):
        self.check_all_refused(extra="smtpd_discard_ehlo_keywords = chunking")

    def test_all_recipients_one_by_one(self):
        self.check_all_refused(extra="smtpd_discard_ehlo_keywords = chunking, pipelining")

    def test_sender(self):
        self.start(senders={SENDER: "553 5.7.1 not yours"})
        lines = self.run_client((ANNA, self.write(MESSAGE % 1)))
        # Postfix waits for the recipient before it says so.
        self.assertEqual(lines[2], "permanent 553 5.7.1")
        self.assertIn("not yours", lines[4])

    def test_size_before_sending(self):
        self.start(size_limit=100_000)
        lines = self.run_client((ANNA, self.write(MESSAGE % 1 + b"x\n" * 60_000)))
        self.assertEqual(lines[1], "permanent 0 -")
        self.assertRegex(lines[3], "^error TooLarge .*localhost:.*100.0.kB")
        self.assertNotIn("mail=", self.server.log().split("sasl_method=")[-1])

    def check_size_not_told(self, keywords):
        self.start(size_limit=100_000, extra=f"smtpd_discard_ehlo_keywords = size, {keywords}")
        path = self.write(MESSAGE % 1 + b"x\n" * 600_000)
        lines = self.run_client((ANNA, path), (ANNA, self.write(MESSAGE % 2, "small")))
        self.assertIn("permanent 552 5.3.4", lines)
        self.assertIn("error TooLarge", "\n".join(lines))
        self.assertIn("sent 250 2.0.0", lines)
        self.assert_arrived(self.wait_for_mail(1)[0], MESSAGE % 2)

    def test_size_in_chunks(self):
        self.check_size_not_told("dsn")

    def test_size_by_data(self):
        self.check_size_not_told("chunking")


class WrongSettings(SubmissionTest):

    def test_password(self):
        self.start()
        self.assert_failed(self.run_client(password="wrong"), "AuthFailed", ANNA, "535")

    def test_unknown_authority(self):
        self.start()
        for tls in ("implicit", "starttls"):
            lines = self.run_client(tls=tls, ca_file=None)
            self.assert_failed(lines, "TlsFailed", "sha256:")
        self.assertNotIn("sasl_method", self.server.log())

    def test_certificate_of_another_name(self):
        self.start(names="DNS:elsewhere.example")
        for tls in ("implicit", "starttls"):
            self.assert_failed(self.run_client(tls=tls), "TlsFailed", "another name")
        self.assertNotIn("auth=", self.server.log())

    def test_starttls_is_required(self):
        self.start(extra="smtpd_discard_ehlo_keywords = starttls")
        self.assert_failed(self.run_client(tls="starttls"), "TlsFailed", "STARTTLS")
        self.assertNotIn("auth=", self.server.log())

    def test_implicit_tls_on_the_port_of_starttls(self):
        self.start()
        self.assert_failed(self.run_client(port=self.server.starttls_port), "TlsFailed", "starttls")

    def test_port_nobody_listens_on(self):
        self.start()
        self.assert_failed(self.run_client(port=process.free_port()), "ServerUnavailable")


class Whims(ClientTest):
    """What a real server does too rarely."""

    def start(self, tls="implicit", **options):
        self.server = self.parts.enter_context(ScriptedSmtp(tls=tls, **options))

    def outcome(self, lines):
        """Of the one message; None when it did not come to that."""
        found = [line.split()[0] for line in lines if line.startswith(f"{ANNA} ") is False
                 and line.split()[0] in ("sent", "temporary", "permanent", "unknown")]
        return found[0] if found else None

    def check_cut(self, lines_heard):
        """TRUE when the line held."""
        server = self.server
        server.cut_lines, server.cuts = lines_heard, 0
        server.messages.clear()
        lines = self.run_client((ANNA, self.write(MESSAGE % 1)), tls=server.mode)
        outcome = self.outcome(lines)
        if any(message.accepted for message in server.messages):
            self.assertEqual(outcome, "sent", lines)
        elif "commit" in lines:
            self.assertEqual(outcome, "unknown", lines)
            self.assertIn("before you send it again", "\n".join(lines))
        elif lines[0] == "open":
            self.assertEqual(outcome, "temporary", lines)
        else:
            self.assertIn(lines[0].split()[1], ("ServerUnavailable", "TlsFailed"))
        self.assertFalse(server.whole() and outcome == "temporary", "it would be sent twice")
        return not server.cuts

    def test_cut_after_every_line_heard(self):
        for tls, words in (("implicit", (*CAPABILITY, "CHUNKING")), ("starttls", SIMPLE)):
            self.start(tls=tls, capability=words)
            lines = 0
            while not self.check_cut(lines):
                lines += 1
            self.assertGreater(lines, 4)

    def test_end_answered_late(self):
        heard = threading.Event()
        self.start(answers={".": when(heard, "250 2.0.0 at last")})
        path = self.write(MESSAGE % 1)
        timer = threading.Timer(2, heard.set)
        timer.start()
        lines = self.run_client((ANNA, path))
        timer.join()
        self.assertEqual(self.outcome(lines), "sent")
        self.assertEqual([m.message_id for m in self.server.whole()], ["<1@example.org>"])

    def test_end_never_answered(self):
        self.start(answers={".": close})
        self.assertEqual(self.outcome(self.run_client((ANNA, self.write(MESSAGE % 1)))), "unknown")

    def test_rubbish_for_every_answer(self):
        self.start()
        for verb, expected in (("EHLO", None), ("AUTH", None), ("MAIL", "temporary"),
                               ("RCPT", "temporary"), ("DATA", "temporary"), (".", "unknown")):
            for rubbish in ("\0\xff\x1b[2J", "250-open\r\n251 shut", "2" * 100_000):
                self.server.answers = {verb: rubbish}
                lines = self.run_client((ANNA, self.write(MESSAGE % 1)))
                self.assertEqual(self.outcome(lines), expected, (verb, rubbish[:20], lines))
                self.assertFalse(any(ord(letter) < 32 for line in lines for letter in line))

    def test_greylisting(self):
        self.start(answers={"RCPT": in_turn("451 4.7.1 later", "250 2.1.5 ok")})
        path = self.write(MESSAGE % 1)
        lines = self.run_client((ANNA, path), (ANNA, path))
        self.assertIn("temporary 451 4.7.1", lines)
        self.assertIn("sent 250 2.0.0", lines)
        self.assertEqual(len(self.server.whole()), 1)

    def test_login_only(self):
        self.start(capability=(*SIMPLE[:-1], "AUTH LOGIN"))
        self.assertEqual(self.outcome(self.run_client((ANNA, self.write(MESSAGE % 1)))), "sent")
        self.assertIn("AUTH LOGIN", self.server.commands)

    def test_octets_behind_the_answer_to_starttls(self):
        self.start(tls="starttls", answers={"STARTTLS": "220 go\n250 AUTH PLAIN"})
        self.assert_failed(self.run_client(tls="starttls"), "TlsFailed")
        self.assertEqual(self.server.commands[1:], ["STARTTLS"])


if __name__ == "__main__":
    tap.main()
