#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail as it should not be: listed all the same, exact to the octet, and harmless."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402

HEAD = b"From: Eve <eve@example.org>\r\nSubject: bad\r\nMIME-Version: 1.0\r\n"


def parts_beside(count):
    body = b"".join(b"--b\r\n\r\nx\r\n" for _ in range(count))
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + body + b"--b--\r\n"


def parts_within(depth):
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
                       for n in range(depth))
    return HEAD + opening + b"\r\ninnermost\r\n"


BAD = {
    "only an empty line": b"\r\n",
    "no header": b"just some words\r\nand more\r\n",
    "no body": b"Subject: no body",
    "8-bit header": b"Subject: caf\xe9 \xff\xfe\r\nFrom: \x80\x81 <\xc3@\xe2.org>\r\n\r\n\xfa\r\n",
    "rubbish": bytes(range(1, 256)).replace(b"\n", b"").replace(b"\r", b"") * 40 + b"\r\n",
    "unknown charset": HEAD + b"Content-Type: text/plain; charset=x-klingon\r\n\r\n\xe4\r\n",
    "wrong charset": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xe4\xf6\xfc\r\n",
    "broken base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n*** this is none ***\r\n",
    "broken encoded word": b"Subject: =?utf-8?b?4pyT4?= =?x?q?=FF=?= =?utf-8?q?=C3?=\r\n\r\n.\r\n",
    "no closing boundary": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n",
    "no boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx\r\n",
    "long line": HEAD + b"X-Long: " + b"a" * 500_000 + b"\r\n\r\n" + b"b" * 500_000 + b"\r\n",
    "many header fields": HEAD + b"X-A: b\r\n" * 20_000 + b"\r\nx\r\n",
    "nested groups in Cc": HEAD + b"Cc: " + b"g:" * 42_000 + b"\r\n\r\nx\r\n",
    "many addresses": HEAD + b"To: " + b"a@example.org,\r\n " * 20_000 + b"b@example.org\r\n\r\nx\r\n",
    "10,000 parts": parts_beside(10_000),
    "10,000 nested parts": parts_within(10_000),
    "name that turns back": HEAD + b"Content-Type: application/pdf; name=\"../../etc/a\xe2\x80\xae"
                                   b"fdp.exe\"\r\nContent-Disposition: attachment\r\n\r\nx\r\n",
    "dates of no time": b"Date: Thu, 99 Foo 99999 99:99:99 +9999\r\nSubject: when\r\n\r\nx\r\n",
}
KEYS = ["id", "subject", "from", "to", "cc", "date", "received", "size", "flags", "attachments",
        "snippet", "message-id", "list-id", "warnings"]


class BadMail(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()

    def check(self, raws):
        for raw in raws:
            self.server.deliver(raw)
        self.server.deliver(generator.Generator(6).message(3000, subject="a good neighbour"))
        account = self.daemon.add_account(self.server, timeout=120)
        self.assert_equal_to_server(account, self.server)
        rows = self.daemon.list(keys=KEYS)
        good = [row for row in rows if row["subject"] == "a good neighbour"]
        self.assertEqual([row["warnings"] for row in good], [[]])
        for row in rows:
            self.check_row(row)
        return rows

    def check_row(self, row):
        for text in (row["subject"], row["snippet"], *row["from"]):
            self.assertNotIn("\0", text)
            text.encode("utf-8")
        for attachment in row["attachments"]:
            name = attachment["name"]
            self.assertFalse(set(name) & set("/\\\u202e\u202d\u2066\u2067\r\n"), repr(name))
        try:
            self.daemon.call("Messages", "GetText", "(t)", row["id"]).encode("utf-8")
        except rig.BusError as error:
            self.assertEqual(error.name, rig.ERROR + "Failed", error.message)

    def test_all_in_one_mailbox(self):
        rows = self.check(BAD.values())
        self.assertEqual(len(rows), len(BAD) + 1)


    def test_longer_than_is_fetched(self):
        """A message over 64 MiB is listed and read from its beginning; it is not half a message."""
        head = b"Subject: endless\r\nFrom: a@example.org\r\n\r\nthe beginning\r\n"
        self.server.deliver(head + b"x" * 76 + b"\r\n" + (b"y" * 76 + b"\r\n") * 900_000)
        account = self.daemon.add_account(self.server, timeout=120)
        row = self.daemon.list(account=account, keys=["id", "subject", "size", "warnings"])[0]
        self.assertEqual((row["subject"], row["warnings"]), ("endless", ["truncated"]))
        self.assertGreater(row["size"], 64 << 20)
        text = self.daemon.call("Messages", "GetText", "(t)", row["id"])
        self.assertTrue(text.startswith("the beginning"))
        with self.assertRaises(rig.BusError) as caught:
            self.daemon.open(row["id"])
        self.assertEqual(caught.exception.name, rig.ERROR + "TooLarge")
        self.daemon.synchronise(account)
        self.assertEqual(len(self.daemon.list(account=account)), 1)


def _alone(raw):
    return lambda self: self.check([raw])


for _name, _raw in BAD.items():
    setattr(BadMail, "test_" + _name.replace(",", "").translate(str.maketrans(" -", "__")),
            _alone(_raw))


if __name__ == "__main__":
    tap.main()
