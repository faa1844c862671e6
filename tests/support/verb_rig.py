# SPDX-License-Identifier: GPL-3.0-or-later
"""An account with some mail to do things to, and the server's side of it."""

from . import generator, rig

MESSAGES = 6


class VerbTest(rig.RigTest):
    capability = None

    def setUp(self):
        super().setUp()
        self.server = self.start_server()
        self.server.create("Projects")
        made = generator.Generator(11)
        for _ in range(MESSAGES):
            self.server.deliver(made.message(2000))
        self.account = self.daemon.add_account(self.server)
        self.folders = self.daemon.folders(self.account)

    def start_server(self):
        return self.dovecot(capability=self.capability)

    def ids(self, folder="INBOX"):
        return [row["id"] for row in self.daemon.list(folder=self.folders[folder], keys=["id"])]

    def call(self, verb, ids, *more):
        signatures = {"Flag": "(atasas)", "Move": "(ato)", "Copy": "(ato)", "Delete": "(ata{sv})",
                      "Spam": "(ata{sv})"}
        return self.daemon.call("Messages", verb, signatures.get(verb, "(at)"), ids, *more)

    def row(self, number, *keys):
        return self.daemon.call("Messages", "Get", "(atas)", [number], list(keys))[0]

    def wait_told(self, timeout=60):
        """Until nothing is pending any more."""
        def told():
            rows = self.daemon.list(account=self.account, keys=["pending"])
            return not any(row["pending"] for row in rows)
        self.daemon.peer.wait_until(told, "the server's word", timeout)

    def flags_there(self, folder="INBOX"):
        return sorted(tuple(sorted(flags)) for _, flags, _ in self.server.contents(folder))

    def there(self, folder):
        return len(self.server.contents(folder))

    def wait_there(self, folder, count):
        self.daemon.peer.wait_until(lambda: self.there(folder) == count, f"{count} in {folder}", 20)

    def assert_same(self):
        self.wait_told()
        self.daemon.synchronise(self.account)
        self.assert_equal_to_server(self.account, self.server)

    def get(self, folder, name):
        return self.daemon.get(self.folders[folder], "Folder", name)
