# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Postfix as submission server on free loopback ports, in a folder of its own.

It asks a Dovecot whether a password is right, and hands everything it takes to that Dovecot by
LMTP, where the mail of anna@example.org lies with the user of that name. It can only be started by
root, which is how Postfix is made.
"""

import grp
import os
import pwd
import re
import signal
import smtplib
import ssl

from . import certificate, process

# For Dovecot(extra=AUTH): the socket on which Postfix asks.
AUTH = """
service auth {
  unix_listener auth-client {
    mode = 0666
  }
}
"""

MAIN = """
compatibility_level = 3.6
queue_directory = {path}/queue
data_directory = {path}/data
maillog_file = {path}/postfix.log
maillog_file_prefixes = {path}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.org
mydestination =
mynetworks =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:{lmtp_port}
message_size_limit = {size_limit}
virtual_mailbox_limit = 0
mailbox_size_limit = 0
smtpd_tls_cert_file = {path}/tls/server.pem
smtpd_tls_key_file = {path}/tls/server.key
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {auth_socket}
smtpd_helo_restrictions = reject_invalid_helo_hostname
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_sender_restrictions = check_sender_access {senders}
smtpd_recipient_restrictions = check_recipient_access {recipients}, permit_sasl_authenticated, reject
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
{extra}
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
127.0.0.1:{starttls_port} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming",
          "private", "saved", "trace")
QUEUED = re.compile(r"postfix/cleanup\[\d+\]: (\w+): message-id=(\S+)")
ACTIVE = re.compile(r"postfix/qmgr\[\d+\]: (\w+): from=")


def usable():
    return os.geteuid() == 0 and os.path.exists("/usr/lib/postfix/sbin/master")


def _table(answers):
    """{"a@example.org": "550 5.1.1 nobody"} as Postfix writes it."""
    if not answers:
        return "static:DUNNO"
    return "inline:{" + ", ".join(f"{{ {key} = {value} }}" for key, value in answers.items()) + "}"


class Postfix:
    """start() returns when it answers. `recipients` and `senders` name who is refused, and how."""

    def __init__(self, dovecot, recipients=None, senders=None, size_limit=100_000_000,
                 names="DNS:localhost,IP:127.0.0.1", extra=""):
        self.dovecot, self.recipients, self.senders = dovecot, recipients, senders
        self.size_limit, self.names, self.extra = size_limit, names, extra
        self.folder = self.process = None
        self.port = self.starttls_port = 0

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def ca_file(self):
        return self.folder / "tls/ca.pem"

    def start(self):
        self.folder = process.Folder("ph-postfix-", mode=0o755)
        certificate.make(self.folder.make("tls", 0o755), self.names)
        self._make_queue()
        for _attempt in range(5):
            if self._try_to_start():
                return self
        raise RuntimeError("Postfix does not start:\n" + self.log())

    def _make_queue(self):
        """As "postfix check" would, which takes three seconds."""
        user, group = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
        os.chown(self.folder.make("data"), user, 0)
        for name in ("queue", "queue/pid"):
            os.chmod(self.folder.make(name), 0o755)
        for name in QUEUES:
            os.chown(self.folder.make(f"queue/{name}"), user, 0)
        for name, mode in (("maildrop", 0o730), ("public", 0o710)):
            path = self.folder.make(f"queue/{name}")
            os.chown(path, user, group)
            os.chmod(path, mode)

    def _try_to_start(self):
        self.port, self.starttls_port = process.free_port(), process.free_port()
        self.configure()
        try:
            self.restart()
            return True
        except (RuntimeError, TimeoutError):  # another has taken one of the ports meanwhile
            self.process.stop()
            return False

    def configure(self):
        self.folder.write("conf/main.cf", MAIN.format(
            path=self.folder.path, lmtp_port=self.dovecot.lmtp_port, size_limit=self.size_limit,
            auth_socket=self.dovecot.folder / "run/auth-client", senders=_table(self.senders),
            recipients=_table(self.recipients), extra=self.extra))
        self.folder.write("conf/master.cf",
                          MASTER.format(port=self.port, starttls_port=self.starttls_port))
        os.chmod(self.folder / "conf", 0o755)

    def reload(self):
        """After other `recipients` or `senders`: for connections made from now on."""
        self.configure()
        seen = self.log().count("reload -- version")
        self.process.child.send_signal(signal.SIGHUP)
        process.wait_for(lambda: self.log().count("reload -- version") > seen or None, "Postfix")

    def halt(self):
        """Off the network, its queue kept, until restart()."""
        self.process.stop()

    def restart(self):
        """On the same ports."""
        self.process = process.Process(
            ["/usr/lib/postfix/sbin/master", "-c", self.folder / "conf", "-d"],
            self.folder / "out.log")
        process.wait_for(self._answers, "Postfix", process=self.process)

    def stop(self):
        if self.folder:
            self.process.stop()
            self.folder.remove()
            self.folder = None

    def _answers(self):
        try:
            with smtplib.SMTP_SSL("localhost", self.port, context=self.tls_context()) as client:
                return client.noop()[0] == 250
        except OSError:
            return False

    def tls_context(self):
        context = ssl.create_default_context(cafile=self.ca_file)
        context.check_hostname = "localhost" in self.names
        return context

    def queued(self):
        """The Message-IDs that it has begun to read, in their order: one for each time."""
        return [name for _, name in QUEUED.findall(self.log())]

    def taken(self):
        """The same of those only that it has read to their end, which it says a moment later."""
        log = self.log()
        active = set(ACTIVE.findall(log))
        return [name for number, name in QUEUED.findall(log) if number in active]

    def delivered(self, address):
        """How often something has reached ADDRESS, its own copy each time."""
        return len(re.findall(rf"postfix/lmtp\[\d+\]: \w+: to=<{re.escape(address)}>.*status=sent",
                              self.log()))

    def connections_at_once(self, since=0):
        """The most of those that signed in behind place SINCE of the log, which names the process
        of each."""
        open_now, most = set(), 0
        for line in self.log()[since:].splitlines():
            server = re.search(r"smtpd\[(\d+)\]", line)
            if server and "sasl_username" in line:
                open_now.add(server[1])
            elif server and "disconnect from" in line:
                open_now.discard(server[1])
            most = max(most, len(open_now))
        return most

    def log(self):
        text = self.process.log() if self.process else ""
        try:
            with open(self.folder / "postfix.log", encoding="utf-8", errors="replace") as file:
                return text + file.read()
        except OSError:
            return text
