#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything at once, in an order drawn by lot: a person, other mail clients, a network and servers
that come and go, a daemon that is stopped and killed. It never ends by itself, it answers every
call, and in the end what it shows is what the server has, with no mail lost and none sent twice.

COMMOTION_STEPS and COMMOTION_SEED say how long and which; without a seed one is drawn and told.
"""

import collections
import imaplib
import os
import random
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, tap  # noqa: E402
from support.daemon import ROOT  # noqa: E402
from support.desktop_mocks import LoginManager, NetworkManager  # noqa: E402
from support.peer import BusError, variants  # noqa: E402
from support.sending_rig import BEN, SendingTest  # noqa: E402

STEPS = int(os.environ.get("COMMOTION_STEPS", "400"))
SEED = int(os.environ.get("COMMOTION_SEED", random.SystemRandom().randrange(1_000_000)))

USERS = {"work": "anna", "home": "bella"}
FOLDERS = ("INBOX", "Projects", "Later", "Trash", "Junk", "Archive")

# How long an action is left alone before the next one.
PACE = 0.08

# Postfix lets nobody in for a minute after Dovecot could not vouch for anybody.
PATIENCE = 180

# What a person is told when the moment is wrong; anything else is a mistake of the daemon's.
EXPECTED = {"NotFound", "Busy", "Failed", "NotSupported", "NoFolder", "Offline", "ServerUnavailable",
            "ServerRejected", "Cancelled", "Exists", "Timeout", "UnknownObject", "UnknownMethod"}

NAME = re.compile(rb"(?im)^message-id:\s*<([^>]*)>")


def name_in(header):
    """The Message-ID of a mail."""
    return NAME.search(header)[1].decode()


class Commotion(SendingTest):

    system_bus = True
    server_extra = """
