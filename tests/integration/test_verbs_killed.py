#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verb with kill -9 right behind its answer: the next daemon tells the server, once.

An account of its own for each verb; the server is compared with what the verb means, by another
client, and then with what the daemon shows.
"""

import copy
import email.message
import email.policy
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import rig, tap  # noqa: E402
from support.peer import variants  # noqa: E402

NO_MOVE = ("IMAP4rev1 SASL-IR ID ENABLE IDLE UNSELECT NAMESPACE UIDPLUS LIST-EXTENDED CONDSTORE "
           "QRESYNC ESEARCH LIST-STATUS LITERAL+ SPECIAL-USE")
SEEN, FLAGGED = "\\Seen", "\\Flagged"
# folder: {subject: flags}
BEFORE = {
    "INBOX": {"one": [], "two": [], "three": [SEEN]},
    "Junk": {"four": [], "five": [SEEN]},
    "Trash": {"six": [], "seven": [SEEN]},
    "Archive": {}, "Projects": {},
}
FOR_GOOD = variants({"permanently": True})


def mail(subject):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"] = f"{subject}@example.net", "anna@example.org"
    message["Subject"], message["Message-ID"] = subject, f"<{subject}@example.net>"
    message.set_content(f"This is {subject}.\n")
    return bytes(message)


def moved(after, target, *subjects):
    for subject in subjects:
        source = next(name for name in after if subject in after[name])
        after[target][subject] = after[source].pop(subject)


def copied(after, target, *subjects):
    for subject in subjects:
        after[target][subject] = list(after["INBOX"][subject])


def gone(after, *subjects):
    for folder in after.values():
        for subject in subjects:
            folder.pop(subject, None)


def flagged(after, *subjects, add=(), remove=()):
    for folder in after.values():
        for subject in set(subjects) & set(folder):
            folder[subject] = sorted((set(folder[subject]) | set(add)) - set(remove))


# name, subjects the verb is done to or the folder, what comes of it
VERBS = {
    "Flag": ("one three", lambda after: flagged(after, "one", "three", add=[FLAGGED],
                                                remove=[SEEN])),
    "MarkRead": ("one two three", lambda after: flagged(after, "one", "two", add=[SEEN])),
    "MarkUnread": ("one three five", lambda after: flagged(after, "three", "five", remove=[SEEN])),
    "Move": ("one three five", lambda after: moved(after, "Projects", "one", "three", "five")),
    "Copy": ("one three", lambda after: copied(after, "Projects", "one", "three")),
    "Archive": ("one three", lambda after: moved(after, "Archive", "one", "three")),
    "Spam": ("one three", lambda after: moved(after, "Junk", "one", "three")),
    "NotSpam": ("four five", lambda after: moved(after, "INBOX", "four", "five")),
    "Delete": ("one six", lambda after: (gone(after, "six"), moved(after, "Trash", "one"))),
    "Delete for good": ("one five six", lambda after: gone(after, "one", "five", "six")),
    "MarkAllRead": ("INBOX", lambda after: flagged(after, "one", "two", add=[SEEN])),
    "Empty": ("Junk", lambda after: gone(after, "four", "five")),
}
MORE = {"Flag": ("(atasas)", [FLAGGED], [SEEN]), "Spam": ("(ata{sv})", {}),
        "Delete": ("(ata{sv})", {}), "Delete for good": ("(ata{sv})", FOR_GOOD)}


class KilledBehindTheAnswer(rig.RigTest):
    capability = None

    def setUp(self):
        super().setUp()
        self.server = self.dovecot(capability=self.capability)

    def prepare(self):
        for folder in BEFORE:
            if folder not in self.server.folder_names():
                self.server.create(folder)
            for subject, flags in BEFORE[folder].items():
                self.server.deliver(mail(subject), folder, flags=flags)
        self.account = self.daemon.add_account(self.server, self.server.user)
        self.folders = self.daemon.folders(self.account)
        self.ids = {row["subject"]: row["id"]
                    for row in self.daemon.list(account=self.account, keys=["id", "subject"])}

    def do(self, name, objects):
        if name in ("MarkAllRead", "Empty"):
            self.daemon.call("Folder", name, path=self.folders[objects])
            return
        signature, *more = MORE.get(name, ("(at)",))
        if name in ("Move", "Copy"):
            signature, more = "(ato)", [self.folders["Projects"]]
        ids = [self.ids[subject] for subject in objects.split()]
        self.daemon.call("Messages", name.split()[0], signature, ids, *more)

    def there(self):
        """As BEFORE, with a list of the flags of each copy instead of flags."""
        found = {}
        for folder in BEFORE:
            found[folder] = {}
            for _, flags, raw in self.server.contents(folder):
                subject = raw.split(b"Subject: ")[1].split(b"\r\n")[0].decode()
                found[folder].setdefault(subject, []).append(sorted(flags))
        return found

    def shown(self):
        """The same of what is shown here."""
        names = {path: name for name, path in self.folders.items()}
        found = {folder: {} for folder in BEFORE}
        for row in self.daemon.list(account=self.account, keys=["folder", "subject", "flags"]):
            found[names[row["folder"]]].setdefault(row["subject"], []).append(
                sorted(set(row["flags"]) - {"\\Recent"}))
        return found

    def check(self, name, objects, wanted):
        self.assertEqual(self.shown(), wanted, "at once")
        self.daemon.peer.wait_until(lambda: self.there() == wanted, f"{name} at the server", 20)
        self.daemon.synchronise(self.account)
        self.daemon.synchronise(self.account)
        self.assertEqual((self.shown(), self.there()), (wanted, wanted))
        self.assert_equal_to_server(self.account, self.server)
        if name not in ("Copy", "MarkAllRead", "Empty"):
            rows = self.daemon.list(account=self.account, keys=["id", "subject"])
            self.assertEqual({row["subject"]: row["id"] for row in rows}.items() - self.ids.items(),
                             set(), "ids stay")

    def test_every_verb(self):
        for number, (name, (objects, effect)) in enumerate(VERBS.items()):
            self.server.user = f"user{number}"
            self.prepare()
            after = copy.deepcopy(BEFORE)
            effect(after)
            wanted = {folder: {subject: [sorted(flags)] for subject, flags in mails.items()}
                      for folder, mails in after.items()}
            with self.subTest(verb=name):
                self.do(name, objects)
                self.daemon.kill9()
                self.daemon.start()
                self.check(name, objects, wanted)
            self.daemon.call("Account", "Remove", "(a{sv})", {}, path=self.account)


class KilledBehindTheAnswerWithoutMove(KilledBehindTheAnswer):
    capability = NO_MOVE


if __name__ == "__main__":
    tap.main()
