#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What customers write is sent on to the employee who is responsible: as it came, once, and never in
a circle; with a real Dovecot and a real Postfix."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import tap  # noqa: E402
from support.bus import Bus  # noqa: E402
from support.daemon import INVALID_ARGS, ROOT, Posthornd  # noqa: E402
from support.keyring import Keyring  # noqa: E402
from support.peer import variants  # noqa: E402
from support.posthornctl import PosthornctlTest  # noqa: E402
from support.routing_rig import ANNA, BOB, CORA, RoutingTest, mail  # noqa: E402

DORA = "dora@shop.example"

BLOCK = re.compile(
    rb"Resent-Date: \w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}\r\n"
    rb"Resent-From: anna@example\.org\r\nResent-To: bob@example\.org\r\n"
    rb"Resent-Message-ID: <(\w+@example\.org)>\r\nX-Posthorn-Routed-By: anna@example\.org\r\n")

# Whatever a header may have, and should not be touched.
ODD = [
    mail(1),
    mail(2, name=""),
    mail(3, Received="from a by b;\r\n\tMon, 2 Nov 2026 10:00:00 +0000",
         Return_Path="<cora@shop.example>", Bcc="<dora@shop.example>", X_Odd="  two   blanks \t"),
    mail(4, Resent_From="Dora <dora@shop.example>", Resent_To=ANNA, Resent_Bcc="eve@shop.example",
         Resent_Date="Mon, 2 Nov 2026 11:00:00 +0000", Resent_Message_ID="<r@shop.example>"),
    mail(5) + b".\r\n..\r\n.leading dots\r\ntrailing blanks  \r\nFrom here\r\n\r\n\r\n",
    mail(6, Content_Type="text/plain; charset=latin1",
         Content_Transfer_Encoding="8bit") + b"Gr\xfc\xdfe \xff\r\n" + b"x" * 900 + b"\r\n",
    mail(7, X_Raw="Grüße, not encoded"),
    b"From: Cora <cora@shop.example>\r\nTo: anna@example.org\r\nSubject: Order 8\r\n\r\n",
]


