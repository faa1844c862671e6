#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""posthornctl writes, sends and follows mail, against a real Postfix."""

import email
import email.policy
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import process, tap  # noqa: E402
from support.daemon import ROOT, program  # noqa: E402
from support.posthornctl import NETWORK, NOT_FOUND, SIGN_IN, USAGE  # noqa: E402
from support.posthornctl import PosthornctlTest  # noqa: E402
from support.scripted_smtp import ScriptedSmtp, close, in_turn  # noqa: E402
from support.sending_rig import BEN, OutboxCalls, SendingTest  # noqa: E402

ANNA = "anna@example.org"
ORIGINAL = (b"From: Ben <ben@example.org>\r\nTo: anna@example.org\r\nCc: cy@example.org\r\n"
            b"Subject: lunch\r\nMessage-ID: <lunch@example.org>\r\n"
            b"Date: Thu, 26 Nov 2026 12:00:00 +0000\r\n\r\nAt noon?\r\n")


class SendingClientTest(PosthornctlTest, SendingTest):

    def sent(self, *arguments, **options):
        """The row of the outbox when it is sent."""
        row = self.run_json("send", *arguments, **options)
        return self.wait_state(row["id"], "sent")

    def arrived(self, user=BEN):
        return email.message_from_bytes(self.wait_mail(1, user)[0], policy=email.policy.default)

    def write(self, name, octets):
        folder = process.Folder("ph-write-")
        self.addCleanup(folder.remove)
        with open(folder / name, "wb") as file:
            file.write(octets)
        return folder / name


class Writing(SendingClientTest):

    def test_all_of_a_message(self):
        picture = os.urandom(200000)
        self.sent("--from", "Anna <anna@example.org>", "--to", "Ben <ben@example.org>", "--to",
                  "dora@example.org", "--cc", "cy@example.org", "--bcc", "eve@example.org",
                  "--subject", "Grüße", "--text", "Hallo\n", "--attach",
                  self.write("übersicht.png", picture), "--attach", self.write("a.txt", b"one\n"))
        message = self.arrived()
        for user in ("dora@example.org", "cy@example.org", "eve@example.org"):
            self.wait_mail(1, user)
        self.assertEqual(message["Subject"], "Grüße")
        self.assertEqual(message["From"], "Anna <anna@example.org>")
        self.assertEqual(message["To"], "Ben <ben@example.org>, dora@example.org")
        self.assertEqual((message["Cc"], message["Bcc"]), ("cy@example.org", None))
        self.assertEqual(message.get_body().get_content().strip(), "Hallo")
        parts = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
        self.assertEqual(parts, {"übersicht.png": picture, "a.txt": "one\n"})

    def test_text_from_standard_input_or_file(self):
        self.sent("--to", BEN, said="from the pipe\n")
        self.sent("--to", "cy@example.org", "--file", self.write("text", b"from a file\n"))
        self.sent("--to", "dora@example.org", "--html", "--text", "<p>from <b>HTML</b></p>")
        self.assertEqual(self.arrived().get_content().strip(), "from the pipe")
        self.assertEqual(self.arrived("cy@example.org").get_content().strip(), "from a file")
        message = self.arrived("dora@example.org")
        self.assertIn("<b>HTML</b>", message.get_body(("html",)).get_content())
        self.assertIn("from HTML", message.get_body(("plain",)).get_content())

    def test_what_is_wrong_is_named_and_nothing_sent(self):
        folder = os.path.dirname(self.write("latin", b"Gr\xfc\xdfe"))
        send = ("send", "--to", BEN, "--text", "x")
        for words, arguments in {
                "latin is no text in UTF-8": ("send", "--to", BEN, "--file", folder + "/latin"),
                "Only one of --text and --file": (*send, "--file", folder + "/latin"),
                "is a folder": (*send, "--attach", folder),
                "missing cannot be attached": (*send, "--attach", folder + "/missing"),
                "--at yesterday is over": (*send, "--at", "yesterday"),
                "--at soon is no time": (*send, "--at", "soon"),
                "--undo long is no number": (*send, "--undo", "long"),
                "--signature x is neither": (*send, "--signature", "x"),
                "«x» is no message id": (*send, "--reply-to-id", "x"),
                "«ben@» has no domain": ("send", "--to", "ben@", "--text", "x"),
                "say posthornctl send": ("send", BEN),
        }.items():
            self.assertIn(words, self.refusal(*arguments))
        self.assertIn("no-such", self.refusal(*send, "--account", "no-such", status=NOT_FOUND))
        self.assertEqual(self.outbox("List"), [])

    def test_nothing_is_said(self):
        self.sent("--to", BEN, said="")
        self.assertEqual(self.arrived().get_content().strip(), "")

    def test_account_by_sender(self):
        other = self.add_sender("other", address="other@example.org")
        self.assertIn("Name one with --account, or its address as sender: other, work",
                      self.refusal("send", "--to", BEN, "--text", "x"))
        self.assertIn("No account has the address eve@example.org",
                      self.refusal("send", "--from", "eve@example.org", "--to", BEN, "--text", "x",
                                   status=NOT_FOUND))
        for arguments in (("--account", "other"), ("--from", "O <OTHER@example.org>")):
            row = self.run_json("send", "--to", BEN, "--text", "x", "--undo", "600", *arguments)
            self.assertEqual(row["account"], other)


