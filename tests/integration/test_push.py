#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens at the server is here at once, as long as it can be told of it."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.daemon import pipe_with  # noqa: E402
from support.dead_line import DeadLine  # noqa: E402
from support.dovecot import quote  # noqa: E402
from support.person import Person  # noqa: E402
from support.scripted_server import TAGGED_OK, ScriptedServer  # noqa: E402
from support.visits import LOG_IDS, Visits  # noqa: E402

LISTS = "Lists"
IDLE_ONLY = ("IMAP4rev1 SASL-IR ID ENABLE IDLE UNSELECT NAMESPACE UIDPLUS LIST-EXTENDED CONDSTORE "
             "QRESYNC ESEARCH LIST-STATUS MOVE LITERAL+ SPECIAL-USE")
NO_PUSH = IDLE_ONLY.replace("IDLE ", "")
AT_ONCE = 1.0  # seconds from the delivery to the signal
VISITS = 3  # when an account was added: its settings tried, the first check, push


class PushRig(rig.RigTest):
    """Nothing is checked by the clock: nobody is online."""

    account = None

    def state(self):
        return self.daemon.get(self.account, "Account", "PushState")

    def wait_state(self, state, timeout=60):
        self.daemon.peer.wait_until(lambda: self.state() == state, f"PushState {state}", timeout)

    def let_pass(self, seconds):
        """That nothing happens shows only in time."""
        end = time.monotonic() + seconds
        self.daemon.peer.wait_until(lambda: time.monotonic() > end, "the time", seconds + 5)


class PushTest(PushRig):
    capability = None
    push = "always"

    def setUp(self):
        super().setUp()
        self.made = generator.Generator(5)
        self.server = self.dovecot(capability=self.capability, extra=LOG_IDS)
        self.server.create(LISTS)
        for folder in ("INBOX", LISTS):
            for _ in range(3):
                self.server.deliver(self.made.message(1000), folder)
        self.visits = self.start(Visits(self.server))
        self.account = self.daemon.add_account(self.server, owner="anna", **self.options())
        self.folders = self.daemon.folders(self.account)
        self.daemon.set(self.account, "Account", "Push", "s", self.push)

    def options(self):
        return {}

    def wait_visits(self, count):
        self.daemon.peer.wait_until(lambda: self.visits.count() >= count, f"visit {count}", 10)

    def wait_quiet(self):
        """Until the checks that a new connection has caused are over."""
        self.daemon.peer.wait_until(
            lambda: self.daemon.get(self.account, "Account", "State") == "ok", "the state ok")

    def deliver(self, folder="INBOX"):
        """Where MessagesArrived has to be looked for."""
        since = len(self.daemon.peer.signals)
        self.server.deliver(self.made.message(1000), folder)
        return since

    def wait_arrival(self, since, folder="INBOX", timeout=60):
        self.daemon.peer.wait_signal("MessagesArrived", since=since, timeout=timeout,
                                     where=lambda values: values[0] == self.folders[folder])

    def assert_announced(self, folder="INBOX", within=AT_ONCE):
        since = self.deliver(folder)
        began = time.monotonic()
        self.wait_arrival(since, folder)
        self.assertLess(time.monotonic() - began, within)

    def wait_count(self, name, value, folder=LISTS):
        self.daemon.peer.wait_until(
            lambda: self.daemon.get(self.folders[folder], "Folder", name) == value,
            f"{name} {value} of {folder}", 10)

    def assert_not_announced(self, folder="INBOX", seconds=3):
        since = self.deliver(folder)
        self.let_pass(seconds)
        arrived = [one for one in self.daemon.peer.signals[since:]
                   if one.member == "MessagesArrived"]
        self.assertEqual(arrived, [])


class Notify(PushTest):
    def setUp(self):
        super().setUp()
        self.wait_state("notify")
        self.wait_quiet()

    def test_new_mail_in_any_folder(self):
        self.assert_announced("INBOX")
        self.assert_announced(LISTS)
        self.assert_announced("INBOX")
        self.assert_equal_to_server(self.account, self.server)

    def test_flags_and_expunged_messages(self):
        other = self.server.imap()
        other.select(quote(LISTS))
        other.uid("STORE", "1:2", "+FLAGS", "(\\Seen)")
        self.wait_count("Unread", 1)
        other.uid("STORE", "1", "+FLAGS", "(\\Deleted)")
        other.expunge()
        self.wait_count("Total", 2)
        self.assert_equal_to_server(self.account, self.server)

    def test_folders_that_come_and_go(self):
        self.server.create("Neu")
        self.daemon.peer.wait_until(lambda: "Neu" in self.daemon.folders(self.account),
                                    "the folder Neu", 10)
        self.server.imap().delete("Neu")
        self.daemon.peer.wait_until(lambda: "Neu" not in self.daemon.folders(self.account),
                                    "the end of the folder Neu", 10)

    def test_it_does_not_check_by_itself(self):
        """What the daemon has seen already is no reason to look again."""
        self.wait_visits(VISITS)
        self.let_pass(3)
        self.assertEqual(self.visits.count(), VISITS)

    def test_off_ends_it(self):
        ends = self.server.log().count("Logged out")
        self.daemon.set(self.account, "Account", "Push", "s", "off")
        self.wait_state("none")
        self.daemon.peer.wait_until(lambda: self.server.log().count("Logged out") > ends,
                                    "the logout", 10)
        self.assert_not_announced()

    def test_server_started_again(self):
        self.server.restart()
        since = self.deliver()
        self.wait_state("none")
        self.wait_state("notify")
        self.wait_arrival(since)
        self.assert_announced(LISTS)


