# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail on its way out to a real Postfix: how soon, in how much memory, and over how many lines."""

import contextlib
import os
import shutil
import smtplib
import subprocess
import threading
import time

from measure import MemoryWatch, children, median, memory
from subject import Subject
from support import postfix, process
from support.dovecot import Dovecot
from support.peer import variants
from table import Row

SMALL = 30
LARGE = 25_000_000
PIECE = 65536
QUEUE = 1_000
ACCOUNTS = 4
FROM, TO = "anna@example.org", "ben@example.org"
MAIL = f"From: {FROM}\r\nTo: {TO}\r\nSubject: small\r\n\r\nHello\r\n"

MSMTP = """
account default
host localhost
port {port}
tls on
tls_starttls off
tls_trust_file {ca_file}
auth plain
user {user}
password {password}
from {sender}
"""


class Send:
    """Postfix asks a Dovecot of its own for passwords and delivers to it; it needs to be root."""

    def __init__(self, _server, rounds):
        self.rounds = rounds
        self.server = Dovecot(extra=postfix.AUTH)
        self.submission = postfix.Postfix(self.server)

    def measure(self):
        if not postfix.usable():
            return []
        with self.server, self.submission:
            return [*self._small(), *self._large(), *self._queue()]

    def _account(self, subject, slug="work"):
        path = self.server.folder / "both.pem"
        with open(path, "w", encoding="ascii") as both:
            for one in (self.server.ca_file, self.submission.ca_file):
                with open(one, encoding="ascii") as file:
                    both.write(file.read())
        account = subject.daemon.add_account(
            self.server, slug, address=f"{slug}@example.org", ca_file=path,
            smtp_host="localhost", smtp_port=self.submission.port)
        subject.daemon.set(account, "Account", "Push", "s", "off")
        return account

    def _wire(self):
        """An open connection."""
        client = smtplib.SMTP_SSL("localhost", self.submission.port,
                                  context=self.submission.tls_context())
        client.login(self.server.user, self.server.password)
        return client

    def _small(self):
        taken = {"posthorn": [], "wire": [], "msmtp": []}
        with Subject() as subject, self._wire() as wire, _Msmtp(self) as msmtp:
            account = self._account(subject)
            for _ in range(SMALL * self.rounds):
                taken["posthorn"].append(_compose_to_sent(subject, account))
                taken["wire"].append(_seconds(lambda: wire.sendmail(FROM, TO, MAIL)))
                if msmtp.installed:
                    taken["msmtp"].append(_seconds(msmtp.run))
        times = {name: 1000 * median(values) for name, values in taken.items() if values}
        return [Row("from the reply of Compose to «sent»", "ms", **times, judged_by="Posthorn",
                    value=times["posthorn"], value_unit="ms", goal=("≤", 50), runs=taken)]

    def _large(self):
        own, composers, times = [], [], []
        for _ in range(self.rounds):
            with Subject() as subject:
                account = self._account(subject)
                _compose_to_sent(subject, account)
                growth, seconds = _send_large(subject, account)
            own.append(growth[0])
            composers.append(growth[1])
            times.append(seconds)
        return [_growth("25 MB attached: the daemon grows by", own),
                _growth("… the process that composes", composers),
                Row("… from the call of Compose to «sent»", "s", median(times))]

    def _queue(self):
        with Subject() as subject:
            accounts = [self._account(subject, f"a{number}") for number in range(ACCOUNTS)]
            _enable(subject, accounts, False)
            for number in range(QUEUE):
                _compose(subject, accounts[number % ACCOUNTS])
            since = len(self.submission.log())
            with MemoryWatch(subject.pid) as watch:
                own = _seconds(lambda: _leave(subject, accounts))
        lines = self.submission.connections_at_once(since)
        wire = _seconds(self._two_wires)
        return [Row(f"{QUEUE:,} mails of {ACCOUNTS} accounts have left after", "s", own, wire=wire,
                    judged_by="Posthorn ÷ two bare wires", value=own / wire),
                Row("… connections at once", "", lines, judged_by="Posthorn", value=lines,
                    value_unit="", goal=("≤", 2)),
                Row("… memory of the daemon", "MB", watch.own / 1024)]

    def _two_wires(self):
        def run():
            with self._wire() as wire:
                for _ in range(QUEUE // 2):
                    wire.sendmail(FROM, TO, MAIL)

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


class _Msmtp:
    def __init__(self, send):
        self.send = send
        self.installed = shutil.which("msmtp") is not None

    def __enter__(self):
        self.folder = process.Folder("ph-msmtp-")
        self.path = self.folder.write("msmtprc", MSMTP.format(
            port=self.send.submission.port, ca_file=self.send.submission.ca_file, sender=FROM,
            user=self.send.server.user, password=self.send.server.password), mode=0o600)
        return self

    def __exit__(self, *_):
        self.folder.remove()

    def run(self):
        subprocess.run(["msmtp", "-C", self.path, TO], input=MAIL.encode(), check=True)


def _seconds(function):
    start = time.monotonic()
    function()
    return time.monotonic() - start


def _compose(subject, account, fds=(), **options):
    return subject.daemon.call("Outbox", "Compose", "(oa{sv})", account, variants(
        {"to": [TO], "subject": "small", "text": "Hello", **options}), fds=fds, timeout=120)


def _wait_sent(subject, number):
    subject.daemon.peer.wait_signal("Sent", where=lambda news: news[0] == number, timeout=120)


def _compose_to_sent(subject, account):
    number = _compose(subject, account)
    return _seconds(lambda: _wait_sent(subject, number))


def _send_large(subject, account):
    """((KiB by which the daemon grew, by which the composing process did), seconds). The process is
    first looked at when it has asked for the second piece of the attachment, and so is at work."""
    reader, writer = os.pipe()
    before = {}

    def give():
        with os.fdopen(writer, "wb") as file:
            for _ in range(4):
                file.write(bytes(PIECE))
                file.flush()
            before.update({pid: memory(pid)["VmRSS"] for pid in children(subject.pid)})
            for _ in range(LARGE // PIECE):
                file.write(os.urandom(PIECE))

    with open(f"/proc/{subject.pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")
    rest = memory(subject.pid)["VmRSS"]
    giver = threading.Thread(target=give)
    with MemoryWatch(subject.pid) as watch:
        start = time.monotonic()
        giver.start()
        number = _compose(subject, account, fds=[reader],
                          attach=("a(sh)", [("large.bin", 0)]))
        _wait_sent(subject, number)
        seconds = time.monotonic() - start
    giver.join()
    composers = [watch.of_children[pid] - rss for pid, rss in before.items()]
    return (watch.own - rest, max(composers)), seconds


def _growth(what, kibs):
    most = max(kibs) / 1024
    return Row(what, "MB", most, judged_by="Posthorn", value=most, value_unit="MB", goal=("≤", 8))


def _enable(subject, accounts, enabled):
    for account in accounts:
        subject.daemon.set(account, "Account", "Enabled", "b", enabled)


def _leave(subject, accounts):
    peer = subject.daemon.peer
    since = len(peer.signals)

    def all_sent():
        return sum(signal.member == "Sent" for signal in peer.signals[since:]) >= QUEUE

    _enable(subject, accounts, True)
    peer.wait_until(all_sent, "the end of the queue", 600)
