# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer: mbsync of isync into a Maildir, with the settings it has by default."""

import collections
import os
import shutil
import subprocess
import time

from measure import MemoryWatch

Run = collections.namedtuple("Run", "seconds memory processor")

CONFIGURATION = """
{general}
IMAPAccount server
Host localhost
Port {port}
User {user}
Pass {password}
SSLType IMAPS
CertificateFile {ca_file}

IMAPStore far
Account server

MaildirStore near
Path {path}/mail/
Inbox {path}/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Near
SyncState *
"""


def installed():
    return shutil.which("mbsync") is not None


def version():
    answer = subprocess.run(["mbsync", "--version"], capture_output=True, text=True, check=True)
    return answer.stdout.strip()


class Mbsync:
    """A Maildir in FOLDER, a process.Folder. GENERAL goes to the top of its configuration."""

    def __init__(self, folder, server, user, port, general=""):
        self.folder = folder
        folder.make("mail")
        self.configuration = folder.write("mbsyncrc", CONFIGURATION.format(
            general=general, port=port, user=user, password=server.password,
            ca_file=server.ca_file, path=folder.path), mode=0o600)

    def run(self):
        """Run(seconds, most resident KiB, processor seconds)"""
        environment = {**os.environ, "HOME": self.folder.path}
        with open(self.folder / "mbsync.log", "ab") as log:
            start = time.monotonic()
            child = subprocess.Popen(["mbsync", "-q", "-c", self.configuration, "-a"],
                                     env=environment, stdout=log, stderr=log)
            with MemoryWatch(child.pid) as watch:
                _, status, usage = os.wait4(child.pid, 0)
            seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            with open(self.folder / "mbsync.log", encoding="utf-8", errors="replace") as log:
                raise RuntimeError("mbsync fails: " + log.read()[-2000:])
        return Run(seconds, watch.own, usage.ru_utime + usage.ru_stime)

    def names(self):
        """The file names of all messages; flags are in them."""
        return [name for folder, _, names in os.walk(self.folder / "mail")
                if os.path.basename(folder) in ("cur", "new") for name in names]