class Following(SendingClientTest):
    submission_options = {"recipients": {"nobody@example.org": "550 5.1.1 no such user",
                                         "full@example.org": "452 4.2.2 mailbox full"}}

    def test_until_sent(self):
        said = self.run_client("send", "--wait", "--to", BEN, "--text", "x")
        self.assertTrue(said.endswith("sent\n"), said)
        self.wait_mail(1, BEN)

    def test_one_of_two_refused(self):
        said, complaint = self.run_both("send", "-w", "--to", BEN, "--to", "nobody@example.org",
                                        "--text", "x", status=NETWORK)
        self.assertIn("sent\n", said)
        self.assertRegex(said, "(?m)^nobody@example.org: *failed: .*no such user")
        self.assertNotIn(BEN, said)
        self.assertIn("nobody@example.org", complaint)
        self.wait_mail(1, BEN)

    def test_refused(self):
        rows = self.run_both("--json", "send", "-w", "--to", "nobody@example.org", "--text", "x",
                             status=NETWORK)[0].splitlines()
        self.assertIn('"rejected"', rows[-1])
        number = self.outbox("List")[0]["id"]
        shown = self.run_client("outbox")
        self.assertIn("rejected", shown)
        self.assertIn("nobody@example.org", shown)
        shown = self.run_client("outbox", number)
        self.assertRegex(shown, "(?m)^nobody@example.org: *failed: .*no such user")
        self.assertEqual(self.run_client("cancel", number), f"Message {number} is cancelled.\n")
        self.assertEqual(self.run_client("outbox"), "")
        self.assertIn("cancelled", self.run_client("outbox", "--all"))

    def test_put_off(self):
        said, complaint = self.run_both("send", "-w", "--to", "full@example.org", "--text", "x",
                                        status=NETWORK)
        self.assertIn("deferred", said)
        self.assertRegex(said, "(?m)^full@example.org: *waiting: .*mailbox full")
        self.assertIn("full@example.org", complaint)
        self.assertEqual(self.run_json("outbox")[0]["error"][0], self.outbox("List")[0]["error"][0])

    def test_undone(self):
        said = self.run_client("send", "--undo", "600", "--to", BEN, "--text", "x")
        number = self.outbox("List")[0]["id"]
        self.assertRegex(said, f"Message {number} leaves at .*posthornctl cancel {number} stops it")
        row = self.run_json("outbox")[0]
        self.assertEqual((row["state"], row["recipients"]), ("queued", [BEN]))
        self.assertEqual(self.run_json("cancel", number)["state"], "cancelled")
        self.assertEqual(self.submission.queued(), [])

    def test_later_and_retried_at_once(self):
        tomorrow = time.strftime("%Y-%m-%dT%H:%M", time.localtime(time.time() + 86400))
        number = self.run_json("send", "--at", tomorrow, "--to", BEN, "--text", "x")["id"]
        self.assertGreater(self.row(number)["next-try"], time.time() + 86000)
        self.assertEqual(self.run_client("retry", number), f"Message {number} is tried again.\n")
        self.wait_state(number, "sent")

    def test_watching_ends_but_not_the_message(self):
        with subprocess.Popen(
                [program("posthornctl"), "send", "-w", "--undo", "600", "--to", BEN, "--text", "x"],
                env=self.bus.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True) as client:
            self.assertEqual(client.stdout.readline(), "queued\n")
            client.terminate()
            self.assertIn("the message goes on its way", client.communicate(timeout=30)[1])
        self.assertEqual(client.returncode, 130)
        self.assertEqual(self.outbox("List")[0]["state"], "queued")

    def test_watched(self):
        with subprocess.Popen([program("posthornctl"), "--json", "watch"], text=True,
                              env=self.bus.environment, stdout=subprocess.PIPE) as watch:
            self.assertIn('"running"', watch.stdout.readline())
            self.run_client("send", "--to", "nobody@example.org", "--text", "x")
            lines = []
            while not lines or lines[-1]["event"] != "send-failed":
                lines.append(json.loads(watch.stdout.readline()))
            watch.terminate()
        states = [line["message"]["state"] for line in lines if line["event"] == "outbox-changed"]
        self.assertEqual(states[-1], "rejected")
        self.assertIn("nobody@example.org", lines[-1]["message"]["error"][1])

    def test_what_is_not_there(self):
        for verb in ("cancel", "retry", "outbox"):
            self.assertIn("4711", self.refusal(verb, "4711", status=NOT_FOUND))
            self.assertIn("«x» is no id; posthornctl outbox", self.refusal(verb, "x"))
        self.refusal("resolve", "4711", "sent", status=NOT_FOUND)
        self.assertIn("perhaps", self.refusal("resolve", "4711", "perhaps"))


