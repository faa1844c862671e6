# SPDX-License-Identifier: GPL-3.0-or-later
"""The mail that is measured with: one Dovecot, a user for every shape of account."""

import glob
import os
import re

from support import generator
from support.dovecot import SPECIAL, Dovecot

COMPRESSED = """
protocol imap {
  mail_plugins = imap_zlib
}
"""
LINE = re.compile(rb"^(\d+\.\d+) (.*)$")


class Corpus(Dovecot):
    """Fills the account of a user when it is first asked for."""

    def __init__(self, compress=False):
        super().__init__(user="bench", extra=COMPRESSED if compress else "")
        self.filled = {}

    def _once(self, user, fill):
        if user not in self.filled:
            fill(user)
            self.filled[user] = True
        return user

    def realistic(self, count):
        """COUNT messages as people have them, 16.6 kB on average, in the inbox."""
        start = generator.NOW - count * 600
        return self._once(f"real{count}", lambda user: self.deliver_all(
            generator.messages(count), user=user, date=start))

    def small(self, count):
        """COUNT messages of a few hundred octets each in the inbox."""
        return self._once(f"small{count}", lambda user: self.deliver_all(
            small_messages(count), user=user, flags=["\\Seen"], at_once=2000))

    def many_folders(self, count, each=20):
        """COUNT folders, the inbox and the special ones among them, with EACH messages in all."""
        return self._once(f"folders{count}", lambda user: self._fill_folders(user, count, each))

    def _fill_folders(self, user, count, each):
        self.record(user)
        plain = [f"Projects {number:02}" for number in range(count - 1 - len(SPECIAL))]
        for name in plain:
            self.create(name, user)
        for name in ["INBOX", *SPECIAL, *plain]:
            self.deliver_all(small_messages(each), name, user)

    def forget_records(self, user):
        for path in glob.glob(self.record_path(user) + "/*"):
            os.unlink(path)

    def records(self, user):
        """[Record] of the connections of USER since they were last forgotten, oldest first."""
        names = sorted(glob.glob(self.record_path(user) + "/*.in"))
        return [Record(_lines(name), _lines(name[:-2] + "out")) for name in names]


class Record:
    """One connection after its login, as the server saw it; the login's OK is its first answer."""

    def __init__(self, commands, answers):
        self.commands, self.answers = commands, answers

    @property
    def start(self):
        return self.answers[0][0] if self.answers else 0.0

    @property
    def octets(self):
        """Without TLS, without the login's own answer, which comes however little is asked."""
        own = [line for line in self.answers if not self._is_login(line)]
        return sum(len(text) + 2 for _, text in self.commands + own)

    @staticmethod
    def _is_login(line):
        return line[1].startswith(b"* CAPABILITY") or line[1].endswith(b" OK Logged in")

    def said(self):
        return [text.decode("utf-8", "replace") for _, text in self.commands]


def _lines(path):
    """[(time, text)] of a raw log; a line it has no time for belongs to the one before."""
    with open(path, "rb") as file:
        matches = [LINE.match(line.rstrip(b"\r\n")) for line in file]
    return [(float(match[1]), match[2]) for match in matches if match]


def small_messages(count):
    """COUNT messages that are quick to store and to read."""
    for number in range(count):
        yield (f"From: Bernd Oberhuber <bernd@example.net>\r\nTo: anna@example.org\r\n"
               f"Subject: Reading {number} of the meter\r\n"
               f"Message-ID: <{number}.{count}@meter.example>\r\n"
               f"Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\n"
               f"The meter shows {number * 37} today.\r\n").encode()
