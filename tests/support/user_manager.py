# SPDX-License-Identifier: GPL-3.0-or-later
"""A real `systemd --user` of a user without privileges, with a /run and a journal of its own. Its
bus lets root in, too, as which the tests run."""

import contextlib
import json
import os
import pwd
import subprocess

from . import process
from .daemon import NAME, program

USER, HOME = "anna", "/home/anna"
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIBEXEC, BIN = "/run/posthorn/libexec", "/run/posthorn/bin"  # where the built programs are inside
JOURNAL = "anna"  # a journal namespace, as the machine's own lies elsewhere

# Begun anew once the user namespace has its map: only then does an exec keep root's capabilities.
START = 'read -r go; exec sh -ec "$0" sh "$@"'
INSIDE = f"""
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system /run/systemd/unit-root /run/user /run/log/journal {LIBEXEC} {BIN} \\
  /run/systemd/journald@{JOURNAL}.conf.d
mkdir -m 700 /run/user/$1
chown $1:$1 /run/user/$1
{{ cat /etc/passwd; echo "{USER}:x:$1:$1::{HOME}:/bin/sh"; }} >/run/passwd
mount --bind /run/passwd /etc/passwd
mount -t tmpfs tmpfs /home
mount -t tmpfs -o mode=1777 tmpfs /srv
mount -t tmpfs tmpfs /etc/dbus-1/session.d
echo '<busconfig><policy context="default"><allow user="root"/></policy></busconfig>' \\
  >/etc/dbus-1/session.d/test.conf
mkdir {HOME}
mount --bind "$5" {HOME}
mount --bind "$2" {LIBEXEC}
mount --bind "$3" {BIN}
printf '[Journal]\\nStorage=volatile\\nAudit=\\n' \\
  >/run/systemd/journald@{JOURNAL}.conf.d/test.conf
ln -s journal.{JOURNAL} /run/systemd/journal
/lib/systemd/systemd-journald {JOURNAL} &
until [ -S /run/systemd/journal/socket ]; do sleep 0.01; done
[ "$4" = namespaces ] || echo 0 >/proc/sys/user/max_user_namespaces
exec setpriv --reuid=$1 --regid=$1 --clear-groups /lib/systemd/systemd --user
"""


def why_not():
    """Why this machine cannot run one, "" when it can."""
    if os.geteuid() != 0:
        return "a user manager of its own needs root for the mount namespace"
    if not os.path.exists("/lib/systemd/systemd"):
        return "systemd is not installed"
    probe = subprocess.run(["unshare", "-m", "--propagation", "private", "mount", "-t", "tmpfs",
                            "tmpfs", "/run"], capture_output=True, text=True, check=False)
    if probe.returncode != 0:
        return f"no mount namespace: {probe.stderr.strip()}"
    with _ControlGroups("ph-probe") as groups:
        return "" if groups.paths else "no control group can be made"


def _free_user():
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    return next(number for number in range(4711, 65000) if number not in taken)


