# SPDX-License-Identifier: GPL-3.0-or-later
"""An account that sends on what its customers write, and what a colleague gets of it."""

import os

from .daemon import ROOT
from .peer import variants
from .sending_rig import SendingTest

ANNA = "anna@example.org"
BOB = "bob@example.org"
CORA = "cora@shop.example"

# Postfix takes these out of whatever passes; here what passes is compared octet for octet.
AS_IT_CAME = "message_drop_headers =\nlocal_header_rewrite_clients =\n"


def mail(number, sender=CORA, to=ANNA, name=None, **fields):
    """NAME "" = without a Message-ID."""
    more = "".join(f"{key.replace('_', '-')}: {value}\r\n" for key, value in fields.items())
    name = f"{number}@shop.example" if name is None else name
    named = f"Message-ID: <{name}>\r\n" if name else ""
    return (f"{more}From: Cora <{sender}>\r\nTo: {to}\r\nSubject: Order {number}\r\n{named}"
            f"Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nText {number}.\r\n").encode()


class Office:
    """What a test tells CRM, and asks of it, at self.daemon."""

    def crm(self, method, signature="()", *arguments, daemon=None):
        return (daemon or self.daemon).call("Crm", method, signature, *arguments)

    def add_employee(self, login, *addresses, daemon=None):
        self.crm("AddEmployee", "(a{sv})",
                 variants({"login": login, "addresses": list(addresses)}), daemon=daemon)

    def add_customer(self, address, responsible, daemon=None):
        return self.crm("AddCustomer", "(a{sv})", variants(
            {"name": "Shop", "addresses": [address], "responsible": responsible}), daemon=daemon)

    def responsible(self, subject, daemon=None):
        """Of each mail called SUBJECT; "" = it is not saved."""
        rows = (daemon or self.daemon).list(keys=["subject", "responsible"])
        return [row["responsible"] for row in rows if row["subject"] == subject]

    def lose_cache(self):
        self.daemon.stop()
        for name in ("mail.db", "mail.db-wal", "mail.db-shm"):
            if os.path.exists(os.path.join(self.daemon.data, name)):
                os.remove(os.path.join(self.daemon.data, name))
        self.daemon.start()


class RoutingTest(Office, SendingTest):
    """self.account is anna's; what CORA writes is bob's business, who reads it at BOB."""

    submission_options = {"extra": AS_IT_CAME}

    def setUp(self):
        super().setUp()
        self.add_employee("bob", BOB)
        self.add_customer(CORA, "bob")
        self.sentinels = 0

    def add_sender(self, slug="work", **changes):
        options = {"address": ANNA, "user": ANNA, "owner": "anna", "route": "forward"}
        return super().add_sender(slug, **{**options, **changes})

    def receive(self, *raws, folder="INBOX"):
        for raw in raws:
            self.server.deliver(raw, folder, ANNA)
        self.daemon.synchronise(self.account)

    def rows(self):
        return self.outbox("List")

    def row_of(self, subject):
        return next((row for row in self.rows() if row["subject"] == subject), None)

    def wait_row(self, subject, *states):
        def found():
            row = self.row_of(subject)
            return row if row and row["state"] in states else None
        try:
            return self.daemon.peer.wait_until(found, f"{subject} being {states}", 30)
        except TimeoutError as error:
            raise AssertionError(f"{error}: {self.row_of(subject)}") from None

    def wait_still(self):
        """Whatever was to be sent on before this moment has been."""
        self.sentinels += 1
        subject = f"sentinel {self.sentinels}"
        raw = mail(0, name=f"{self.sentinels}@sentinel.example").replace(b"Order 0",
                                                                         subject.encode())
        self.receive(raw)
        self.wait_row(subject, "sent")
        self.daemon.peer.wait_until(
            lambda: any(subject.encode() in raw for raw in self.inbox(BOB)), subject, 30)

    def inbox(self, address):
        return [raw for _, _, raw in self.server.contents("INBOX", address)]

    def sent_on(self):
        """{subject: how often} BOB has got it, but for the sentinels."""
        found = {}
        for raw in self.inbox(BOB):
            subject = raw.partition(b"\nSubject: ")[2].partition(b"\r\n")[0].decode()
            if not subject.startswith("sentinel"):
                found[subject] = found.get(subject, 0) + 1
        return found

    def unprocessed(self):
        return self.daemon.get(ROOT, "Manager", "Unprocessed")