class Idle(PushTest):
    capability = IDLE_ONLY
    configuration = "[push]\nrenewal=1\n"

    def setUp(self):
        super().setUp()
        self.wait_state("idle")
        self.wait_quiet()

    def test_new_mail(self):
        self.assert_announced()
        self.assert_announced()

    def test_flags_and_expunged_messages(self):
        other = self.server.imap()
        other.select("INBOX")
        other.uid("STORE", "1:2", "+FLAGS", "(\\Seen)")
        self.wait_count("Unread", 1, "INBOX")
        other.uid("STORE", "1", "+FLAGS", "(\\Deleted)")
        other.expunge()
        self.wait_count("Total", 2, "INBOX")

    def test_it_lives_on_through_renewals(self):
        self.wait_visits(VISITS)
        self.let_pass(4)
        self.assertEqual(self.state(), "idle")
        self.assertEqual(self.visits.count(), VISITS)
        self.assert_announced()

    def test_it_takes_nothing_away(self):
        """Of two sessions the first to SELECT gets \\Recent: it must not be this one."""
        self.assert_announced()
        other = self.server.imap()
        _, (count,) = other.status("INBOX", "(RECENT)")
        self.assertNotIn(b"RECENT 0", count)

    def test_server_started_again(self):
        self.server.restart()
        since = self.deliver()
        self.wait_state("none")
        self.wait_state("idle")
        self.wait_arrival(since)


class NothingOffered(PushTest):
    capability = NO_PUSH

    def test_one_connection_and_no_more(self):
        self.wait_visits(VISITS)
        self.let_pass(7)
        self.assertEqual((self.state(), self.visits.count()), ("none", VISITS))
        self.assert_not_announced()


class Off(PushTest):
    push = "off"

    def test_no_connection(self):
        self.wait_visits(VISITS - 1)
        self.assert_not_announced()
        self.assertEqual((self.state(), self.visits.count()), ("none", VISITS - 1))


class WhenActive(PushTest):
    push = "when-active"

    def test_only_while_the_owner_works(self):
        self.assertEqual(self.state(), "none")
        person = self.start(Person(self.bus, "anna"))
        self.wait_state("notify")
        self.wait_quiet()
        self.assert_announced(LISTS)
        person.vanish()
        self.wait_state("none")


class DeadConnection(PushTest):
    configuration = "[push]\nrenewal=1\n"
    way = "notify"

    def options(self):
        self.line = self.start(DeadLine(self.server.port))
        return {"port": self.line.port}

    def test_it_is_noticed_and_comes_back(self):
        self.wait_state(self.way)
        self.wait_quiet()
        self.line.cut()
        since = self.deliver()
        self.wait_state("none", 30)
        self.wait_state(self.way)
        self.wait_arrival(since)


class DeadConnectionWithIdle(DeadConnection):
    capability = IDLE_ONLY
    way = "idle"


def idle(conversation, _tag, _rest):
    conversation.send("+ idling")
    conversation.read_line()
    return TAGGED_OK


class OddServer(PushRig):
    """Both ways are offered, and what comes of it is another matter."""

    def begin(self, **answers):
        self.server = self.start(ScriptedServer(
            [generator.Generator(1).message(1000)], {"IDLE": idle, "NOTIFY": TAGGED_OK, **answers},
            capability="IMAP4rev1 SASL-IR AUTH=PLAIN IDLE NOTIFY"))
        self.account = self.daemon.add_account(self.server)
        self.server.commands.clear()
        self.daemon.set(self.account, "Account", "Push", "s", "always")

    def count(self, verb):
        return sum(f" {verb}" in command for command in self.server.commands)

    def test_notify_is_refused(self):
        self.begin(NOTIFY="{tag} NO [BADEVENT (MessageNew MessageExpunge)] too much")
        self.wait_state("idle")
        self.assertEqual((self.count("NOTIFY"), self.count("EXAMINE")), (1, 1))

    def test_notifications_overflow(self):
        self.begin(NOTIFY="{tag} OK done\n* OK [NOTIFICATIONOVERFLOW] too much")
        self.wait_state("idle")
        self.assertEqual((self.count("NOTIFY"), self.count("LOGOUT")), (1, 0))

    def test_idle_that_the_server_ends_is_not_begun_again_at_once(self):
        self.begin(NOTIFY="{tag} NO never", IDLE="+ idling\n{tag} OK enough")
        self.daemon.peer.wait_until(lambda: self.count("IDLE") == 1, "IDLE", 10)
        self.let_pass(2)
        self.assertEqual((self.count("IDLE"), self.state()), (1, "none"))
        self.daemon.peer.wait_until(lambda: self.count("IDLE") == 2, "the second IDLE", 10)
        self.assertEqual(self.count("NOTIFY"), 1, "refused once is refused")

    def test_refused_sign_in_waits_for_a_secret(self):
        self.begin()
        self.wait_state("notify")
        self.daemon.set(self.account, "Account", "Push", "s", "off")
        self.wait_state("none")
        self.server.answers["AUTHENTICATE"] = "{tag} NO [AUTHENTICATIONFAILED] who are you?"
        self.server.commands.clear()
        self.daemon.set(self.account, "Account", "Push", "s", "always")
        self.let_pass(7)
        self.assertEqual(self.count("AUTHENTICATE"), 1)
        self.server.answers.pop("AUTHENTICATE")
        self.daemon.call("Account", "SetSecret", "(sh)", "password", 0, path=self.account,
                         fds=[pipe_with(self.server.password)])
        self.wait_state("notify")


if __name__ == "__main__":
    tap.main()
