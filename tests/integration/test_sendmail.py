#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""posthorn-sendmail as git send-email, mutt, cron and others call it, against a real Postfix."""

import email
import email.policy
import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import process, tap  # noqa: E402
from support.daemon import NAME, ROOT, program  # noqa: E402
from support.desktop_mocks import Refused, Service  # noqa: E402
from support.rig import RigTest  # noqa: E402
from support.scripted_smtp import ScriptedSmtp  # noqa: E402
from support.sending_rig import BEN, OutboxCalls, SendingTest  # noqa: E402

EX_USAGE, EX_DATAERR, EX_UNAVAILABLE, EX_TEMPFAIL, EX_CONFIG = 64, 65, 69, 75, 78
ANNA, CY, DORA, EVE = "anna@example.org", "cy@example.org", "dora@example.org", "eve@example.org"
HEADER = (b"From: Anna <anna@example.org>\nTo: Ben <ben@example.org>\n"
          b"Date: Thu, 26 Nov 2026 12:00:00 +0000\nMessage-ID: <sendmail@example.org>\n"
          b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n")
MESSAGE = HEADER + b"\n.first\n..\n.\nFrom here on: Gr\xc3\xbc\xc3\x9fe\r\nend"


def has_git_send_email():
    if not shutil.which("git"):
        return False
    path = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout
    return os.path.exists(path.strip() + "/git-send-email")


def on_the_wire(message):
    text = message.replace(b"\r\n", b"\n")
    return (text if text.endswith(b"\n") else text + b"\n").replace(b"\n", b"\r\n")


class SendmailCalls:

    def sendmail(self, *arguments, said=MESSAGE, status=0):
        """Its standard error, one line or nothing."""
        done = subprocess.run([program("posthorn-sendmail"), *arguments], input=said,
                              env=self.bus.environment, capture_output=True, timeout=60,
                              check=False)
        complaint = done.stderr.decode()
        self.assertEqual((done.returncode, done.stdout), (status, b""), complaint)
        self.assertEqual(complaint.count("\n"), 1 if status else 0, complaint)
        return complaint


class SendmailTest(SendmailCalls, SendingTest):

    def assert_arrived(self, *users, message=MESSAGE):
        """At each of USERS, octet for octet, and at nobody else's."""
        rows = self.outbox("List")
        self.assertEqual(sorted(rows[-1]["recipients"]), sorted(users))
        self.wait_state(rows[-1]["id"], "sent")
        for user in users:
            raw = self.wait_mail(1, user)[0]
            self.assertTrue(raw.endswith(b"\r\n" + on_the_wire(message)), raw)

    def parsed(self, user):
        """The message there and its text."""
        message = email.message_from_bytes(self.wait_mail(1, user)[0], policy=email.policy.default)
        return message, message.get_content().replace("\r\n", "\n")


class Programs(SendmailTest):

    @unittest.skipUnless(has_git_send_email(), "needs git-email")
    def test_git_send_email(self):
        folder = process.Folder("ph-git-")
        self.addCleanup(folder.remove)
        folder.write("change.txt", ".\nüber\n")
        patch = self.make_patch(folder)
        self.git(folder, "send-email", "--quiet", "--confirm=never", "--suppress-cc=all",
                 "--8bit-encoding=UTF-8", f"--to=Ben <{BEN}>", f"--cc={CY}", f"--bcc={DORA}",
                 f"--sendmail-cmd={program('posthorn-sendmail')}", "0001-A-change.patch")
        for user in (BEN, CY, DORA):
            message, text = self.parsed(user)
            self.assertEqual((message["Subject"], message["Bcc"]), ("[PATCH] A change", None))
            self.assertIn("+.\n+über\n", text)
            self.assertTrue(patch.endswith("\n\n" + text), text)
        self.assertEqual(list(self.deliveries().values()), [1])

    def git(self, folder, *arguments):
        environment = {**self.bus.environment, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
        identity = ("-c", "user.name=Anna Ölund", "-c", f"user.email={ANNA}")
        done = subprocess.run(["git", *identity, *arguments], cwd=folder.path, env=environment,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def make_patch(self, folder):
        self.git(folder, "init", "--quiet")
        self.git(folder, "add", "change.txt")
        self.git(folder, "commit", "--quiet", "--message", "A change")
        self.git(folder, "format-patch", "--quiet", "--root", "-1")
        with open(folder / "0001-A-change.patch", encoding="utf-8") as file:
            return file.read()

    def test_mutt(self):
        self.sendmail("-oem", "-oi", "-f", ANNA, "--", CY, BEN)
        self.assert_arrived(CY, BEN)

    def test_recipients_of_the_header(self):
        folded = HEADER + b"Cc: cy@example.org\nBcc: dora@example.org,\n eve@example.org\n"
        self.sendmail("-t", "-oi", said=folded + b"\n.\nx\n")
        self.assert_arrived(BEN, CY, DORA, EVE,
                            message=HEADER + b"Cc: cy@example.org\n\n.\nx\n")

    def test_recipients_of_both(self):
        self.sendmail("-ti", CY, DORA)
        self.assert_arrived(BEN, CY, DORA)

    def test_recipients_of_both_of_what_is_sent_again(self):
        again = (b"Resent-To: cy@example.org\nResent-From: anna@example.org\nResent-Message-ID: "
                 b"<r@x.org>\nResent-Date: Fri, 27 Nov 2026 12:00:00 +0000\n" + HEADER)
        self.sendmail("-t", DORA, said=again + b"\nx\n")
        self.assert_arrived(CY, DORA, message=again + b"\nx\n")

    def test_cron(self):
        self.sendmail("-FCronDaemon", "-i", "-B8BITMIME", "-oem", "-odi", BEN,
                      said=b"From: root (Cron Daemon)\nTo: ben@example.org\nSubject: Cron\n\nout\n")
        message, text = self.parsed(BEN)
        self.assertIn(ANNA, message["From"])
        self.assertEqual(text, "out\n")

    def test_cron_without_a_session(self):
        """Nothing in its environment says where the bus is."""
        address = self.bus.address.partition("path=")[2].partition(",")[0]
        script = ("mount -t tmpfs none /run/user 2>/dev/null || "
                  "{ mount -t tmpfs none /run && mkdir /run/user; }; "
                  f"mkdir /run/user/0 && ln -s {address} /run/user/0/bus && "
                  "exec env -i ASAN_OPTIONS=detect_leaks=0 \"$@\"")
        subprocess.run(["unshare", "--mount", "sh", "-c", script, "sh",
                        program("posthorn-sendmail"), BEN], input=b"To: b\n\nhi\n", check=True,
                       capture_output=True, timeout=60)
        self.assertEqual(self.parsed(BEN)[1], "hi\n")


class Messages(SendmailTest):

    def test_dot_ends_unless_told_otherwise(self):
        self.sendmail(BEN, said=HEADER + b"\n..\none\n.\ntwo\n")
        self.assert_arrived(BEN, message=HEADER + b"\n..\none\n")

    def test_piece_of_an_mbox(self):
        self.sendmail("-i", BEN, said=b"From anna Thu Nov 26 12:00:00 2026\n" + MESSAGE)
        self.assert_arrived(BEN)

    def test_large(self):
        body = b"\n" + b"\n".join(b"%070d" % number for number in range(100000)) + b"\n"
        self.sendmail("-i", BEN, said=HEADER + body)
        self.assert_arrived(BEN, message=HEADER + body)


class WithoutHeader(SendmailCalls, OutboxCalls, RigTest):
    """What the server hears; a Postfix would put it right itself."""

    def test_text(self):
        server = self.start(ScriptedSmtp(tls=None))
        self.account = self.daemon.add_account(self.dovecot(), smtp_host="localhost",
                                               smtp_port=server.port, smtp_tls="none", check=False)
        for said, header, text in ((b"just text: really\n", b"", b"just text: really\r\n"),
                                   (b"\njust text: really\n", b"", b"just text: really\r\n"),
                                   (b"Subject: short\nhello there\nX: y\n",
                                    b"Subject: short\r\n", b"hello there\r\nX: y\r\n")):
            self.sendmail("-i", BEN, said=said)
            self.wait_state(self.outbox("List")[-1]["id"], "sent")
            head, _, body = server.whole()[-1].octets.partition(b"\r\n\r\n")
            self.assertTrue((head + b"\r\n").endswith(header), head)
            self.assertEqual(body.removesuffix(b".\r\n"), text)

    def test_what_is_sent_again_comes_from_who_does_so(self):
        server = self.start(ScriptedSmtp(tls=None))
        self.account = self.daemon.add_account(self.dovecot(), smtp_host="localhost",
                                               smtp_port=server.port, smtp_tls="none")
        self.sendmail("-i", BEN, said=b"Resent-From: Anna <anna@example.org>\nResent-To: "
                      b"ben@example.org\n" + MESSAGE.replace(b"anna@", b"eve@"))
        self.wait_state(self.outbox("List")[-1]["id"], "sent")
        self.assertEqual(server.whole()[-1].sender, ANNA)


class Accounts(SendmailTest):

    def setUp(self):
        super().setUp()
        self.other = self.add_sender("other", address="other@example.org")

    def account_of_last(self):
        return self.outbox("List")[-1]["account"]

    def test_by_option_sender_or_from(self):
        from_other = MESSAGE.replace(b"From: Anna <anna@", b"FROM : O (anna@example.org)\n\t<Other@")
        resent = b"Resent-From: other@example.org\n" + MESSAGE
        resent_for_anna = (b"Resent-From: anna@example.org\nResent-Sender: other@example.org\n"
                           + MESSAGE)
        for account, arguments, said in (
                (self.other, ("-f", "other@example.org"), MESSAGE),
                (self.other, ("-fother@example.org",), MESSAGE),
                (self.other, ("-a", "other"), MESSAGE),
                (self.account, ("-a", "work", "-r", "other@example.org"), MESSAGE),
                (self.account, (), MESSAGE),
                (self.other, (), from_other),
                (self.other, (), resent),
                (self.other, (), resent_for_anna),
                (self.account, ("-f", "unknown@example.org"), MESSAGE)):
            self.sendmail("-i", *arguments, BEN, said=said)
            self.assertEqual(self.account_of_last(), account, arguments)

    def test_no_such_account(self):
        message = MESSAGE.replace(b"anna@", b"eve@")
        self.assertIn("No account has the address eve@example.org; name the one that sends this "
                      "with -a: other, work",
                      self.sendmail("-i", BEN, said=message, status=EX_CONFIG))
        self.assertIn("nowhere", self.sendmail("-a", "nowhere", BEN, status=EX_CONFIG))
        self.assertIn("Which account sends this? Name one with -a",
                      self.sendmail(BEN, said=b"Subject: x\n\nx\n", status=EX_USAGE))
        self.assertEqual(self.outbox("List"), [])


class FullOutbox(Service):
    """Stands in for the daemon, and answers Send with the error ERROR."""

    name = NAME

    def __init__(self, address, error):
        super().__init__(address)
        self.error = error

    def prepare(self):
        self.offer(ROOT, NAME + ".Outbox", {"Send": (("o", "h", "a{sv}"), "t")}, {})

    def Send(self, *_):
        raise Refused(f"{NAME}.Error.{self.error}")


class Refusals(SendmailTest):

    def test_usage(self):
        for words, arguments in {
                "Nobody is to get this": (), "-bp is nothing": ("-bp",),
                "-q15m is not needed": ("-q15m",), "-y is not known": ("-y", BEN),
                "-f needs a value": ("-f",), "--frob is not known": ("--frob", BEN)}.items():
            self.assertIn(words, self.sendmail(*arguments, status=EX_USAGE))
        self.assertEqual(self.outbox("List"), [])

    def test_messages(self):
        self.assertIn("«ben@» has no domain",
                      self.sendmail("-i", "ben@", CY, status=EX_DATAERR))
        self.assertIn("Standard input is empty", self.sendmail(BEN, said=b"", status=EX_DATAERR))
        self.assertIn("recipient", self.sendmail("-t", said=b"Subject: x\n\nx\n",
                                                 status=EX_DATAERR))
        self.assertEqual(self.outbox("List"), [])

    def test_no_daemon(self):
        self.daemon.stop()
        self.assertIn("not running", self.sendmail(BEN, status=EX_UNAVAILABLE))

    def test_what_the_daemon_refuses(self):
        self.daemon.stop()
        for name, status in (("TooLarge", EX_DATAERR), ("DiskFull", EX_TEMPFAIL)):
            with FullOutbox(self.bus.address, name):
                self.sendmail("-a", self.account, BEN, status=status)

    def test_no_account(self):
        self.daemon.call("Account", "Remove", "(a{sv})", {}, path=self.account)
        self.assertIn("posthornctl add", self.sendmail(BEN, status=EX_CONFIG))

    def test_help(self):
        for option, words in (("--help", "Usage: posthorn-sendmail"),
                              ("--version", "posthorn-sendmail ")):
            said = subprocess.run([program("posthorn-sendmail"), option], check=True, text=True,
                                  capture_output=True, timeout=60).stdout
            self.assertTrue(said.startswith(words), said)


if __name__ == "__main__":
    tap.main()
