#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail on its way out, against a real Postfix: what arrives, in which order, and what goes wrong."""

import email
import email.policy
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import tap  # noqa: E402
from support.daemon import INVALID_ARGS, pipe_with  # noqa: E402
from support.peer import variants  # noqa: E402
from support.rig import RigTest  # noqa: E402
from support.scripted_smtp import ScriptedSmtp, close, in_turn  # noqa: E402
from support.sending_rig import BEN, OutboxCalls, SendingTest, pipe_of  # noqa: E402

RAW = (b"From: Me <anna@example.org>\r\nTo: ben@example.org\r\nBcc: secret@example.org\r\n"
       b"Date: Thu, 26 Nov 2026 12:00:00 +0000\r\nMessage-ID: <raw%d@example.org>\r\n"
       b"Subject: raw\r\n\r\n.dot\r\n..\r\nGr\xc3\xbc\xc3\x9fe\r\n")


def parse(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


class Sending(SendingTest):

    def test_ready_made_arrives_octet_for_octet(self):
        number = self.send(RAW % 1)
        self.wait_state(number, "sent")
        for user in (BEN, "secret@example.org"):
            arrived = self.wait_mail(1, user)[0]
            self.assertTrue(arrived.endswith((RAW % 1).replace(b"Bcc: secret@example.org\r\n", b"")),
                            arrived)
        self.assertEqual(self.row(number)["message-id"], "raw1@example.org")

    def test_ready_made_gets_what_it_lacks(self):
        number = self.send(b"To: ben@example.org\nSubject: bare\n\nhello\n")
        self.wait_state(number, "sent")
        arrived = parse(self.wait_mail(1, BEN)[0])
        self.assertIn("anna@example.org", arrived["From"])
        self.assertTrue(arrived["Date"])
        self.assertEqual(arrived["Message-ID"], f"<{self.row(number)['message-id']}>")
        self.assertTrue(arrived["Message-ID"].endswith("@example.org>"))
        self.assertEqual(arrived.get_content().strip(), "hello")

    def test_a_header_with_other_octets_arrives_as_it_is(self):
        for subject in ("Grüße".encode(), "Grüße".encode("latin-1")):
            self.wait_state(self.send(b"To: ben@example.org\nSubject: %s\n\nx\n" % subject), "sent")
        subjects = b"".join(self.wait_mail(2, BEN))
        self.assertIn(b"Subject: Gr\xc3\xbc\xc3\x9fe\r\n", subjects)
        self.assertIn(b"Subject: Gr\xfc\xdfe\r\n", subjects)

    def test_sent_again_by_who_sends_it_again(self):
        number = self.send(b"Resent-From: anna@example.org\r\nResent-To: ben@example.org\r\n"
                           b"From: cy@example.org\r\nTo: anna@example.org\r\n\r\nx\r\n")
        self.wait_state(number, "sent")
        raw = self.wait_mail(1, BEN)[0]
        self.assertTrue(raw.startswith(b"Return-Path: <anna@example.org>\r\n"), raw)
        self.assertIn(b"From: cy@example.org\r\n", raw)

    def test_earlier_ways_do_not_count(self):
        number = self.send(b"Resent-From: anna@example.org\r\nResent-To: ben@example.org\r\n"
                           b"Received: from here\r\nResent-From: cy@example.org\r\n"
                           b"Resent-To: dee@example.org\r\nTo: anna@example.org\r\n\r\nx\r\n",
                           undo_seconds=60)
        self.assertEqual(self.row(number)["recipients"], [BEN])

    def test_nobody_is_left_out(self):
        everybody = [f"somebody.number{number}@example.org" for number in range(3000)]
        number = self.send(b"To: " + ",\r\n ".join(everybody).encode() + b"\r\n\r\nx\r\n",
                           undo_seconds=60)
        self.assertEqual(self.row(number)["recipients"], everybody)

    def test_given_recipients_win(self):
        number = self.send(RAW % 2, recipients=["cy@example.org"])
        self.wait_state(number, "sent")
        self.wait_mail(1, "cy@example.org")
        self.assertEqual(self.server.contents("INBOX", BEN), [])

    def test_composed(self):
        number = self.compose(to=["Ben <ben@example.org>"], cc=["cy@example.org"],
                              bcc=["secret@example.org"], subject="Grüße", text="Hallo\n")
        row = self.wait_state(number, "sent")
        self.assertEqual(row["error"], ("", ""))
        self.assertEqual(row["subject"], "Grüße")
        self.assertEqual(row["recipients"], [BEN, "cy@example.org", "secret@example.org"])
        arrived = parse(self.wait_mail(1, "secret@example.org")[0])
        self.assertEqual(arrived["Subject"], "Grüße")
        self.assertIsNone(arrived["Bcc"])
        self.assertEqual(arrived["Message-ID"], f"<{row['message-id']}>")
        self.assertEqual(arrived.get_content().strip(), "Hallo")
        sent = self.daemon.peer.wait_signal("Sent", where=lambda values: values[0] == number)
        self.assertEqual(sent.arguments[1], row["message-id"])
        self.assertEqual(self.counts(), (0, 0))

    def test_attachment(self):
        content = os.urandom(300000)
        attach = ("a(sh)", [("picture.png", 0)])
        number = self.compose(to=[BEN], text="see", attach=attach, fds=[pipe_of(content)])
        self.wait_state(number, "sent")
        part = next(parse(self.wait_mail(1, BEN)[0]).iter_attachments())
        self.assertEqual(part.get_filename(), "picture.png")
        self.assertEqual(part.get_content_type(), "image/png")
        self.assertEqual(part.get_content(), content)

    def test_order_is_kept(self):
        numbers = [self.compose(to=[BEN], subject=str(number), text="x", undo_seconds=0)
                   for number in range(20)]
        for number in numbers:
            self.wait_state(number, "sent")
        names = [self.row(number)["message-id"] for number in numbers]
        self.assertEqual([name.strip("<>") for name in self.submission.queued()], names)


class Times(SendingTest):

    def test_reply_to_250(self):
        times = []
        for number in range(30):
            message = self.compose(to=[BEN], subject=str(number), text="hello")
            begun = time.monotonic()
            self.daemon.peer.wait_signal("Sent", where=lambda values, m=message: values[0] == m)
            times.append(time.monotonic() - begun)
        print(f"Compose to Sent: median {statistics.median(times) * 1000:.1f} ms")
        self.assertLess(statistics.median(times), 0.5)


class Waiting(SendingTest):

    def test_undo(self):
        number = self.compose(to=[BEN], text="oops", undo_seconds=600)
        row = self.row(number)
        self.assertEqual(row["state"], "queued")
        self.assertGreater(row["next-try"], time.time() + 590)
        self.outbox("Cancel", "(t)", number)
        self.assertEqual(self.row(number)["state"], "cancelled")
        self.assert_refused("Failed", self.outbox, "Cancel", "(t)", number)
        self.assert_refused("Failed", self.outbox, "Retry", "(t)", number)
        self.assertEqual(self.counts(), (0, 0))
        self.assertEqual(self.submission.queued(), [])

    def test_send_at(self):
        at = int(time.time()) + 5
        number = self.compose(to=[BEN], text="later", send_at=("x", at))
        other = self.compose(to=[BEN], text="now")
        self.wait_state(other, "sent")
        self.assertEqual(self.row(number)["state"], "queued")
        self.wait_state(number, "sent")
        self.assertGreaterEqual(time.time(), at)

    def test_send_at_outlives_restart(self):
        at = int(time.time()) + 4
        number = self.compose(to=[BEN], text="later", send_at=("x", at))
        self.daemon.kill9()
        self.daemon.start()
        self.wait_state(number, "sent")
        self.assertGreaterEqual(time.time(), at)
        self.wait_mail(1, BEN)

    def test_retry_at_once(self):
        number = self.compose(to=[BEN], text="later", send_at=("x", int(time.time()) + 1000))
        self.outbox("Retry", "(t)", number)
        self.wait_state(number, "sent")
        self.assert_refused("Failed", self.outbox, "Retry", "(t)", number)
        self.assert_refused("Failed", self.outbox, "Cancel", "(t)", number)
        self.assert_refused("Failed", self.outbox, "Resolve", "(ts)", number, "sent")
        self.assert_refused("NotFound", self.outbox, "Retry", "(t)", 999)

    def test_server_down_then_up(self):
        self.submission.halt()
        number = self.compose(to=[BEN], text="hello")
        row = self.wait_state(number, "deferred")
        self.assertEqual(row["error"][0], "ServerUnavailable")
        self.assertIn("work", row["error"][1])
        self.assertEqual(self.counts(), (1, 0))
        self.submission.restart()
        row = self.wait_state(number, "sent")
        self.assertGreater(row["attempts"], 1)
        self.assertEqual(row["error"], ("", ""))
        self.wait_mail(1, BEN)


class Refused(SendingTest):

    submission_options = {
        "recipients": {"no@example.org": "550 5.1.1 nobody of that name",
                       "later@example.org": "451 4.7.1 greylisted"},
        "senders": {"bad@example.org": "553 5.7.1 not yours"},
        "size_limit": 200000,
    }

    def accept_all(self):
        """Begun anew, so that no connection is left that still refuses."""
        self.submission.halt()
        self.submission.recipients = None
        self.submission.configure()
        self.submission.restart()

    def test_one_of_three(self):
        number = self.compose(to=[BEN, "no@example.org", "cy@example.org"], text="x")
        row = self.wait_state(number, "sent")
        self.assertIn("<no@example.org> (550 5.1.1", row["error"][1])
        self.assertNotIn("ben", row["error"][1])
        self.assertEqual([outcome for _, outcome, _ in row["outcomes"]],
                         ["accepted", "failed", "accepted"])
        failed = self.daemon.peer.wait_signal("SendFailed")
        self.assertEqual(failed.arguments[0], number)
        self.assertIn("no@example.org", failed.arguments[1][1])
        self.assertEqual(self.counts(), (0, 1))
        self.wait_mail(1, BEN)
        self.wait_mail(1, "cy@example.org")
        # Once the reason is gone, only the one who did not get it gets it.
        self.accept_all()
        self.outbox("Retry", "(t)", number)
        self.wait_mail(1, "no@example.org")
        self.wait_state(number, "sent")
        self.assertEqual(self.counts(), (0, 0))
        self.wait_mail(1, BEN)

    def test_all(self):
        number = self.compose(to=["no@example.org"], text="x")
        row = self.wait_state(number, "rejected")
        self.assertEqual(row["error"][0], "ServerRejected")
        self.assertEqual(self.counts(), (0, 1))
        self.outbox("Cancel", "(t)", number)
        self.assertEqual(self.counts(), (0, 0))

    def test_sender(self):
        number = self.compose(**{"from": "bad@example.org"}, to=[BEN], text="x")
        row = self.wait_state(number, "rejected")
        self.assertIn("not yours", row["error"][1])

    def test_size_before_sending(self):
        attach = ("a(sh)", [("large.bin", 0)])
        number = self.compose(to=[BEN], text="x", attach=attach, fds=[pipe_of(bytes(250000))])
        row = self.wait_state(number, "rejected")
        self.assertEqual(row["error"][0], "TooLarge")
        self.assertNotIn("from=<anna@example.org>, size", self.submission.log())
        self.assertEqual(self.submission.queued(), [])

    def test_greylisting(self):
        number = self.compose(to=[BEN, "later@example.org"], text="x")
        row = self.wait_state(number, "deferred")
        # After a second attempt it is the only one that is told of.
        self.assertRegex(row["error"][1], r"later@example\.org>? \(451 4\.7\.1")
        self.accept_all()
        self.wait_state(number, "sent")
        self.wait_mail(1, "later@example.org")
        self.wait_mail(1, BEN)

    def test_wrong_password(self):
        self.daemon.call("Account", "SetSecret", "(sh)", "smtp", 0, path=self.account,
                         fds=[pipe_with("wrong")])
        number = self.compose(to=[BEN], text="x")
        row = self.wait_state(number, "deferred")
        self.assertEqual(row["error"][0], "AuthFailed")
        self.assertEqual(row["next-try"], 0)
        self.assertEqual(self.daemon.get(self.account, "Account", "LastError")[0], "AuthFailed")
        self.daemon.call("Account", "SetSecret", "(sh)", "smtp", 0, path=self.account,
                         fds=[pipe_with(self.server.password)])
        self.wait_state(number, "sent")


class Bad(SendingTest):

    def refused(self, *words, **keys):
        message = self.assert_refused(INVALID_ARGS, self.compose, **keys)
        for word in words:
            self.assertIn(word, message)

    def test_nothing_is_stored(self):
        self.refused("to", text="nobody")
        self.refused("to", "ben", to=["ben"], text="x")
        self.refused("cc", "evil", to=[BEN], cc=["evil@example.org\r\nRCPT TO:<x@x.org>"])
        self.refused("from", **{"from": "a b@@"}, to=[BEN])
        self.refused("subject", to=[BEN], subject="one\r\nBcc: x@x.org")
        self.refused("colour", to=[BEN], colour="red")
        self.refused("send-at", to=[BEN], send_at="x")
        self.refused("send-at", to=[BEN], send_at=("x", 2 ** 63 - 1), undo_seconds=100)
        for when in (-1, 2 ** 63 - 1):
            self.assertIn("send-at", self.assert_refused(INVALID_ARGS, self.send, RAW % 1,
                                                         send_at=("x", when)))
        self.refused("signature", to=[BEN], signature=("i", -2))
        self.assert_refused("NotFound", self.compose, to=[BEN], signature=("i", 7))
        self.assert_refused("NotFound", self.compose, account="/org/posthorn/Posthorn1/x",
                            to=[BEN])
        message = self.assert_refused(INVALID_ARGS, self.send, b"Subject: nobody\r\n\r\nx")
        self.assertTrue(message.startswith("rfc822: "), message)
        self.assertIn("«ben@@x»", self.assert_refused(
            INVALID_ARGS, self.send, b"To: ben@@x, ben@example.org\r\n\r\nx"))
        self.assert_refused(INVALID_ARGS, self.send, RAW % 1, recipients=["a@b\r\n"])
        self.assert_refused(INVALID_ARGS, self.send, b"")
        self.assert_refused(INVALID_ARGS, self.send, b"X: y\r\n" * 60000 + RAW % 1)
        self.assertEqual(self.outbox("List"), [])
        self.assertEqual(self.counts(), (0, 0))


class Several(SendingTest):

    def test_accounts_in_parallel_over_two_connections(self):
        accounts = [self.account] + [
            self.add_sender(f"a{number}", address=f"a{number}@example.org") for number in range(3)]
        numbers = [self.compose(account, to=[BEN], subject=str(turn), text="x")
                   for turn in range(10) for account in accounts]
        for number in numbers:
            self.wait_state(number, "sent", timeout=60)
        self.wait_mail(40, BEN)
        self.assertEqual(max(self.deliveries().values()), 1)
        self.assertLessEqual(self.submission.connections_at_once(), 2)


class Answers(SendingTest):

    def original(self):
        self.server.deliver(b"From: Cy <cy@example.org>\r\nTo: anna@example.org, ben@example.org\r\n"
                            b"Message-ID: <one@example.org>\r\nSubject: question\r\n\r\nHow?\r\n")
        self.daemon.synchronise(self.account)
        return self.daemon.list(keys=["id"])[0]["id"]

    def call(self, method, message, **keys):
        options = variants({key.replace("_", "-"): value for key, value in keys.items()})
        return self.outbox(method, "(ta{sv})", message, options)

    def flags(self, message):
        return self.daemon.peer.wait_until(
            lambda: [flag for flag in self.daemon.call(
                "Messages", "Get", "(atas)", [message], ["flags"])[0]["flags"]], "a flag")

    def test_reply(self):
        message = self.original()
        number = self.call("Reply", message, text="So.\n")
        self.wait_state(number, "sent")
        arrived = parse(self.wait_mail(1, "cy@example.org")[0])
        self.assertEqual(arrived["Subject"], "Re: question")
        self.assertEqual(arrived["In-Reply-To"], "<one@example.org>")
        self.assertIn("> How?", arrived.get_content())
        self.assertEqual(self.flags(message), ["\\Answered"])
        self.assertEqual(self.server.contents("INBOX", BEN), [])
        self.daemon.peer.wait_until(
            lambda: any("\\Answered" in flags for _, flags, _ in self.server.contents("INBOX")),
            "the flag at the server")

    def test_copies_do_not_take_the_answer_away(self):
        message = self.original()
        for keys, expected in (({"bcc": ["dee@example.org"]}, ["cy@example.org"]),
                               ({"cc": ["dee@example.org"]}, ["cy@example.org"]),
                               ({"bcc": ["dee@example.org"], "all": True}, ["cy@example.org", BEN]),
                               ({"cc": ["dee@example.org"], "all": True}, ["cy@example.org"])):
            number = self.call("Reply", message, text="So.\n", **keys)
            self.assertEqual(self.row(number)["recipients"], expected + ["dee@example.org"])
            self.wait_state(number, "sent")

    def test_reply_all(self):
        number = self.call("Reply", self.original(), all=True, text="So.\n")
        self.assertEqual(self.row(number)["recipients"], ["cy@example.org", BEN])
        self.wait_state(number, "sent")

    def test_forward(self):
        message = self.original()
        number = self.call("Forward", message, to=[BEN], text="See.\n")
        self.wait_state(number, "sent")
        arrived = parse(self.wait_mail(1, BEN)[0])
        self.assertEqual(arrived["Subject"], "Fwd: question")
        self.assertEqual(self.flags(message), ["$Forwarded"])

    def test_in_reply_to(self):
        message = self.original()
        number = self.compose(to=[BEN], text="By the way", in_reply_to=("t", message))
        self.wait_state(number, "sent")
        arrived = parse(self.wait_mail(1, BEN)[0])
        self.assertEqual(arrived["References"], "<one@example.org>")
        self.assertNotIn("How?", arrived.get_content())
        self.assertEqual(self.flags(message), ["\\Answered"])


class Signatures(SendingTest):

    def call(self, method, signature="()", *arguments):
        return self.daemon.call("Signatures", method, signature, *arguments)

    def find_mail(self, message_id, user):
        """The raw octets of that message, once it has arrived."""
        return self.daemon.peer.wait_until(
            lambda: next((raw for _, _, raw in self.server.contents("INBOX", user)
                          if message_id.encode() in raw), None), message_id)

    def add(self, **keys):
        return self.call("Add", "(a{sv})", variants(keys))

    def test_chosen_and_put_once(self):
        first = self.add(text="any")
        second = self.add(sender="anna@example.org", text="Anna, Sales")
        self.assertEqual((first, second), (1, 2))
        self.assertEqual(self.call("Choose", "(s)", "Anna <ANNA@example.org>"), second)
        self.assertEqual(self.call("Choose", "(s)", "x@example.org"), first)
        self.assert_refused(INVALID_ARGS, self.call, "Choose", "(s)", "rubbish")
        for keys, expected in (({}, "Anna, Sales"), ({"signature": ("i", first)}, "any"),
                               ({"signature": ("i", 0)}, None)):
            number = self.compose(to=["dee@example.org"], text="Hello", **keys)
            self.wait_state(number, "sent")
            arrived = self.find_mail(self.row(number)["message-id"], "dee@example.org")
            text = parse(arrived).get_content()
            self.assertEqual(text.count("-- \r\n"), 1 if expected else 0, text)
            self.assertTrue(expected is None or expected in text)

    def test_changed_removed_and_kept(self):
        first = self.add(sender="Anna <anna@example.org>", html="<b>A</b>")
        self.call("Update", "(ua{sv})", first, variants({"text": "B"}))
        self.daemon.kill9()
        self.daemon.start()
        self.assertEqual(self.call("List"), [{"id": first, "sender": "Anna <anna@example.org>",
                                              "html": "<b>A</b>", "text": "B"}])
        self.call("Remove", "(u)", first)
        self.assertEqual(self.call("List"), [])
        self.assertEqual(self.add(text="new"), first + 1)
        self.assert_refused("NotFound", self.call, "Remove", "(u)", first)
        self.assert_refused(INVALID_ARGS, self.add, sender="a@@b")
        self.assert_refused(INVALID_ARGS, self.add, colour="red")


class Locked(SendingTest):

    def test_waits_for_the_keyring(self):
        self.keyring.lock()
        number = self.compose(to=[BEN], text="x")
        row = self.daemon.peer.wait_until(
            lambda: self.row(number)["error"][0] and self.row(number), "the reason")
        self.assertEqual((row["state"], row["error"][0]), ("queued", "KeyringLocked"))
        self.assertEqual(self.counts(), (1, 0))
        self.keyring.unlock()
        self.wait_state(number, "sent")


class Cut(OutboxCalls, RigTest):
    """A server that does what a real one will not."""

    configuration = "[outbox]\nretry-initial=1\nretry-max=2\nuncertain-wait=1\n"

    def begin(self, **options):
        self.server = self.dovecot()
        self.submission = self.start(ScriptedSmtp(tls=None, **options))
        self.account = self.daemon.add_account(
            self.server, smtp_host="localhost", smtp_port=self.submission.port, smtp_tls="none", check=False)

    def test_line_dropped_at_every_point(self):
        """Each line of the dialogue: sent once, or unknown if the end of the message was given away,
        which the server may have heard or not."""
        self.begin()
        lines = 0
        ends = []
        while True:
            lines += 1
            cuts = self.submission.cuts
            self.submission.cut_lines = lines
            number = self.compose(to=[BEN], text="once")
            row = self.wait_state(number, "sent", "unknown")
            heard = [one for one in self.submission.whole()
                     if one.message_id == f"<{row['message-id']}>"]
            ends.append(row["state"])
            self.assertIn(len(heard), (1,) if row["state"] == "sent" else (0, 1), (lines, row))
            self.submission.cut_lines = None
            if self.submission.cuts == cuts:
                break
            self.close_idle_connection()
        self.assertGreater(lines, 10)
        print(f"{lines} points: {ends.count('sent')} sent, {ends.count('unknown')} unknown")

    def close_idle_connection(self):
        """A change of settings makes the next message begin anew."""
        self.daemon.set(self.account, "Account", "Enabled", "b", False)
        self.daemon.set(self.account, "Account", "Enabled", "b", True)

    def uncertain(self, **options):
        self.begin(answers={".": in_turn(close, "250 2.0.0 queued"),
                            "BDAT": in_turn(close, "250 2.0.0 queued")}, **options)
        return self.compose(to=[BEN], subject="perhaps", text="once")

    def test_no_answer_to_the_end(self):
        number = self.uncertain()
        self.assertEqual(self.counts(), (1, 0))
        row = self.wait_state(number, "unknown")
        self.assertIn("resolve", row["error"][1])
        self.assertEqual(self.counts(), (0, 1))
        self.assertEqual(len(self.submission.whole()), 1)
        self.assert_refused("Failed", self.outbox, "Retry", "(t)", number)
        self.assert_refused("Failed", self.outbox, "Cancel", "(t)", number)
        self.assert_refused(INVALID_ARGS, self.outbox, "Resolve", "(ts)", number, "maybe")
        self.outbox("Resolve", "(ts)", number, "not-sent")
        self.assertEqual(self.row(number)["state"], "rejected")
        self.outbox("Retry", "(t)", number)
        self.wait_state(number, "sent")
        self.assertEqual(len(self.submission.whole()), 2)

    def test_resolved_as_sent(self):
        number = self.uncertain()
        self.wait_state(number, "unknown")
        self.outbox("Resolve", "(ts)", number, "sent")
        self.assertEqual(self.row(number)["state"], "sent")
        self.assertEqual(self.counts(), (0, 0))
        self.assertEqual(len(self.submission.whole()), 1)

    def test_found_in_the_sent_folder(self):
        """The server files what it has sent, and only its answer was lost."""
        def file_and_close(conversation, rest):
            self.server.deliver(conversation.message.octets, "Sent")
            close(conversation, rest)

        self.begin(answers={".": file_and_close, "BDAT": file_and_close})
        folder = self.daemon.folders(self.account)["Sent"]
        self.daemon.set(folder, "Folder", "Role", "s", "sent")
        number = self.compose(to=[BEN], text="once")
        row = self.wait_state(number, "sent", "unknown")
        self.assertEqual(row["state"], "sent")
        self.assertEqual(self.counts(), (0, 0))

    def test_unknown_outlives_kill(self):
        number = self.uncertain()
        self.daemon.peer.wait_until(self.submission.whole, "the message")
        self.daemon.kill9()
        self.daemon.start()
        self.wait_state(number, "unknown")
        self.assertEqual(len(self.submission.whole()), 1)


if __name__ == "__main__":
    tap.main()
