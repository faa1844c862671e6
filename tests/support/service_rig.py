# SPDX-License-Identifier: GPL-3.0-or-later
"""posthorn.service under a real user manager, and what tests ask of it."""

import contextlib
import os
import unittest

from . import process, user_manager
from .daemon import NAME, ROOT
from .dovecot import Dovecot

UNIT = "posthorn.service"


class ServiceTest(unittest.TestCase):
    """self.manager runs and knows the service, which is not started yet."""

    namespaces = True  # whether users may make user namespaces
    manager = None

    def setUp(self):
        reason = user_manager.why_not()
        if reason:
            self.skipTest(reason)
        self.parts = contextlib.ExitStack()
        self.addCleanup(self.parts.close)
        self.manager = self.parts.enter_context(user_manager.UserManager(self.namespaces))
        self.manager.install_service()

    def diagnostics(self):
        if not self.manager or not self.manager.folder:
            return "there is no user manager"
        lines = [str(line.get("MESSAGE")) for line in self.manager.journal("-n", "40")]
        return "\n".join([*lines, self.manager.process.log()[-2000:]])

    def systemctl(self, *arguments, **options):
        return self.manager.run("systemctl", "--user", *arguments, **options)

    def start(self):
        self.systemctl("start", UNIT)

    def shown(self, name):
        return self.manager.show(name)[name]

    def wait_shown(self, name, accepts, timeout=30):
        """The service's property NAME as soon as ACCEPTS says yes to it."""
        process.wait_for(lambda: accepts(self.shown(name)), f"another {name}", timeout)
        return self.shown(name)

    def pid(self):
        return int(self.shown("MainPID"))

    def get(self, name, interface="Manager", path=ROOT):
        """A property as busctl prints it."""
        return self.manager.run("busctl", "--user", "get-property", NAME, path,
                                f"{NAME}.{interface}", name)

    def dovecot(self, **options):
        return self.parts.enter_context(Dovecot(**options))

    def add(self, server, *options, password=None, wait=True, check=True):
        """Connects SERVER as the account work, with its first synchronisation if WAIT."""
        with open(server.ca_file, encoding="ascii") as file:
            authority = self.manager.write(".local/share/posthorn/authority.pem", file.read())
        return self.manager.ctl(
            "add", "--id=work", "--host=localhost", f"--port={server.port}", "--tls=implicit",
            f"--user={server.user}", f"--ca-file={authority}", "--password-file=-",
            *["--no-wait"] * (not wait), *options, f"{server.user}@example.org",
            said=password or server.password, check=check)

    def configure(self, text):
        self.manager.write(".config/posthorn/posthorn.conf", text)

    def logged(self, **fields):
        """The lines of the service's journal that have all FIELDS."""
        return [line for line in self.manager.journal()
                if all(line.get(key) == value for key, value in fields.items())]

    def data(self, name):
        """A path below the daemon's data, as seen from here."""
        return self.manager.folder / os.path.join("home/.local/share/posthorn", name)