class SettingUp(SendingClientTest):

    def add(self, port, *more, **options):
        return self.run_both(
            "add", *more, "anna2@example.org", "--id", "second", "--user", self.server.user, "--host",
            "localhost", "--port", self.server.port, "--ca-file", self.ca_file(), "--smtp-host",
            "localhost", "--smtp-port", port, "--password-file", "-",
            said=self.server.password + "\n", **options)

    def test_the_server_for_sending_is_asked_before_anything_is_saved(self):
        self.assertIn("70000", self.add(70000, status=USAGE)[1])
        _, complaint = self.add(process.free_port(), status=NETWORK)
        self.assertIn("anna2@example.org: Sending: ", complaint)
        self.assertIn("localhost", complaint)
        self.assertEqual([row["id"] for row in self.run_json("accounts")], ["work"])
        self.add(self.submission.port)
        self.sent("--from", "anna2@example.org", "--to", BEN, "--text", "from the second")
        self.assertEqual(self.arrived()["From"], "anna2@example.org")

    def test_whether_copies_of_what_was_sent_are_filed(self):
        self.add(self.submission.port, "--no-save-sent")
        saved = [self.daemon.call("Account", "GetConfig", path=f"{ROOT}/accounts/{slug}")
                 ["save-sent"] for slug in ("work", "second")]
        self.assertEqual(saved, [True, False])


class Unknown(PosthornctlTest, OutboxCalls):
    """A server that takes the whole message and drops the line."""

    configuration = "[outbox]\nuncertain-wait=1\n"

    def test_resolved(self):
        self.server = self.dovecot()
        server = self.start(ScriptedSmtp(tls=None, answers={
            ".": in_turn(close, "250 2.0.0 queued"), "BDAT": in_turn(close, "250 2.0.0 queued")}))
        self.account = self.daemon.add_account(self.server, smtp_host="localhost",
                                               smtp_port=server.port, smtp_tls="none", check=False)
        said, complaint = self.run_both("send", "-w", "--to", BEN, "--text", "x", status=NETWORK)
        self.assertTrue(said.splitlines()[-2].startswith("unknown"), said)
        number = self.outbox("List")[0]["id"]
        self.assertIn("resolve", complaint)
        self.assertEqual(self.run_client("resolve", number, "not-sent"),
                         f"Message {number} counts as not sent.\n")
        self.assertIn("rejected", self.run_client("outbox"))
        self.run_client("retry", number)
        self.wait_state(number, "sent")
        self.assertEqual(len(server.whole()), 2)


