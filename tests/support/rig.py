# SPDX-License-Identifier: GPL-3.0-or-later
"""What an integration test starts from: a private bus, a keyring, the daemon, Dovecot servers."""

import collections
import contextlib
import hashlib
import re
import unittest

from .bus import Bus
from .daemon import ERROR, Posthornd
from .dovecot import Dovecot
from .keyring import Keyring
from .peer import BusError, variants  # noqa: F401

SANITIZER = re.compile(r"Sanitizer: |runtime error: |CRITICAL \*\*")
UNCOUNTED = ("junk", "trash", "sent", "drafts")


class RigTest(unittest.TestCase):
    """self.bus, self.keyring and self.daemon run; more is started with self.start()."""

    keyring_state = "unlocked"  # or "locked", or "absent"
    configuration = ""
    system_bus = False  # whether there is one, for mocks of the system's services
    daemon = None

    def setUp(self):
        self.servers = []
        self.parts = contextlib.ExitStack()
        self.addCleanup(self.parts.close)
        self.bus = self.start(Bus(self.system_bus))
        self.keyring = None
        if self.keyring_state != "absent":
            self.keyring = self.start(Keyring(self.bus, locked=self.keyring_state == "locked"))
        self.daemon = self.start(Posthornd(self.bus, self.configuration))
        self.addCleanup(self.check_end)

    def check_end(self):
        """The daemon ends cleanly when asked, and no sanitizer has complained."""
        self.assertIn(self.daemon.stop(), (0, None), "exit status of posthornd")
        reports = [line for line in self.daemon.log().splitlines() if SANITIZER.search(line)]
        self.assertEqual(reports, [], self.daemon.log()[-6000:])

    def start(self, part):
        """Starts PART; it is stopped when the test is over."""
        return self.parts.enter_context(part)

    def dovecot(self, **options):
        server = self.start(Dovecot(**options))
        self.servers.append(server)
        return server

    def diagnostics(self):
        if not self.daemon:
            return "the daemon does not start"
        logs = ["posthornd: " + line for line in self.daemon.log().splitlines()[-40:]]
        for server in self.servers:
            if server.folder:
                logs += ["dovecot: " + line for line in server.log().splitlines()[-15:]]
        return "\n".join(logs) or "nothing in the logs"

    def assert_refused(self, name, function, *arguments, **options):
        """FUNCTION fails on the bus with Posthorn's error NAME. Returns the message."""
        with self.assertRaises(BusError) as caught:
            function(*arguments, **options)
        full = name if "." in name else ERROR + name
        self.assertEqual(caught.exception.name, full, caught.exception.message)
        self.assertTrue(caught.exception.message.strip())
        return caught.exception.message

    def assert_equal_to_server(self, account, server):
        """Same folders, and in each the same messages, flags, octets and counters."""
        folders = self.daemon.folders(account)
        names = server.folder_names()
        self.assertEqual(sorted(set(folders) & set(names)), names, "folders are missing")
        properties = self.daemon.objects("Folder")
        extra = [name for name in set(folders) - set(names)
                 if properties[folders[name]]["Total"] > 0]
        self.assertEqual(extra, [], "folders with mail that the server does not have")
        unread = 0
        for name in names:
            values = properties[folders[name]]
            self._assert_equal_folder(name, folders[name], values, server)
            unread += 0 if values["Role"] in UNCOUNTED else values["Unread"]
        self.assertEqual(self.daemon.get(account, "Account", "Unread"), unread,
                         "Unread of the account")

    def _assert_equal_folder(self, name, path, values, server):
        there = server.contents(name)
        here = self.daemon.list(folder=path, keys=["id", "flags", "unread", "size"])
        self.assertEqual(len(here), len(there), f"number of messages in {name}")
        wanted = collections.Counter((flags, _digest(raw)) for _, flags, raw in there)
        found = collections.Counter((frozenset(row["flags"]) - {"\\Recent"},
                                     _digest(self.daemon.open(row["id"]))) for row in here)
        self.assertEqual(found - wanted, collections.Counter(), f"only here, in {name}")
        self.assertEqual(wanted - found, collections.Counter(), f"only at the server, in {name}")
        unread = sum("\\Seen" not in flags for _, flags, _ in there)
        self.assertEqual(values["Total"], len(there), f"Total of {name}")
        self.assertEqual(values["Unread"], unread, f"Unread of {name}")
        self.assertEqual(sum(row["unread"] for row in here), unread, f"unread rows of {name}")


def _digest(raw):
    return len(raw), hashlib.sha256(raw).hexdigest()[:16]


def fill(server, mails):
    """Delivers pieces of generator.Mail, making the folders they need."""
    known = set(server.folder_names())
    for mail in mails:
        if mail.folder not in known:
            server.create(mail.folder)
            known.add(mail.folder)
        server.deliver(mail.raw, mail.folder, flags=mail.flags, date=mail.date)
