# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Cyrus IMAP server, the second opinion beside Dovecot, in a folder of its own.

Its packages conflict with Dovecot's, so that they cannot be installed: ./dev keeps them in
build/cyrus, or in the folder that CYRUS names, and they are unpacked here.
"""

import functools
import glob
import grp
import imaplib
import os
import pwd
import re
import socket
import ssl
import subprocess
import time

from . import certificate, process
from .dovecot import quote

PACKAGES = ("cyrus-common", "cyrus-imapd")
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

SPECIAL = {"Drafts": "drafts", "Sent": "sent", "Junk": "junk", "Trash": "trash",
           "Archive": "archive"}

CONFIGURATION = """
configdirectory: {path}/conf
partition-default: {path}/spool
defaultpartition: default
cyrus_user: {user}
cyrus_group: {group}
admins: admin
servername: localhost
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN
allowplaintext: no
altnamespace: yes
unixhierarchysep: yes
conversations: 1
autocreate_quota: 0
autocreate_inbox_folders: {folders}
{special}
tls_server_cert: {path}/tls/server.pem
tls_server_key: {path}/tls/server.key
skiplist_unsafe: yes
"""

SERVICES = """
START {{
  recover cmd="{programs}/ctl_cyrusdb -C {path}/imapd.conf -r"
}}
SERVICES {{
  imap cmd="{programs}/imapd -C {path}/imapd.conf" listen="127.0.0.1:{imap_port}" proto="tcp4"
  imaps cmd="{programs}/imapd -C {path}/imapd.conf -s" listen="127.0.0.1:{port}" proto="tcp4"
}}
"""

PROTOCOL = re.compile(r"[<>]\d+[<>]|\* |[A-Za-z]+\d+ (OK|NO|BAD)")
LISTED = re.compile(rb'\((?P<flags>[^)]*)\) "[^"]*" (?:"(?P<quoted>.*)"|(?P<plain>.*))')


class Unavailable(Exception):
    """Why this machine cannot run Cyrus."""


def _package(name):
    cache = os.environ.get("CYRUS", os.path.join(TOP, "build", "cyrus"))
    found = sorted(glob.glob(os.path.join(cache, f"{name}_*.deb")))
    if not found:
        raise Unavailable(f"the package {name} is not in {cache}; ./dev test fetches it")
    return found[-1]


@functools.cache
def _installation():
    """(folder of the programs, environment for them), unpacked once."""
    packages = [_package(name) for name in PACKAGES]
    folder = process.Folder("ph-cyrus-programs-", mode=0o755)
    for package in packages:
        subprocess.run(["dpkg", "-x", package, folder.path], check=True)
    os.chmod(folder.path, 0o755)
    programs = folder / "usr/lib/cyrus/bin"
    libraries = glob.glob(folder / "usr/lib/*-linux-gnu*")
    environment = {**os.environ, "LD_LIBRARY_PATH": ":".join(libraries)}
    told = subprocess.run(["ldd", programs + "/imapd"], env=environment, capture_output=True,
                          text=True, check=True).stdout
    missing = re.findall(r"(\S+) => not found", told)
    if missing:
        raise Unavailable(f"Cyrus lacks the libraries {' '.join(missing)}")
    return programs, environment


def why_not():
    """The reason why there can be no Cyrus here, or None."""
    try:
        _installation()
    except Unavailable as reason:
        return str(reason)
    return None


def decode(name):
    """The name behind modified UTF-7."""
    def letters(match):
        code = match[1].replace(",", "/")
        octets = imaplib.binascii.a2b_base64(code + "=" * (-len(code) % 4))
        return octets.decode("utf-16-be")
    return re.sub("&([^-]*)-", lambda match: letters(match) if match[1] else "&", name)


class Cyrus:
    """start() returns when the server answers; every user exists, with any password."""

    def __init__(self, user="anna", password="sesame", special=None):
        self.user, self.password = user, password
        self.special = SPECIAL if special is None else special
        self.folder = self.process = self.connection = None
        self.failure = None     # why the last connection was none
        self.failures = []      # of attempts to start it
        self.port = self.imap_port = 0

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def ca_file(self):
        return self.folder / "tls/ca.pem"

    def start(self):
        self.folder = process.Folder("ph-cyrus-", mode=0o755)
        certificate.make(self.folder.make("tls", 0o755))
        os.chmod(self.folder / "tls/server.key", 0o644)
        self.failures = []
        for _ in range(3):
            if self._try_to_start():
                return self
        raise RuntimeError("\n".join(["Cyrus does not start:", *self.failures, self.log()]))

    def _try_to_start(self):
        self.port, self.imap_port = process.free_port(), process.free_port()
        owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        programs, _ = _installation()
        special = "\n".join(f"xlist-{use}: {name}" for name, use in self.special.items())
        self.folder.write("imapd.conf", CONFIGURATION.format(
            path=self.folder.path, user=owner.pw_name, group=grp.getgrgid(owner.pw_gid).gr_name,
            folders="|".join(self.special), special=special))
        self.folder.write("cyrus.conf", SERVICES.format(
            path=self.folder.path, programs=programs, port=self.port, imap_port=self.imap_port))
        for name in ("conf", "conf/db", "conf/lock", "conf/log", f"conf/log/{self.user}",
                     "conf/msg", "conf/proc", "conf/socket", "spool"):
            os.chown(self.folder.make(name), owner.pw_uid, owner.pw_gid)
        self._run()
        try:
            process.wait_for(self._answers, "Cyrus", process=self.process)
            return True
        except (RuntimeError, TimeoutError) as error:
            self.process.stop()
            self.failures.append(f"{error}; its last answer: {self.failure}")
            return False

    def _run(self):
        programs, environment = _installation()
        self.process = process.Process(
            [programs + "/master", "-D", "-C", self.folder / "imapd.conf",
             "-M", self.folder / "cyrus.conf", "-p", self.folder / "conf/master.pid"],
            self.folder / "out.log", environment)

    def halt(self):
        """Off the network, the mail kept, until restart()."""
        self.connection = None
        self.process.stop()

    def restart(self):
        """The same mail on the same ports."""
        self._run()
        process.wait_for(self._answers, "Cyrus", process=self.process)

    def stop(self):
        if self.folder:
            self.process.stop()
            self.folder.remove()
            self.folder = self.connection = None

    def _answers(self):
        try:
            self.imap().logout()
            return True
        except (OSError, imaplib.IMAP4.error) as error:
            self.failure = error
            return False

    def imap(self):
        """A connection over TLS, logged in."""
        context = ssl.create_default_context(cafile=self.ca_file)
        connection = imaplib.IMAP4_SSL("localhost", self.port, ssl_context=context)
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.login(self.user, self.password)
        return connection

    def _own(self):
        """The one connection of the methods below, kept open."""
        self.connection = self.connection or self.imap()
        return self.connection

    def deliver(self, raw, folder="INBOX", flags=(), date=None):
        """Appends one message, its lines ended by CRLF. Returns its UID."""
        when = imaplib.Time2Internaldate(date if date is not None else time.time())
        kind, answer = self._own().append(quote(folder), f"({' '.join(flags)})", when, raw)
        if kind != "OK":
            raise RuntimeError(f"Cyrus refuses a message for {folder}: {answer}")
        return int(answer[0].split(b"]")[0].split()[-1])

    def create(self, name):
        kind, answer = self._own().create(quote(name))
        if kind != "OK":
            raise RuntimeError(f"Cyrus refuses the folder {name}: {answer}")

    def forget_expunged(self):
        """What the nightly cleaning does: no trace of expunged messages is kept."""
        programs, environment = _installation()
        subprocess.run([programs + "/cyr_expire", "-C", self.folder / "imapd.conf", "-E", "1",
                        "-X", "0"], env=environment, check=True, capture_output=True)

    def folder_names(self):
        """Every folder that can be selected, decoded."""
        _, lines = self._own().list()
        found = [LISTED.fullmatch(line) for line in lines]
        return sorted(decode((match["quoted"] or match["plain"]).decode()) for match in found
                      if b"\\Noselect" not in match["flags"])

    def contents(self, folder):
        """[(UID, flags without \\Recent, raw octets)] of FOLDER, by UID."""
        connection = self._own()
        _, (count,) = connection.select(quote(folder), readonly=True)
        _, answer = connection.fetch("1:*", "(UID FLAGS BODY.PEEK[])") if int(count) else (0, [])
        connection.unselect()
        found = []
        for head, raw in (item for item in answer if isinstance(item, tuple)):
            uid = int(re.search(rb"UID (\d+)", head)[1])
            flags = re.search(rb"FLAGS \(([^)]*)\)", head)[1].decode().split()
            found.append((uid, frozenset(flags) - {"\\Recent"}, raw))
        return found

    def log(self):
        """What the server printed, and what went over its connections, without the mail."""
        text = self.process.log() if self.process else ""
        for path in sorted(glob.glob(self.folder / "conf/log/*/*"), key=os.path.getmtime):
            with open(path, encoding="utf-8", errors="replace") as file:
                text += "".join(line for line in file if PROTOCOL.match(line))
        return text