class AsItCame(PosthornctlTest, RoutingTest):
    def test_to_the_octet(self):
        self.receive(*ODD)
        arrived = self.wait_mail(len(ODD), BOB)
        bodies, names = set(), set()
        for raw in arrived:
            block = BLOCK.search(raw)
            self.assertTrue(block, raw)
            self.assertTrue(raw.startswith(b"Return-Path: <anna@example.org>\r\n"), raw)
            bodies.add(raw[block.end():])
            names.add(block[1])
        self.assertEqual(bodies, set(ODD))
        self.assertEqual(len(names), len(ODD))
        for number in range(1, len(ODD) + 1):
            row = self.wait_row(f"Order {number}", "sent")
            self.assertEqual((row["kind"], row["recipients"], row["copy"]),
                             ("routed", [BOB], "filed"))
            self.assertEqual(self.responsible(f"Order {number}"), ["bob"])
        self.assertEqual(self.row_of("Order 1")["message-id"], "1@shop.example")
        self.assertIn(self.row_of("Order 2")["message-id"].encode(), names)
        self.assertEqual(self.unprocessed(), 0)
        self.assertEqual(self.server.contents("Sent", ANNA), [], "no copy of what was sent on")
        self.assertRegex(self.run_client("outbox", "--all"), r"routed +sent .* Order 1")
        self.assertRegex(self.run_client("outbox", self.row_of("Order 1")["id"]), "Kind: +routed")
        # One that a person sends is of the other kind, and its copy is filed as ever.
        number = self.compose(to=[BOB], subject="from anna", text="x")
        self.assertEqual(self.wait_state(number, "sent")["kind"], "message")
        self.daemon.peer.wait_until(lambda: self.server.contents("Sent", ANNA), "the copy")

    def test_settings(self):
        self.daemon.call("Presence", "OpenSession", "(ss)", "bob", "mobile-app")
        self.assertEqual(self.rule(), "routing", "R2, whichever way mail is handed over")
        said = self.assert_refused(INVALID_ARGS, self.daemon.call, "Account", "Configure",
                                   "(a{sv})", variants({"smtp-host": ""}), path=self.account)
        self.assertIn("smtp-host: ", said)
        self.daemon.set(self.account, "Account", "Route", "s", "assign")
        self.assertEqual(self.rule(), "routing")
        self.daemon.call("Account", "Configure", "(a{sv})", variants({"smtp-host": ""}),
                         path=self.account)
        said = self.assert_refused(INVALID_ARGS, self.daemon.set, self.account, "Account", "Route",
                                   "s", "forward")
        self.assertIn("smtp-host: ", said)
        self.assertEqual(self.daemon.get(self.account, "Account", "Route"), "assign")
        said = self.assert_refused(INVALID_ARGS, self.daemon.add_account, self.server, "home",
                                   address="home@example.org", route="forward")
        self.assertIn("smtp-host: ", said)
        self.daemon.set(self.account, "Account", "Route", "s", "off")
        self.assertEqual(self.rule(), "daily")

    def rule(self):
        return self.daemon.get(self.account, "Account", "Rule")

    def test_command_line(self):
        self.assertIn("sends it on", self.run_client("route", "work"))
        self.assertRegex(self.run_client("accounts"), r"work .* forward ")
        self.assertIn("assigned", self.run_client("route", "work", "assign"))
        self.assertEqual(self.run_json("route", ANNA, "off"),
                         {"account": self.account, "route": "off"})
        self.assertEqual(self.daemon.get(self.account, "Account", "Route"), "off")
        self.assertIn("assign", self.refusal("route", "work", "sideways"))
        self.refusal("route")
        self.assertEqual(self.run_json("accounts")[0]["route"], "off")
        self.assertIn("smtp-host", self.refusal(
            "add", "home@example.org", "--host", "localhost", "--route", "forward",
            "--password-file", "-", "--no-check", said="x\n"))


class Once(RoutingTest):
    def set_uidvalidity(self, value):
        self.server.doveadm("mailbox", "update", "-u", ANNA, "--uid-validity", str(value),
                            "INBOX")

    def move(self, count, folder, target):
        client = self.server.imap(ANNA)
        client.select(folder)
        client.uid("MOVE", f"1:{count}", target)
        client.logout()

    def all_sent(self, subject):
        return sum((row["subject"], row["state"]) == (subject, "sent") for row in self.rows())

    def test_however_often_it_comes(self):
        self.server.create("Lists", ANNA)
        self.receive(mail(1), mail(1), mail(2, name=""))
        self.receive(mail(1), folder="Lists")
        self.wait_still()
        self.set_uidvalidity(4711)
        self.receive(mail(3))
        self.move("*", "INBOX", "Lists")
        self.daemon.synchronise(self.account)
        self.move("*", "Lists", "INBOX")
        self.receive(mail(2, name="").replace(b"Text 2", b"Text 2, once more"))
        # What a server has not answered for when the daemon ends may stay uncertain.
        self.daemon.peer.wait_until(lambda: self.all_sent("Order 2") == 2, "the other mail", 30)
        self.lose_cache()
        self.daemon.synchronise(self.account)
        self.receive(mail(1), mail(3), mail(4))
        # Another mailbox of one's own, which sends on as well, gets it too.
        self.add_sender("home", address="home@example.org", user="home", owner="eve",
                        wait=True)
        for number in (1, 4, 5):
            self.server.deliver(mail(number), user="home")
        self.daemon.call("Account", "Sync", "(a{sv})", {}, path=self.account)
        self.daemon.synchronise(ROOT + "/accounts/home")
        self.receive(mail(5), mail(4))
        self.wait_still()
        # The second mail without a Message-ID is another mail.
        self.assertEqual(self.sent_on(), {"Order 1": 1, "Order 2": 2, "Order 3": 1, "Order 4": 1,
                                          "Order 5": 1})

    def test_killed_again_and_again(self):
        """At whatever moment the checks and deliveries of a hundred mails happen to be."""
        numbers = range(1, 101)
        for number in numbers:
            self.server.deliver(mail(number), user=ANNA)
        for _round in range(6):
            self.daemon.sync(self.account)
            rows = len(self.rows())
            self.daemon.peer.wait_until(
                lambda: len(self.rows()) >= min(100, rows + 12), "some more", 30)
            self.daemon.kill9()
            self.daemon.start()
        self.daemon.synchronise(self.account)
        self.daemon.peer.wait_until(
            lambda: len(self.rows()) == 100
            and not any(row["state"] in ("queued", "sending", "deferred") for row in self.rows()),
            "the end of all", 60)
        counts = self.deliveries()
        for row in self.rows():
            self.assertIn(row["state"], ("sent", "unknown"), row)
            taken = counts[row["message-id"]]
            self.assertIn(taken, (1,) if row["state"] == "sent" else (0, 1), row)
        self.assertEqual({row["message-id"] for row in self.rows()},
                         {f"{number}@shop.example" for number in numbers})


