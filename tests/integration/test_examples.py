#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clients of examples/: each in its language shows the same mail and marks it read."""

import contextlib
import os
import shutil
import subprocess
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, TESTS)
from support import process, rig, tap  # noqa: E402

NEEDED = {  # programs beside what every test needs
    "mail-busctl.sh": ("busctl", "jq"), "mail-gio.py": (), "mail-gjs.js": ("gjs",)}
EXAMPLES = [name for name, needed in NEEDED.items() if all(map(shutil.which, needed))]
STEERING = "=?utf-8?q?Blue_=1B[34m_and_=E2=80=AE_backwards?="


def mail(subject, sender="Ben <ben@example.org>"):
    return (f"From: {sender}\r\nTo: anna@example.org\r\nSubject: {subject}\r\n"
            f"Message-ID: <{abs(hash(subject))}@example.org>\r\n\r\nDear Anna\r\n").encode()


class Examples(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        self.server.deliver(mail("Old and read"), flags=("\\Seen",), date=1700000000)
        self.server.deliver(mail("Lunch?"), date=1700000100)
        self.server.deliver(mail(STEERING, "carla@example.org"), date=1700000200)
        self.account = self.daemon.add_account(self.server)

    def environment(self):
        return {**self.bus.environment, "PYTHONDONTWRITEBYTECODE": "1"}

    def run_example(self, name, *arguments):
        done = subprocess.run([os.path.join(TESTS, "examples", name), *arguments],
                              env=self.environment(), capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    @contextlib.contextmanager
    def watching(self, name):
        """Within it, the example watches; gives a function that says what it has printed."""
        path, said = self.bus.folder / name, self.bus.folder / (name + ".log")

        def printed():
            with open(path, encoding="utf-8") as file:
                return file.read()
        with open(path, "wb") as out:
            client = process.Process([os.path.join(TESTS, "examples", name), "watch"], said,
                                     self.environment(), stdout=out)
        process.wait_for(lambda: "Monitoring" in client.log(), "the client", process=client)
        try:
            yield printed
        finally:
            client.stop()

    def ids(self):
        return {row["subject"]: row["id"] for row in self.daemon.list(keys=["id", "subject"])}

    def test_unread_mail_is_listed_and_steers_no_terminal(self):
        ids = self.ids()
        lunch = ids.pop("Lunch?")
        blue = next(value for key, value in ids.items() if key.startswith("Blue"))
        for name in EXAMPLES:
            self.assertEqual(self.run_example(name, "unread"),
                             [f"{blue}  carla@example.org: Blue [34m and   backwards",
                              f"{lunch}  Ben: Lunch?"])

    def test_new_mail_is_shown_as_it_comes_and_marked_read(self):
        for name in EXAMPLES:
            subject = f"For {name}"
            with self.watching(name) as seen:
                self.server.deliver(mail(subject))
                self.daemon.synchronise(self.account)
                wanted = f"{self.ids()[subject]}  Ben: {subject}\n"
                process.wait_for(lambda: seen() == wanted, f"the line of {name}")
            self.assertIn(wanted.strip(), self.run_example(name, "unread"))
            self.run_example(name, "read", wanted.split()[0])
            self.assertNotIn(wanted.strip(), self.run_example(name, "unread"))


if __name__ == "__main__":
    tap.main()