mail_plugins = $mail_plugins notify mail_log
plugin {
  mail_log_events = delete undelete expunge copy save mailbox_delete mailbox_rename
  mail_log_fields = uid box msgid flags
}
"""

    def setUp(self):
        self.lot, self.story = random.Random(SEED), []
        self.made = generator.Generator(SEED)
        super().setUp()
        self.bus.environment.update(G_DEBUG="fatal-criticals", G_MESSAGES_DEBUG="posthorn")
        self.network = self.start(NetworkManager(self.bus.system.address))
        self.login = self.start(LoginManager(self.bus.system.address))
        self.daemon.restart()
        self.names, self.deleted, self.is_up = set(), set(), True
        for user in USERS.values():
            for name in FOLDERS[1:3]:
                self.server.create(name, user)
        self.add("home")
        for slug in USERS:
            for _ in range(6):
                self.deliver(slug)

    def add(self, slug):
        user = USERS[slug]
        self.add_sender(slug, address=f"{user}@example.org", user=user, wait=False, check=False)

    def path(self, slug):
        return f"{ROOT}/accounts/{slug}"

    def diagnostics(self):
        return "\n".join([f"seed {SEED}", *self.story[-90:], super().diagnostics()])

    # What there is to choose from.

    def slug(self):
        return self.lot.choice(sorted(USERS))

    def rows(self):
        return self.daemon.list(keys=["id", "message-id", "folder"])

    def some(self):
        rows = self.rows()
        return self.lot.sample(rows, min(len(rows), self.lot.choice((1, 1, 2, 5))))

    def folder(self):
        folders = sorted(path for slug in USERS
                         for path in self.daemon.folders(self.path(slug)).values())
        return self.lot.choice(folders or [self.path("work") + "/nowhere"])

    # What a person does.

    def verb(self, name, signature="(at)", *arguments):
        rows = self.some()
        if rows:
            self.daemon.call("Messages", name, signature, [row["id"] for row in rows], *arguments)
        return rows

    def mark(self):
        self.verb(self.lot.choice(("MarkRead", "MarkUnread")))

    def flag(self):
        self.verb("Flag", "(atasas)", ["\\Flagged"], [])

    def move(self):
        self.verb("Move", "(ato)", self.folder())

    def copy(self):
        self.verb("Copy", "(ato)", self.folder())

    def junk(self):
        self.verb("Spam", "(ata{sv})", {})

    def delete(self):
        """What lies in the trash goes for good."""
        rows = self.verb("Delete", "(ata{sv})", {})
        self.deleted.update(row["message-id"] for row in rows if row["folder"].endswith("/trash"))

    def delete_for_good(self):
        rows = self.some()[:1]
        self.deleted.update(row["message-id"] for row in rows)
        self.daemon.call("Messages", "Delete", "(ata{sv})", [row["id"] for row in rows],
                         variants({"permanently": True}))

    def synchronise_one(self):
        job = self.daemon.sync(self.path(self.slug()))
        if self.lot.random() < 0.4:
            time.sleep(self.lot.random() * PACE)
            self.daemon.call("Job", "Cancel", path=job)

    def synchronise_all(self):
        self.daemon.call("Manager", "Sync", "(a{sv})", {})

    def synchronise_folder(self):
        self.daemon.call("Folder", "Sync", "(a{sv})", {}, path=self.folder())

    def select(self):
        self.daemon.set(self.folder(), "Folder", "Selected", "b", self.lot.random() < 0.8)

    def enable(self):
        self.daemon.set(self.path(self.slug()), "Account", "Enabled", "b", self.lot.random() < 0.8)

    def push(self):
        self.daemon.set(self.path(self.slug()), "Account", "Push", "s",
                        self.lot.choice(("off", "always", "when-active")))

    def pause(self):
        self.daemon.set(ROOT, "Manager", "Paused", "b", self.lot.random() < 0.5)

    def create_folder(self):
        slug = self.slug()
        job = self.daemon.call("Account", "CreateFolder", "(s)", f"Made {self.lot.randrange(100)}",
                               path=self.path(slug))
        if self.lot.random() < 0.5:
            time.sleep(self.lot.random() * PACE)
            self.daemon.call("Job", "Cancel", path=job)

    def open_one(self):
        for row in self.some()[:1]:
            self.daemon.open(row["id"])

    def search(self):
        self.daemon.call("Messages", "List", "(a{sv})",
                         variants({"text": self.lot.choice(("mail", "the", "und")), "limit": 50}))

    def send(self):
        self.compose(self.path(self.slug()), to=[BEN], subject="commotion", text="once")

    def cancel_mail(self):
        rows = self.outbox("List")
        if rows:
            self.outbox(self.lot.choice(("Cancel", "Retry")), "(t)", self.lot.choice(rows)["id"])

    def draft(self):
        self.daemon.call("Drafts", "Save", "(oa{sv})", self.path(self.slug()),
                         variants({"to": [BEN], "subject": "a draft", "text": "to be gone on with"}))

    def come_and_go(self):
        slug = self.slug()
        self.daemon.call("Account", "Remove", "(a{sv})", {}, path=self.path(slug))
        time.sleep(self.lot.random() * PACE)
        self.add(slug)

    # What others do.

    def deliver(self, slug=None):
        if not self.is_up:
            return
        raw = self.made.message(self.lot.choice((700, 3000, 40000)))
        self.server.deliver(raw, user=USERS[slug or self.slug()])
        self.names.add(name_in(raw))

    def elsewhere(self):
        """Another client, at the same mailbox."""
        if not self.is_up:
            return
        other = self.server.imap(USERS[self.slug()])
        other.select(self.lot.choice(FOLDERS))
        count = int(other.untagged_responses.get("EXISTS", [b"0"])[-1] or 0)
        if count:
            self.change(other, str(self.lot.randint(1, count)))
        other.logout()

    def change(self, other, number):
        what = self.lot.choice(("flag", "move", "copy", "expunge"))
        if what == "flag":
            other.store(number, "+FLAGS", "(\\Answered)")
        elif what == "move":
            uid = other.fetch(number, "(UID)")[1][0].split()[-1].rstrip(b")").decode()
            other.uid("MOVE", uid, self.lot.choice(FOLDERS))
        elif what == "copy":
            other.copy(number, self.lot.choice(FOLDERS))
        else:
            answer = other.fetch(number, "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[1]
            self.deleted.add(name_in(answer[0][1]))
            other.store(number, "+FLAGS", "(\\Deleted)")
            other.expunge()

    # What happens to the machines.

    def server_goes(self):
        self.server.halt()
        self.is_up = False

    def server_comes(self):
        if not self.is_up:
            self.server.restart()
        self.is_up = True

    def network_changes(self):
        self.network.set(connected=self.lot.random() < 0.6)

    def sleep(self):
        self.login.prepare_for_sleep(True)
        time.sleep(self.lot.random() * PACE)
        self.login.prepare_for_sleep(False)

    def restart(self):
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.start()

    def kill(self):
        self.daemon.kill9()
        self.daemon.start()

    often = (mark, flag, move, copy, junk, delete, synchronise_one, synchronise_all, deliver,
             elsewhere, send, open_one, search, server_comes)
    seldom = (delete_for_good, synchronise_folder, select, enable, push, pause, create_folder, cancel_mail,
              draft, come_and_go, server_goes, network_changes, sleep, restart, kill)

    def step(self):
        action = self.lot.choice(self.often * 2 + self.seldom)
        self.story.append(f"{time.strftime('%H:%M:%S')} {action.__name__}")
        try:
            action(self)
        except BusError as error:
            self.story[-1] += f": {error}"
            self.assertIn(error.name.rpartition(".")[2], EXPECTED, str(error))
        except (OSError, imaplib.IMAP4.error) as error:
            self.story[-1] += f": {error!r}"
        time.sleep(self.lot.random() * PACE)

    def settle(self):
        """Everything is there and allowed, and has been told."""
        self.server_comes()
        self.network.set()
        self.daemon.set(ROOT, "Manager", "Paused", "b", False)
        for slug in USERS:
            self.daemon.set(self.path(slug), "Account", "Enabled", "b", True)
        for path in self.daemon.objects("Folder"):
            self.daemon.set(path, "Folder", "Selected", "b", True)
        for _ in range(3):
            for slug in USERS:
                self.wait_until(self.is_idle, "the end of the checks")
                self.daemon.synchronise(self.path(slug))
            self.wait_until(self.is_told, "what is to be told")
        self.wait_until(self.is_idle, "the end of the checks")

    def wait_until(self, question, what):
        self.daemon.peer.wait_until(question, what, PATIENCE)

    def is_idle(self):
        return all(values["State"] != "syncing"
                   for values in self.daemon.objects("Account").values())

    def is_told(self):
        return (not any(row["pending"] for row in self.daemon.list(keys=["pending"]))
                and not any(row["state"] in ("queued", "sending", "deferred")
                            for row in self.outbox("List")))

    def test_in_the_end_all_is_well(self):
        print(f"# seed {SEED}, {STEPS} steps", flush=True)
        for _ in range(STEPS):
            self.step()
        self.settle()
        for slug, user in USERS.items():
            self.assert_same(slug, user)
        self.assert_no_mail_is_lost()
        self.assert_sent_once()

    def assert_same(self, slug, user):
        self.server.user = user
        try:
            self.assert_equal_to_server(self.path(slug), self.server)
        except AssertionError as error:
            raise AssertionError("\n".join([str(error), *self.differences(slug, user)])) from None

    def differences(self, slug, user):
        """What happened at the server to each mail that is not in the same folders here."""
        here, there = collections.Counter(), collections.Counter()
        for name, path in self.daemon.folders(self.path(slug)).items():
            for row in self.daemon.list(folder=path, keys=["message-id", "flags"]):
                here[name, row["message-id"], " ".join(sorted(row["flags"]))] += 1
        for name in self.server.folder_names(user):
            for _, flags, raw in self.server.contents(name, user):
                there[name, name_in(raw), " ".join(sorted(flags - {"\\Recent"}))] += 1
        for one in (here - there) + (there - here):
            yield f"{one}: {here[one]} here, {there[one]} there"
            yield from self.told_of(one[1])

    def told_of(self, mail):
        return (line for line in self.server.log().splitlines() if mail in line)

    def assert_no_mail_is_lost(self):
        there = {name_in(raw) for user in USERS.values() for folder in self.server.folder_names(user)
                 for _, _, raw in self.server.contents(folder, user)}
        lost = self.names - there - self.deleted
        self.assertEqual(lost, set(), "\n".join(line for mail in lost for line in self.told_of(mail)))

    def assert_sent_once(self):
        taken = self.deliveries()
        for row in self.outbox("List"):
            count = taken[row["message-id"]]
            self.assertIn(count, {"sent": (1,), "cancelled": (0,)}.get(row["state"], (0, 1)), row)


class WithoutMove(Commotion):
    """A server that moves by copying, and says what is gone only when it is asked."""

    capability = ("IMAP4rev1 SASL-IR ID ENABLE IDLE UNSELECT NAMESPACE UIDPLUS LIST-EXTENDED "
                  "CONDSTORE ESEARCH LITERAL+ SPECIAL-USE")


class Old(Commotion):
    """RFC 3501, and not a word more."""

    capability = "IMAP4rev1"


if __name__ == "__main__":
    tap.main()
