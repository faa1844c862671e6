# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Dovecot on free loopback ports, in a folder of its own, as root or as anyone."""

import glob
import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import ssl
import subprocess
import time

from . import certificate, process

imaplib._MAXLINE = 100_000_000

NOBODY = 65534  # mail belongs to it when root runs the tests: Dovecot refuses mail of root

SPECIAL = {"Drafts": "Drafts", "Sent": "Sent", "Junk": "Junk", "Trash": "Trash",
           "Archive": "Archive"}

CONFIGURATION = """
base_dir = {path}/run
state_dir = {path}/state
log_path = {path}/dovecot.log
instance_name = {name}
listen = 127.0.0.1
protocols = imap lmtp
ssl = required
ssl_cert = <{path}/tls/server.pem
ssl_key = <{path}/tls/server.key
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 0
first_valid_gid = 0
mail_fsync = never
mail_location = {location}
mail_max_userip_connections = 1000
mailbox_list_index = yes
login_greeting = ready.
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={path}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
{mailboxes}
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
protocol imap {{
  mail_max_userip_connections = 1000
  rawlog_dir = %h/rawlog
{capability}
}}
"""

ORDINARY_USER = """
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def quote(name):
    """NAME as it goes over the wire: modified UTF-7 in quotes."""
    encoded = name.replace("&", "&-") if name.isascii() else _utf7(name)
    return '"' + encoded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quota(limit):
    """What makes a server allow no more than LIMIT, 64K or 10M."""
    return f"""
