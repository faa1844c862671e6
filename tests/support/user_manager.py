# SPDX-License-Identifier: GPL-3.0-or-later
"""A real `systemd --user` with a /run of its own, in a mount namespace that only root can make."""

import os
import subprocess

from . import process

SCRIPT = """
mount -t tmpfs tmpfs /run
mkdir -p -m 700 /run/systemd/system /run/user/0
exec /lib/systemd/systemd --user
"""


def why_not():
    """Why this machine cannot run one, "" when it can."""
    if os.geteuid() != 0:
        return "a user manager of its own needs root for the mount namespace"
    if not os.path.exists("/lib/systemd/systemd"):
        return "systemd is not installed"
    probe = subprocess.run(["unshare", "-m", "--propagation", "private", "mount", "-t", "tmpfs",
                            "tmpfs", "/run"], capture_output=True, text=True, check=False)
    return "" if probe.returncode == 0 else f"no mount namespace: {probe.stderr.strip()}"


class UserManager:
    """start() returns when its bus accepts connections; run() is a command inside."""

    def __init__(self):
        self.folder = self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.folder = process.Folder("ph-user-")
        self.environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "HOME": self.folder.make("home"),
            "XDG_CONFIG_HOME": self.folder.make("home/.config"),
            "XDG_DATA_HOME": self.folder.make("home/.local/share"),
            "XDG_RUNTIME_DIR": "/run/user/0",
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/0/bus",
        }
        self.process = process.Process(
            ["unshare", "-m", "--propagation", "private", "sh", "-ec", SCRIPT],
            self.folder / "systemd.log", self.environment)
        process.wait_for(self.has_bus, "the bus of the user manager", process=self.process)
        return self

    def stop(self):
        if self.folder:
            self.process.stop()
            self.folder.remove()
            self.folder = None

    def has_bus(self):
        return os.path.exists(f"/proc/{self.process.pid}/root/run/user/0/bus")

    def install(self, template, target, values):
        """TEMPLATE of the source tree with its @values@ filled in, as TARGET below the home."""
        with open(template, encoding="utf-8") as file:
            text = file.read()
        for key, value in values.items():
            text = text.replace(f"@{key}@", value)
        self.folder.write(os.path.join("home", target), text)

    def run(self, *arguments):
        """Standard output of a command inside; CalledProcessError when it fails."""
        done = self.spawn(*arguments)
        done.check_returncode()
        return done.stdout.strip()

    def spawn(self, *arguments, said="", timeout=60):
        """The same with SAID on its standard input, however it ends: a CompletedProcess."""
        return subprocess.run(self.entered(*arguments), env=self.environment, input=said,
                              capture_output=True, text=True, check=False, timeout=timeout)

    def entered(self, *arguments):
        """The command line that runs ARGUMENTS inside."""
        return ["nsenter", "-t", str(self.process.pid), "-m", *arguments]

    def start_keyring(self):
        """A keyring inside, unlocked, as logging in would do it; it ends with the bus."""
        self.spawn("gnome-keyring-daemon", "--unlock", "--components=secrets", "--daemonize",
                   said="keyring").check_returncode()
