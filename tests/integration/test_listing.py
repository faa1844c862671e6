#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients page through mail with: bounds of List and Get, and names of what is wrong."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402

INVALID = "org.freedesktop.DBus.Error.InvalidArgs"
MESSAGES = 1005


class Listing(rig.RigTest):
    def setUp(self):
        super().setUp()
        server = self.dovecot()
        server.deliver_all(generator.messages(MESSAGES, 5, 1000))
        self.daemon.add_account(server)

    def page(self, **options):
        return [row["id"] for row in self.daemon.call("Messages", "List", "(a{sv})",
                                                      rig.variants({"keys": ["id"], **options}))]

    def get(self, ids, keys=("id",)):
        return self.daemon.call("Messages", "Get", "(atas)", ids, list(keys))

    def test_pages(self):
        everything = [row["id"] for row in self.daemon.list(keys=["id"])]
        self.assertEqual(len(set(everything)), MESSAGES)
        self.assertEqual(self.page(), everything[:50])
        self.assertEqual(self.page(limit=1), everything[:1])
        self.assertEqual(self.page(limit=1000), everything[:1000])
        self.assertEqual(self.page(offset=1000, limit=1000), everything[1000:])
        self.assertEqual(self.page(offset=MESSAGES - 1), everything[-1:])
        for beyond in (MESSAGES, 2 ** 31, 2 ** 32 - 1):
            self.assertEqual(self.page(offset=beyond, limit=1000), [])
        self.assertEqual(self.page(offset=7, limit=9, sort="date-asc"), everything[::-1][7:16])

    def test_bad_pages(self):
        for key, values in {"limit": (0, 1001, 2 ** 32 - 1, "many", ("x", 5)),
                            "offset": ("first", ("x", -1)),
                            "sort": ("newest", 1), "keys": ("id", ["id", "colour"])}.items():
            for value in values:
                self.assertIn(key, self.assert_refused(INVALID, self.page, **{key: value}))
        self.assertIn("colour", self.assert_refused(INVALID, self.page, colour="red"))
        self.assertIn("colour", self.assert_refused(INVALID, self.page, keys=["id", "colour"]))

    def test_get(self):
        ids = self.page(limit=1000)
        self.assertEqual([row["id"] for row in self.get(ids[::-1])], ids[::-1])
        self.assertEqual([row["id"] for row in self.get([ids[3]] * 1000)], [ids[3]] * 1000)
        self.assertEqual(self.get([]), [])
        self.assertEqual(set(self.get(ids[:1], ["date", "subject"])[0]), {"date", "subject"})
        self.assertEqual(set(self.get(ids[:1], [])[0]),
                         {"id", "folder", "subject", "from", "date", "unread", "flagged",
                          "has-attachments", "snippet"})

    def test_every_key_of_a_row(self):
        kinds = {"id": int, "account": str, "folder": str, "subject": str, "from": tuple,
                 "to": list, "cc": list, "date": int, "received": int, "size": int, "flags": list,
                 "unread": bool, "flagged": bool, "attachments": list, "has-attachments": bool,
                 "snippet": str, "message-id": str, "thread": int, "list-id": str,
                 "responsible": str, "crm": bool, "task": bool, "unprocessed": bool,
                 "warnings": list, "pending": list}
        row, = self.get(self.page(limit=1), kinds)
        self.assertEqual({key: type(value) for key, value in row.items()}, kinds)

    def test_bad_get(self):
        ids = self.page(limit=1000)
        self.assertIn("1001", self.assert_refused("TooLarge", self.get, ids + ids[:1]))
        for missing in (0, max(ids) + MESSAGES, 2 ** 63, 2 ** 64 - 1):
            said = self.assert_refused("NotFound", self.get, [ids[0], missing, ids[1], 999999])
            self.assertIn(str(missing), said)
        self.assertIn("colour", self.assert_refused(INVALID, self.get, ids[:1], ["colour"]))


if __name__ == "__main__":
    tap.main()
