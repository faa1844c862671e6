# SPDX-License-Identifier: GPL-3.0-or-later
"""The built posthornd on a private bus, and what tests ask of it."""

import os

from . import process
from .peer import BusError, Peer, variants  # noqa: F401

NAME = "org.posthorn.Posthorn1"
ROOT = "/org/posthorn/Posthorn1"
ERROR = NAME + ".Error."
INVALID_ARGS = "org.freedesktop.DBus.Error.InvalidArgs"


def program(name="posthornd"):
    """The path of a built program: from the environment, as meson sets it, else from build/."""
    path = os.environ.get(name.upper().replace("-", "_"))
    if path:
        return path
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return os.path.join(top, "build", "daemon" if name == "posthornd" else "dbus/ctl", name)


def pipe_with(text):
    """The reading end of a pipe that holds TEXT and then ends."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as file:
        file.write(text.encode())
    return reader


class Posthornd:
    """start() returns when the name is owned. Mail lies in the bus's home until that is removed."""

    def __init__(self, bus, configuration=""):
        self.bus, self.configuration = bus, configuration
        self.process = self.peer = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        if self.configuration:
            self.bus.folder.write("home/.config/posthorn/posthorn.conf", self.configuration)
        self.process = process.Process([program()], self.log_path, self.bus.environment)
        self.peer = Peer(self.bus.address, NAME)
        process.wait_for(self.peer.owned, "posthornd", process=self.process)
        return self

    def stop(self):
        """Returns the exit status; 0 is a clean end."""
        if not self.process:
            return None
        self.peer.close()
        status = self.process.stop(patience=30)
        self.process = None
        return status

    def kill9(self):
        self.peer.close()
        self.process.kill9()
        self.process = None

    def restart(self):
        self.stop()
        return self.start()

    @property
    def log_path(self):
        return self.bus.folder / "posthornd.log"

    @property
    def data(self):
        return os.path.join(self.bus.environment["XDG_DATA_HOME"], "posthorn")

    def log(self):
        if not os.path.exists(self.log_path):
            return ""
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def memory(self, name="VmRSS"):
        """Resident KiB of the daemon itself; "VmHWM" = the most since forget_peak()."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(name))

    def forget_peak(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")

    def call(self, interface, method, signature="()", *arguments, path=ROOT, **options):
        return self.peer.call(path, f"{NAME}.{interface}", method, signature, *arguments, **options)

    def get(self, path, interface, name):
        return self.peer.get(path, f"{NAME}.{interface}", name)

    def set(self, path, interface, name, signature, value):
        self.peer.set(path, f"{NAME}.{interface}", name, signature, value)

    def objects(self, interface):
        """{path: properties} of everything with INTERFACE, from the ObjectManager."""
        found = self.peer.call(ROOT, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
        name = f"{NAME}.{interface}"
        return {path: all_of[name] for path, all_of in found.items() if name in all_of}

    def account_options(self, dovecot, slug="work", **changes):
        options = {
            "address": f"{dovecot.user}@example.org", "name": slug.capitalize(),
            "user": dovecot.user, "id": slug, "host": "localhost", "port": dovecot.port,
            "tls": "implicit", "ca-file": dovecot.ca_file,
        }
        options.update({key.replace("_", "-"): value for key, value in changes.items()})
        return {key: value for key, value in options.items() if value is not None}

    def add_account(self, dovecot, slug="work", password=None, wait=True, timeout=60, **changes):
        """The new account's path, after its first synchronisation has ended well if WAIT."""
        options = variants(self.account_options(dovecot, slug, **changes))
        options.update(variants({"password-fd": ("h", 0)}))
        reader = pipe_with(dovecot.password if password is None else password)
        account = self.call("Manager", "AddAccount", "(a{sv})", options, fds=[reader],
                            timeout=timeout)
        if wait:
            self.synchronise(account, timeout=timeout)
        return account

    def sync(self, account):
        """The path of a new job, or of the one that runs."""
        return self.call("Account", "Sync", "(a{sv})", {}, path=account)

    def wait_job(self, job, timeout=60):
        """(result, (error name, message)) of JOB once it has ended."""
        signal = self.peer.wait_signal("JobFinished", where=lambda values: values[0] == job,
                                       timeout=timeout)
        return signal.arguments[1], signal.arguments[2]

    def synchronise(self, account, timeout=60):
        result, error = self.wait_job(self.sync(account), timeout)
        if result != "done":
            raise AssertionError(f"the check of {account} is {result}: {error}\n{self.log()}")

    def list(self, keys=(), **filters):
        """Rows of Messages.List, all pages of them."""
        kinds = {"account": "o", "folder": "o", "since": "x", "before": "x", "thread": "t"}
        options = {key.replace("_", "-"): (kinds[key], value) if key in kinds else value
                   for key, value in filters.items()}
        options["keys"] = ("as", list(keys))
        rows = []
        while True:
            page = self.call("Messages", "List", "(a{sv})",
                             variants({**options, "offset": len(rows), "limit": 1000}))
            rows += page
            if len(page) < 1000:
                return rows

    def open(self, message, part=""):
        """The octets of a message or of one of its parts."""
        (handle, _info), fds = self.peer.call_with_fds(
            ROOT, f"{NAME}.Messages", "Open", "(ts)", message, part)
        with os.fdopen(fds.get(handle), "rb") as file:
            return file.read()

    def folders(self, account):
        """{path at the server: object path} of the account's folders."""
        return {values["Path"]: path for path, values in self.objects("Folder").items()
                if values["Account"] == account}