class NotSentOn(RoutingTest):
    def test_saved_and_assigned_only(self):
        self.add_employee("carl")
        self.add_employee("anna", "anna@office.example")
        self.add_customer("carls@shop.example", "carl")
        self.add_customer("annas@shop.example", "anna")
        mails = [
            mail(1, to=f"{ANNA}, Bob <{BOB.title()}>"), mail(2, Cc=BOB), mail(3, Reply_To=BOB),
            mail(4, Sender=BOB), mail(5, Return_Path=f"<{BOB}>"), mail(6, Resent_From=BOB),
            mail(7, Return_Path="<>"), mail(8, Auto_Submitted="auto-replied (vacation)"),
            mail(9, X_Posthorn_Routed_By="sales@elsewhere.example"),
            mail(10, "carls@shop.example"), mail(11, "annas@shop.example"),
        ]
        self.receive(*mails, mail(12, Auto_Submitted="auto-generated"))
        self.wait_still()
        self.assertEqual(self.sent_on(), {"Order 12": 1})
        for number in range(1, 13):
            who = {10: "carl", 11: "anna"}.get(number, "bob")
            self.assertEqual(self.responsible(f"Order {number}"), [who], number)
        self.assertEqual(self.unprocessed(), 0)

    def test_not_handed_over_at_all(self):
        self.daemon.call("Blacklist", "Add", "(as)", ["@spam.example"])
        self.add_customer("eve@spam.example", "bob")
        for folder in ("Junk", "Trash", "Drafts", "Sent"):
            self.receive(mail(1, name=f"{folder}@shop.example"), folder=folder)
        self.receive(mail(2, "eve@spam.example"), mail(3, "new@else.example"), mail(4, BOB),
                     mail(5, ANNA, CORA))
        self.wait_still()
        self.assertEqual(self.sent_on(), {})
        for number in range(1, 6):
            self.assertEqual(set(self.responsible(f"Order {number}")), {""}, number)


class Failing(RoutingTest):
    submission_options = {"recipients": {BOB: "550 5.1.1 no such colleague"},
                          "extra": RoutingTest.submission_options["extra"]}

    def test_refused_and_retried(self):
        self.receive(mail(1))
        row = self.wait_row("Order 1", "rejected")
        signal = self.daemon.peer.wait_signal("SendFailed",
                                              where=lambda values: values[0] == row["id"])
        self.assertIn("no such colleague", signal.arguments[1][1])
        self.assertEqual(self.counts(), (0, 1))
        self.receive(mail(1), mail(2))
        self.wait_row("Order 2", "rejected")
        self.assertEqual(len(self.rows()), 2)
        self.outbox("Cancel", "(t)", self.row_of("Order 2")["id"])
        self.submission.halt()
        self.submission.recipients = None
        self.submission.configure()
        self.submission.restart()
        self.daemon.restart()
        self.outbox("Retry", "(t)", row["id"])
        self.wait_still()
        self.assertEqual(self.sent_on(), {"Order 1": 1})

    def test_not_here_as_a_whole(self):
        head = mail(1).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        self.receive(head + (b"y" * 76 + b"\r\n") * 900_000)
        row = self.wait_row("Order 1", "rejected")
        self.assertEqual((row["kind"], row["error"][0]), ("routed", "TooLarge"))
        self.assertIn("64.0", row["error"][1])
        self.assertEqual(self.responsible("Order 1"), ["bob"])
        self.assertEqual(self.daemon.peer.wait_signal("SendFailed").arguments[0], row["id"])
        self.assert_refused("Failed", self.outbox, "Retry", "(t)", row["id"])
        self.daemon.restart()
        self.assertEqual(len(self.rows()), 1)
        self.outbox("Cancel", "(t)", row["id"])
        self.assertEqual(self.counts(), (0, 0))