class Locked(SendingClientTest):

    def test_waits_for_a_person(self):
        self.keyring.lock()
        said, complaint = self.run_both("send", "-w", "--to", BEN, "--text", "x", status=SIGN_IN)
        self.assertIn("queued\n", said)
        self.assertIn("keyring", complaint)
        number = self.outbox("List")[0]["id"]
        self.keyring.unlock()
        self.wait_state(number, "sent")


class Answering(SendingClientTest):

    def setUp(self):
        super().setUp()
        self.server.deliver(ORIGINAL)
        self.daemon.synchronise(self.account)
        self.original = self.daemon.list(role="inbox")[0]["id"]

    def test_reply(self):
        self.run_client("reply", self.original, "--wait", said="Gladly.\n")
        message = self.arrived()
        self.assertEqual((message["Subject"], message["In-Reply-To"], message["To"]),
                         ("Re: lunch", "<lunch@example.org>", "Ben <ben@example.org>"))
        self.assertEqual(self.server.contents("INBOX", "cy@example.org"), [])
        text = message.get_body(("plain",)).get_content()
        self.assertRegex(text, r"(?s)^Gladly\..*> At noon\?")

    def test_reply_to_all(self):
        self.run_client("reply", self.original, "--all", "--wait", "--text", "Gladly.")
        self.wait_mail(1, "cy@example.org")

    def test_forward(self):
        self.run_client("forward", self.original, "--to", "dora@example.org", "--wait")
        message = self.arrived("dora@example.org")
        self.assertIn("lunch", message["Subject"])
        self.assertIn("At noon?", message.get_body(("plain",)).get_content())
        self.run_client("forward", self.original, "--to", "eve@example.org", "--as-attachment",
                        "--wait", "--text", "See there.")
        message = self.arrived("eve@example.org")
        inner = next(message.iter_attachments()).get_content()
        self.assertEqual(inner["Message-ID"], "<lunch@example.org>")
        self.assertIn("See there.", message.get_body(("plain",)).get_content())

    def test_conversation_without_quotation(self):
        self.run_client("send", "--reply-to-id", self.original, "--to", "dora@example.org",
                        "--wait", "--text", "Come along.")
        message = self.arrived("dora@example.org")
        self.assertEqual(message["In-Reply-To"], "<lunch@example.org>")
        self.assertNotIn("At noon?", message.get_body(("plain",)).get_content())

    def test_original_that_is_not_there(self):
        self.assertIn("4711", self.refusal("reply", "4711", "--text", "x", status=NOT_FOUND))
        self.assertIn("is no message id", self.refusal("forward", "x", "--to", BEN))


class Drafts(SendingClientTest):

    def placed(self, number):
        """The message in the drafts folder when it is the draft as it is."""
        def at_server():
            return any(row["id"] == number and row["at-server"]
                       for row in self.daemon.call("Drafts", "List"))
        self.daemon.peer.wait_until(at_server, f"draft {number} at the server", 30)
        ((_, _, raw),) = self.server.contents("Drafts")
        return email.message_from_bytes(raw, policy=email.policy.default)

    def test_from_new_to_sent(self):
        number = self.run_json("draft", "new", "--to", BEN, "--cc", "cy@example.org", "--subject",
                               "half", "--attach", self.write("a.txt", b"one\n"),
                               said="begun\n")["id"]
        self.assertEqual(self.placed(number)["Subject"], "half")
        self.assertEqual(self.run_client("draft", "edit", number, "--subject", "whole", "--cc", ""),
                         f"Draft {number} changed\n")
        message = self.placed(number)
        self.assertEqual((message["Subject"], message["To"], message["Cc"]), ("whole", BEN, None))
        self.assertEqual(message.get_body().get_content().strip(), "begun")
        self.assertIn("whole", self.run_client("draft"))
        self.run_client("draft", "send", number, "--wait")
        message = self.arrived()
        self.assertEqual(message["Subject"], "whole")
        self.assertEqual([part.get_content() for part in message.iter_attachments()], ["one\n"])
        self.assertEqual(self.daemon.call("Drafts", "List"), [])
        self.daemon.peer.wait_until(lambda: not self.server.contents("Drafts"), "no draft", 30)

    def test_discarded(self):
        number = self.run_json("draft", "new", "--text", "x")["id"]
        self.placed(number)
        self.assertEqual(self.run_client("draft", "discard", number),
                         f"Draft {number} discarded\n")
        self.daemon.peer.wait_until(lambda: not self.server.contents("Drafts"), "no draft", 30)

    def test_sent_later(self):
        number = self.run_json("draft", "new", "--to", BEN, "--text", "x")["id"]
        message = self.run_json("draft", "send", number, "--undo", "600")["id"]
        self.run_client("cancel", message)
        self.assertEqual(self.row(message)["state"], "cancelled")

    def test_what_is_wrong_is_named_and_the_draft_stays(self):
        number = self.run_json("draft", "new", "--text", "x")["id"]
        self.assertIn(f"There is no draft {number + 1}",
                      self.refusal("draft", "edit", number + 1, "--text", "y", status=NOT_FOUND))
        self.assertIn("to", self.refusal("draft", "send", number))
        self.assertIn("nobody@", self.refusal("draft", "edit", number, "--to", "nobody@"))
        self.assertIn("draft discard", self.refusal("draft", "discard", number, "--to", BEN))
        self.assertIn("«save» does not belong there; say posthornctl draft [list], or draft "
                      "new", self.refusal("draft", "save", "--to", BEN))
        (row,) = self.daemon.call("Drafts", "List")
        self.assertEqual((row["id"], row["text"], row["to"]), (number, "x", []))