class _ControlGroups:
    """A group in each hierarchy that systemd uses, given to a user."""

    def __init__(self, name):
        self.paths = []
        for top in ("/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"):
            path = os.path.join(top, name)
            with contextlib.suppress(OSError):
                if os.path.exists(os.path.join(top, "cgroup.procs")):
                    os.mkdir(path)
                    self.paths.append(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()

    def give(self, user, pid):
        for path in self.paths:
            for name in ("", "cgroup.procs", "cgroup.subtree_control", "cgroup.threads"):
                with contextlib.suppress(FileNotFoundError):
                    os.chown(os.path.join(path, name), user, user)
            with open(os.path.join(path, "cgroup.procs"), "w", encoding="ascii") as file:
                file.write(str(pid))

    def remove(self):
        process.wait_for(self._are_gone, "the end of what ran in the control groups")

    def _are_gone(self):
        """One in which a process is still ending cannot be removed yet."""
        for path in self.paths:
            for folder, _, _ in os.walk(path, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
        return not any(map(os.path.exists, self.paths))


class UserManager:
    """start() returns when its bus accepts connections; run() is a command inside. Without
    NAMESPACES no process inside can make a user namespace, as on kernels that forbid it."""

    def __init__(self, namespaces=True):
        self.namespaces = namespaces
        self.folder = self.process = self.groups = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.folder = process.Folder("ph-user-", mode=0o755)
        self.user = _free_user()
        self.environment = self._environment()
        for name in ("home/.config/systemd/user", "home/.local/share/dbus-1/services"):
            self.folder.make(name)
        self._own_home()
        unshare = ["unshare", "-m", "--propagation", "private"] + ["-U"] * (not self.namespaces)
        self.process = process.Process(
            [*unshare, "sh", "-c", START, INSIDE, str(self.user), os.path.dirname(program()),
             os.path.dirname(program("posthornctl")), "namespaces" if self.namespaces else "none",
             self.folder.make("home")],
            self.folder / "systemd.log", {**self.environment, "SYSTEMD_LOG_TARGET": "journal"},
            stdin=subprocess.PIPE)
        self.groups = _ControlGroups(f"ph-user-{self.process.pid}")
        self._give()
        process.wait_for(self.has_bus, "the bus of the user manager", process=self.process)
        return self

    def _environment(self):
        return {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "HOME": HOME,
            "XDG_RUNTIME_DIR": f"/run/user/{self.user}",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path=/run/user/{self.user}/bus",
            # The leak checker would have to trace the daemon, which its sandbox denies.
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "").replace("detect_leaks=1", "")
                            + ":detect_leaks=0",
        }

    def _give(self):
        self.groups.give(self.user, self.process.pid)
        if not self.namespaces:
            process.wait_for(self._has_own_users, "a user namespace", process=self.process)
            for name in ("uid_map", "gid_map"):
                with open(f"/proc/{self.process.pid}/{name}", "w", encoding="ascii") as file:
                    file.write("0 0 65536")
        with self.process.child.stdin as pipe:
            pipe.write(b"go\n")

    def _has_own_users(self):
        return (os.readlink(f"/proc/{self.process.pid}/ns/user")
                != os.readlink("/proc/self/ns/user"))

    def stop(self):
        if self.folder:
            self.process.stop()
            self.groups.remove()
            self.folder.remove()
            self.folder = None

    def has_bus(self):
        return os.path.exists(
            f"/proc/{self.process.pid}/root{self.environment['XDG_RUNTIME_DIR']}/bus")

    def enter(self, *arguments, user=None):
        """The command line that runs ARGUMENTS inside, as its user or another."""
        user = str(self.user if user is None else user)
        return ["nsenter", "-t", str(self.process.pid), "-m", *["-U"] * (not self.namespaces),
                "-S", user, "-G", user, *arguments]

    def run(self, *arguments, check=True, **options):
        """Standard output of a command inside, which must not fail unless CHECK is False."""
        done = self.spawn(*arguments, **options)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(arguments)}: {done.returncode}\n{done.stderr}")
        return done.stdout.strip()

    def spawn(self, *arguments, user=None, said="", timeout=60):
        """A command inside with SAID on its standard input, however it ends: a
        CompletedProcess."""
        return subprocess.run(self.enter(*arguments, user=user), env=self.environment, input=said,
                              capture_output=True, text=True, check=False, timeout=timeout)

    def ctl(self, *arguments, **options):
        return self.run(f"{BIN}/posthornctl", *arguments, **options)

    def start_keyring(self):
        """The Secret Service of that user, unlocked."""
        keyring = process.Process(
            self.enter("gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"),
            self.folder / "keyring.log", self.environment, stdin=subprocess.PIPE)
        with keyring.child.stdin as pipe:
            pipe.write(b"keyring")
        process.wait_for(lambda: self.has_name("org.freedesktop.secrets"), "the keyring",
                         process=keyring)
        return keyring

    def has_name(self, name):
        return self.run("busctl", "--user", "call", "org.freedesktop.DBus", "/org/freedesktop/DBus",
                        "org.freedesktop.DBus", "NameHasOwner", "s", name) == "b true"

    def write(self, name, text):
        """A file below the home; its path inside."""
        self.folder.write(os.path.join("home", name), text)
        self._own_home()
        return os.path.join(HOME, name)

    def read(self, name):
        with open(self.folder / os.path.join("home", name), encoding="utf-8") as file:
            return file.read()

    def _own_home(self):
        subprocess.run(["chown", "-R", f"{self.user}:{self.user}", self.folder / "home"],
                       check=True)

    def install(self, template, target):
        """TEMPLATE of the source tree with its @values@ filled in, as TARGET below the home."""
        with open(os.path.join(SOURCE, template), encoding="utf-8") as file:
            text = file.read()
        for key, value in {"libexecdir": LIBEXEC, "datadir": "/usr/share"}.items():
            text = text.replace(f"@{key}@", value)
        self.write(target, text)

    def install_service(self):
        self.install("systemd/posthorn.service.in", ".config/systemd/user/posthorn.service")
        self.install(f"data/{NAME}.service.in", f".local/share/dbus-1/services/{NAME}.service")
        self.reload()
        self.run("busctl", "--user", "call", "org.freedesktop.DBus", "/org/freedesktop/DBus",
                 "org.freedesktop.DBus", "ReloadConfig")

    def drop_in(self, name, text):
        """More settings of the service, which is not started again."""
        self.write(f".config/systemd/user/posthorn.service.d/{name}.conf", text)
        self.reload()

    def reload(self):
        self.run("systemctl", "--user", "daemon-reload")

    def show(self, *names):
        """{property: value} of the service."""
        text = self.run("systemctl", "--user", "show", "posthorn.service",
                        *[f"--property={name}" for name in names])
        return dict(line.split("=", 1) for line in text.splitlines())

    def journal(self, *arguments):
        """What the service has logged, as dictionaries of fields."""
        self.run("journalctl", f"--namespace={JOURNAL}", "--sync", user=0)
        lines = self.run("journalctl", f"--namespace={JOURNAL}", "-o", "json", "-q", *arguments,
                         user=0).splitlines()
        return [json.loads(line) for line in lines]
