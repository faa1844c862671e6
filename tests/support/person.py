# SPDX-License-Identifier: GPL-3.0-or-later
"""An employee at a mail client: a bus connection of its own with one presence session."""

from .daemon import NAME, ROOT
from .peer import Peer, variants

INTERFACE = NAME + ".PresenceSession"


class Person:
    """start() opens the session; it ends with leave(), or with the connection by vanish()."""

    def __init__(self, bus, employee, client="webmail"):
        self.bus, self.employee, self.client = bus, employee, client
        self.peer = self.path = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.vanish()

    def start(self):
        self.peer = Peer(self.bus.address, NAME)
        self.path = self.peer.call(ROOT, NAME + ".Presence", "OpenSession", "(ss)", self.employee,
                                   self.client)
        return self

    def report(self):
        self.peer.call(self.path, INTERFACE, "ReportActivity")

    def open_webmail(self, account="/", folder=None):
        options = {"folder": ("o", folder)} if folder else {}
        self.peer.call(self.path, INTERFACE, "OpenWebmail", "(oa{sv})", account, variants(options))

    def show(self, visible=True):
        self.peer.set(self.path, INTERFACE, "Visible", "b", visible)

    def leave(self):
        self.peer.call(self.path, INTERFACE, "Close")

    def vanish(self):
        if self.peer:
            self.peer.close()
            self.peer = None