mail_plugins = quota
plugin {{
  quota = count:User quota
  quota_vsizes = yes
  quota_grace = 0
  quota_rule = *:storage={limit}
}}
protocol imap {{
  mail_plugins = quota imap_quota
}}
"""


def _utf7(name):
    out, run = [], []

    def flush():
        if run:
            code = "".join(run).encode("utf-16-be")
            out.append("&" + _base64(code) + "-")
            run.clear()

    for letter in name:
        if " " <= letter <= "~":
            flush()
            out.append("&-" if letter == "&" else letter)
        else:
            run.append(letter)
    flush()
    return "".join(out)


def _base64(octets):
    import binascii
    return binascii.b2a_base64(octets, newline=False).decode().rstrip("=").replace("/", ",")


class Dovecot:
    """start() returns when the server answers; users exist as soon as they are named."""

    def __init__(self, user="anna", password="sesame", location="mdbox:~/mail", folders=(),
                 capability=None, special=None, separator="/", extra=""):
        self.user, self.password, self.location = user, password, location
        self.folders, self.capability, self.extra = folders, capability, extra
        self.separator = separator
        self.special = SPECIAL if special is None else special
        self.folder = self.process = None
        self.connections = {}
        self.port = self.imap_port = self.lmtp_port = 0

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def ca_file(self):
        return self.folder / "tls/ca.pem"

    def start(self):
        self.folder = process.Folder("ph-dovecot-", mode=0o755)
        os.chmod(self.folder.make("mail"), 0o777)
        certificate.make(self.folder.make("tls", 0o755))
        for attempt in range(5):
            if self._try_to_start():
                break
        else:
            raise RuntimeError("Dovecot does not start:\n" + self.log())
        for name in self.folders:
            self.create(name)
        return self

    def _try_to_start(self):
        self.port, self.imap_port, self.lmtp_port = (process.free_port() for _ in range(3))
        path = self.folder.write("dovecot.conf", self._configuration())
        self.process = process.Process(["/usr/sbin/dovecot", "-c", path, "-F"],
                                       self.folder / "out.log")
        try:
            process.wait_for(self._answers, "Dovecot", process=self.process)
            return True
        except RuntimeError:
            self.process.stop()
            return False

    def restart(self):
        """The same mail on the same ports."""
        self._drop_connections()
        self.process.stop()
        self.process = process.Process(
            ["/usr/sbin/dovecot", "-c", self.folder / "dovecot.conf", "-F"],
            self.folder / "out.log")
        process.wait_for(self._answers, "Dovecot", process=self.process)

    def halt(self):
        """Off the network, the mail kept, until restart()."""
        self._drop_connections()
        self.process.stop()

    def stop(self):
        if self.folder:
            self._drop_connections()
            self.process.send_group(signal.SIGKILL)  # a clean end takes a second, for nothing
            self.process.stop()
            self.folder.remove()
            self.folder = None

    def _configuration(self):
        boxes = "".join(f"  mailbox {name} {{\n    special_use = \\{use}\n    auto = subscribe\n  }}\n"
                        for name, use in self.special.items())
        uid, gid = os.geteuid(), os.getegid()
        owner = (NOBODY, NOBODY) if uid == 0 else (uid, gid)
        text = CONFIGURATION.format(
            path=self.folder.path, name=os.path.basename(self.folder.path), uid=owner[0], gid=owner[1],
            location=self.location, separator=self.separator, password=self.password,
            mailboxes=boxes, port=self.port, imap_port=self.imap_port, lmtp_port=self.lmtp_port,
            capability=f"  imap_capability = {self.capability}" if self.capability else "")
        if uid != 0:
            text += ORDINARY_USER.format(user=pwd.getpwuid(uid).pw_name,
                                         group=grp.getgrgid(gid).gr_name)
        return text + self.extra + "\n"

    def _answers(self):
        try:
            self.imap(cached=False).logout()
            return True
        except (OSError, imaplib.IMAP4.error):
            return False

    def tls_context(self):
        return ssl.create_default_context(cafile=self.ca_file)

    def imap(self, user=None, cached=False):
        """A connection over TLS, logged in; a cached one is closed by stop()."""
        user = user or self.user
        if cached and user in self.connections:
            return self.connections[user]
        connection = imaplib.IMAP4_SSL("localhost", self.port, ssl_context=self.tls_context())
        connection.sock.setsockopt(6, 1, 1)
        connection.login(user, self.password)
        if cached:
            self.connections[user] = connection
        return connection

    def _drop_connections(self):
        for connection in self.connections.values():
            try:
                connection.logout()
            except (OSError, imaplib.IMAP4.error):
                pass
        self.connections.clear()

    def deliver(self, raw, folder="INBOX", user=None, flags=(), date=None):
        """Appends one message, its lines ended by CRLF. Returns its UID."""
        when = imaplib.Time2Internaldate(date if date is not None else time.time())
        connection = self.imap(user, cached=True)
        kind, answer = connection.append(quote(folder), f"({' '.join(flags)})", when,
                                         raw)
        if kind != "OK":
            raise RuntimeError(f"Dovecot refuses a message for {folder}: {answer}")
        return int(answer[0].split(b"]")[0].split()[-1])

    def deliver_all(self, raws, folder="INBOX", user=None, flags=(), date=None, at_once=200):
        """Appends many with one MULTIAPPEND for AT_ONCE of them."""
        connection = self.imap(user, cached=True)
        start = int(date if date is not None else time.time())
        batch = []
        for number, raw in enumerate(raws):
            head = f" ({' '.join(flags)}) {imaplib.Time2Internaldate(start + number)} {{{len(raw)}+}}"
            batch.append(head.encode() + b"\r\n" + raw)
            if len(batch) == at_once:
                self._append(connection, folder, batch)
                batch = []
        if batch:
            self._append(connection, folder, batch)

    @staticmethod
    def _append(connection, folder, batch):
        tag = connection._new_tag()
        connection.send(tag + b" APPEND " + quote(folder).encode() + b"".join(batch) + b"\r\n")
        kind, answer = connection._command_complete("APPEND", tag)
        if kind != "OK":
            raise RuntimeError(f"Dovecot refuses mail for {folder}: {answer}")

    def create(self, name, user=None):
        self.doveadm("mailbox", "create", "-u", user or self.user, "-s", name)

    def folder_names(self, user=None):
        """Every folder that can be selected, decoded."""
        names = self.doveadm("mailbox", "list", "-u", user or self.user).splitlines()
        connection = self.imap(user)
        found = [name for name in names if connection.select(quote(name), readonly=True)[0] == "OK"]
        connection.logout()
        return sorted(found)

    def contents(self, folder, user=None):
        """[(UID, flags without \\Recent, raw octets)] of FOLDER, by UID."""
        connection = self.imap(user, cached=True)
        _, (count,) = connection.select(quote(folder), readonly=True)
        _, answer = connection.fetch("1:*", "(UID FLAGS BODY.PEEK[])") if int(count) else (0, [])
        connection.close()  # read-only, so that nothing is expunged
        found = []
        for head, raw in (item for item in answer if isinstance(item, tuple)):
            uid = int(re.search(rb"UID (\d+)", head)[1])
            flags = re.search(rb"FLAGS \(([^)]*)\)", head)[1].decode().split()
            found.append((uid, frozenset(flags) - {"\\Recent"}, raw))
        return found

    def doveadm(self, *arguments, check=True, data=None):
        done = subprocess.run(
            ["/usr/bin/doveadm", "-c", self.folder / "dovecot.conf", *arguments],
            input=data, capture_output=True, check=False)
        if check and done.returncode != 0:
            raise RuntimeError(f"doveadm {' '.join(arguments)}: {done.stderr.decode()}")
        return done.stdout.decode()

    def record(self, user=None):
        """From now on every command and answer after the login of USER is kept, with its time."""
        user = user or self.user
        self.doveadm("mailbox", "status", "-u", user, "messages", "INBOX")
        path = self.record_path(user)
        os.makedirs(path, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)

    def record_path(self, user=None):
        return self.folder / f"mail/{user or self.user}/rawlog"

    def commands(self, word, user=None):
        """The lines with WORD that clients of USER have said since record()."""
        lines = []
        for name in sorted(glob.glob(self.record_path(user) + "/*.in")):
            with open(name, encoding="utf-8", errors="replace") as file:
                lines += [line.rstrip() for line in file if word in line]
        return lines

    def forget_user(self, user=None):
        """Throws all mail of USER away."""
        shutil.rmtree(self.folder / f"mail/{user or self.user}", ignore_errors=True)

    def log(self):
        text = self.process.log() if self.process else ""
        try:
            with open(self.folder / "dovecot.log", encoding="utf-8", errors="replace") as file:
                return text + file.read()
        except OSError:
            return text