class TwoDaemons(RoutingTest):
    """Bob's own Posthorn has anna as its colleague, and sends on to her what is hers."""

    def setUp(self):
        super().setUp()
        self.bus_of_bob = self.start(Bus())
        self.start(Keyring(self.bus_of_bob))
        self.other = self.start(Posthornd(self.bus_of_bob, self.configuration))
        self.account_of_bob = self.other.add_account(
            self.server, "work", address=BOB, user=BOB, owner="bob", route="forward",
            smtp_host="localhost", smtp_port=self.submission.port, ca_file=self.ca_file())
        self.add_employee("anna", ANNA, daemon=self.other)
        self.add_customer(CORA, "anna", daemon=self.other)
        # What dora writes is bob's business for anna, and carl's for bob.
        self.add_customer(DORA, "bob")
        self.add_employee("carl", "carl@example.org", daemon=self.other)
        self.add_customer(DORA, "carl", daemon=self.other)

    def both_still(self):
        """Nothing arrives any more, however often both look and send."""
        def seen():
            return [len(self.inbox(address)) for address in (ANNA, BOB)]
        before = None
        while before != seen():
            before = seen()
            self.daemon.synchronise(self.account)
            self.other.synchronise(self.account_of_bob)
            for daemon in (self.daemon, self.other):
                daemon.peer.wait_until(lambda: all(
                    row["state"] == "sent" for row in daemon.call("Outbox", "List")), "all", 30)
            sent = self.submission.taken()
            self.daemon.peer.wait_until(
                lambda: self.submission.delivered(ANNA) + self.submission.delivered(BOB)
                == len(sent), "all that was sent", 30)

    def test_both_end_still(self):
        both = f"{ANNA}, {BOB}"
        self.server.deliver_all([mail(1), mail(3, to=both), mail(4, to="undisclosed:;"),
                                 mail(5, to="undisclosed:;"), mail(6, DORA)], user=ANNA)
        self.server.deliver_all([mail(2, to=BOB), mail(3, to=both), mail(4, to="undisclosed:;")],
                                user=BOB)
        self.daemon.synchronise(self.account)
        self.both_still()
        # Each sent on once at most; what came to both at once, not at all, unless none could know.
        self.assertEqual(self.deliveries(), {"1@shop.example": 1, "2@shop.example": 1,
                                             "4@shop.example": 2, "5@shop.example": 1,
                                             "6@shop.example": 1})
        self.assertEqual((len(self.inbox(ANNA)), len(self.inbox(BOB))), (7, 7))
        for number in range(1, 6):
            self.assertEqual(set(self.responsible(f"Order {number}")), {"bob"}, number)
            self.assertEqual(set(self.responsible(f"Order {number}", self.other)), {"anna"})
        self.assertEqual(self.responsible("Order 6", self.other), ["carl"])
        for raw in self.inbox(ANNA) + self.inbox(BOB):
            self.assertLessEqual(raw.count(b"X-Posthorn-Routed-By"), 1, raw)
        self.assertEqual(self.other.stop(), 0)


if __name__ == "__main__":
    tap.main()
