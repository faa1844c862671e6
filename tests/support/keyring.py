# SPDX-License-Identifier: GPL-3.0-or-later
"""gnome-keyring-daemon on a private bus, which can be locked and unlocked without a prompt."""

import subprocess

import gi

from . import process
from .peer import Peer

gi.require_version("GLib", "2.0")
from gi.repository import GLib  # noqa: E402

SECRETS = "org.freedesktop.secrets"
SERVICE = "org.freedesktop.Secret.Service"
ROOT = "/org/freedesktop/secrets"
LOGIN = ROOT + "/collection/login"
UNLOCKER = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"


class Keyring:
    """start() returns when the Secret Service is on the bus, unlocked, or locked if so asked."""

    def __init__(self, bus, password="keyring", locked=False):
        self.bus, self.password, self.locked = bus, password, locked
        self.process = self.peer = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.process = process.Process(
            ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground",
             f"--control-directory={self.bus.folder.make('keyring')}"],
            self.bus.folder / "keyring.log", self.bus.environment, stdin=subprocess.PIPE)
        with self.process.child.stdin as pipe:
            pipe.write(self.password.encode())
        self.peer = Peer(self.bus.address, SECRETS)
        process.wait_for(self.peer.owned, "the keyring", process=self.process)
        if self.locked:
            self.lock()
        return self

    def stop(self):
        if self.process:
            self.peer.close()
            self.process.stop()
            self.process = None

    def lock(self):
        self.peer.call(ROOT, SERVICE, "Lock", "(ao)", [LOGIN])

    def unlock(self):
        _, session = self.peer.call(ROOT, SERVICE, "OpenSession", "(sv)", "plain",
                                    GLib.Variant("s", ""))
        secret = (session, b"", self.password.encode(), "text/plain")
        self.peer.call(ROOT, UNLOCKER, "UnlockWithMasterPassword", "(o(oayays))", LOGIN, secret)

    def is_locked(self):
        return self.peer.get(LOGIN, "org.freedesktop.Secret.Collection", "Locked")

    def items(self):
        """The attributes of everything stored, for a look at what was saved."""
        paths = self.peer.get(LOGIN, "org.freedesktop.Secret.Collection", "Items")
        return [self.peer.get(path, "org.freedesktop.Secret.Item", "Attributes")
                for path in paths]

    def forget(self):
        """Removes everything stored."""
        for path in self.peer.get(LOGIN, "org.freedesktop.Secret.Collection", "Items"):
            self.peer.call(path, "org.freedesktop.Secret.Item", "Delete")