class Signatures(SendingClientTest):

    def test_from_adding_to_removing(self):
        self.assertEqual(self.run_client("signature", "add", "--text", "Anybody"),
                         "Signature 1 added\n")
        added = self.run_json("signature", "add", "--sender", ANNA, said="Anna\nof Posthorn\n")
        self.assertEqual(added["id"], 2)
        shown = self.run_client("signature")
        self.assertRegex(shown, "(?m)^ *1 +anybody +Anybody")
        self.assertRegex(shown, f"(?m)^ *2 +{ANNA} +Anna of Posthorn")
        self.assertEqual(self.run_client("signature", "choose", ANNA), "Signature 2 chosen\n")
        self.assertEqual(self.run_json("signature", "choose", BEN)["id"], 1)
        self.run_client("signature", "update", "2", "--html", "--text", "<b>Anna</b>")
        self.run_client("signature", "update", "1", "--sender", "ben@example.org")
        rows = self.run_json("signature", "list")
        self.assertEqual([(row["sender"], row["html"]) for row in rows],
                         [("ben@example.org", ""), (ANNA, "<b>Anna</b>")])
        self.assertNotIn("Posthorn", rows[1]["text"])
        self.assertEqual(self.run_client("signature", "remove", "1"), "Signature 1 removed\n")
        self.assertEqual(self.run_client("signature", "choose", BEN), "None\n")
        self.assertIn("1", self.refusal("signature", "remove", "1", status=NOT_FOUND))

    def test_beneath_what_is_sent(self):
        self.run_client("signature", "add", "--text", "Kind regards")
        self.run_client("signature", "add", "--sender", BEN, "--text", "Benevolently")
        self.sent("--to", BEN, "--text", "Hello")
        self.sent("--to", "cy@example.org", "--text", "Hello", "--signature", "none")
        self.sent("--to", "dora@example.org", "--text", "Hello", "--signature", "2")
        texts = [self.arrived(user).get_body(("plain",)).get_content()
                 for user in (BEN, "cy@example.org", "dora@example.org")]
        self.assertIn("Kind regards", texts[0])
        self.assertEqual(texts[1].strip(), "Hello")
        self.assertIn("Benevolently", texts[2])

    def test_what_is_wrong_is_named(self):
        for arguments in (("what",), ("update",), ("choose",), ("add", "1")):
            self.assertIn("say posthornctl signature", self.refusal("signature", *arguments))
        for arguments in (("list", "--text", "x"), ("remove", "1", "--sender", "x")):
            self.assertIn("signature update only", self.refusal("signature", *arguments))
        self.assertIn("«x» is no id", self.refusal("signature", "remove", "x"))
        self.refusal("signature", "remove", str(2 ** 33), status=NOT_FOUND)


if __name__ == "__main__":
    tap.main()
