#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions on the bus: who is there, what is announced, what is refused, and what ends with whom."""

import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.daemon import ERROR, INVALID_ARGS, NAME, ROOT  # noqa: E402
from support.peer import Peer, variants  # noqa: E402
from support.person import INTERFACE, Person  # noqa: E402
from support.polling_rig import PollingTest  # noqa: E402
from support.visits import LOG_IDS  # noqa: E402

SESSIONS_EACH = 1024
FETCHED = re.compile(r"Mailbox (\S+): UID \d+: Opened mail because: full mail")


class PresenceTest(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.peer = self.daemon.peer

    def person(self, employee="anna", client="webmail"):
        return self.start(Person(self.bus, employee, client))

    def get(self, name):
        return self.daemon.get(ROOT, "Presence", name)

    def set(self, name, value):
        self.daemon.set(ROOT, "Presence", name, "s", value)

    def people(self):
        return self.get("Online"), self.get("Active")

    def wait_people(self, online, active):
        self.peer.wait_until(lambda: self.people() == (online, active), f"{online} with {active}")

    def announced(self, name, since=0):
        """The values that PropertiesChanged told of a property of Presence, in order."""
        self.peer.settle()
        return [one.arguments[1][name] for one in self.peer.signals[since:]
                if one.member == "PropertiesChanged" and one.arguments[0] == NAME + ".Presence"
                and name in one.arguments[1]]

    def sessions(self):
        return self.daemon.objects("PresenceSession")


class Sessions(PresenceTest):
    def test_one_is_an_object(self):
        person = self.person()
        self.assertEqual(person.path, ROOT + "/presence/1")
        values = self.sessions()[person.path]
        self.assertAlmostEqual(values.pop("LastActivity"), time.time(), delta=5)
        self.assertEqual(values, {"Employee": "anna", "Client": "webmail", "Visible": True,
                                  "Active": True})
        person.leave()
        self.assertEqual(self.sessions(), {})
        removed = self.peer.wait_signal("InterfacesRemoved")
        self.assertEqual(removed.arguments, (person.path, [INTERFACE]))
        self.assertEqual(self.person().path, ROOT + "/presence/2", "numbers are not used again")

    def test_everything_is_announced(self):
        self.assertEqual((*self.people(), self.get("ActivitySource")), ([], [], "none"))
        ben = self.person("ben", "mobile-app")
        anna = self.person("anna")
        anna.show(False)
        anna.show(True)
        ben.leave()
        anna.vanish()
        self.wait_people([], [])
        self.assertEqual(self.announced("Online"), [["ben"], ["anna", "ben"], ["anna"], []])
        self.assertEqual(self.announced("Active"), [["anna"], [], ["anna"], []])
        self.assertEqual(self.announced("ActivitySource"), ["clients", "none"])

    def test_it_ends_with_its_connection(self):
        first, second = self.person("anna"), self.person("anna", "desktop-app")
        first.vanish()
        self.wait_people(["anna"], [])
        self.assertEqual(list(self.sessions()), [second.path])
        second.vanish()
        self.wait_people([], [])
        self.assertEqual(self.sessions(), {})

    def test_any_program_may_use_it(self):
        person = self.person()
        self.daemon.call("PresenceSession", "Close", path=person.path)
        self.wait_people([], [])

    def test_a_report_without_a_session(self):
        self.daemon.call("Presence", "ReportActivity", "(sa{sv})", "ben", {})
        self.assertEqual(self.people(), (["ben"], ["ben"]))
        self.daemon.call("Presence", "ReportActivity", "(sa{sv})", "ben", {})
        self.assertEqual(len(self.sessions()), 1)

    def test_the_employee_at_the_desktop(self):
        self.set("SeatEmployee", "anna")
        self.set("Seat", "online")
        self.assertEqual(self.announced("Seat"), ["online"])
        self.daemon.restart()
        self.assertEqual((self.get("Seat"), self.get("SeatEmployee")), ("online", "anna"))
        self.daemon.call("Presence", "ReportActivity", "(sa{sv})", "", {})
        self.assertEqual(self.people(), (["anna"], ["anna"]))


class Refused(PresenceTest):
    def open(self, employee, client):
        return self.daemon.call("Presence", "OpenSession", "(ss)", employee, client)

    def assert_says(self, words, name, function, *arguments, **options):
        message = self.assert_refused(name, function, *arguments, **options)
        for word in words:
            self.assertIn(word, message)

    def test_sessions(self):
        self.assert_says(["client", "webmail", "mobile-app"], INVALID_ARGS, self.open, "anna", "tv")
        self.assert_says(["employee", "empty"], INVALID_ARGS, self.open, "", "webmail")
        self.assert_says(["employee"], INVALID_ARGS, self.open, "a\nb", "webmail")
        self.assert_says(["employee", "255"], INVALID_ARGS, self.open, "a" * 256, "webmail")
        self.assertEqual((self.sessions(), self.people()), ({}, ([], [])))

    def test_the_page_of_an_app(self):
        for client in ("desktop-app", "mobile-app"):
            person = self.person("anna", client)
            self.assert_says(["visible", client], INVALID_ARGS, person.show, True)
            self.assert_says(["visible", client], INVALID_ARGS, person.show, False)

    def test_seat(self):
        self.assert_says(["seat", "ignore"], INVALID_ARGS, self.set, "Seat", "asleep")
        self.assert_says(["employee"], INVALID_ARGS, self.set, "SeatEmployee", "")
        self.assertEqual(self.get("Seat"), "active")

    def test_options(self):
        self.assert_says(["loud"], INVALID_ARGS, self.daemon.call, "Presence", "ReportActivity",
                         "(sa{sv})", "anna", variants({"loud": True}))
        person = self.person()
        self.assert_says(["folder"], INVALID_ARGS, self.daemon.call, "PresenceSession",
                         "OpenWebmail", "(oa{sv})", "/", variants({"folder": "inbox"}),
                         path=person.path)

    def test_webmail_of_nothing(self):
        person = self.person()
        self.assert_says(["account"], "NotFound", person.open_webmail)
        self.assert_says(["nowhere"], "NotFound", person.open_webmail, ROOT + "/accounts/nowhere")


class Many(PresenceTest):
    def test_too_many_of_one_client(self):
        """100,000 sessions: the first 1,024 are there, the others are told why not."""
        greedy = Peer(self.bus.address, NAME)
        opened, refusals = [], []
        for _ in range(20):
            more, refused = greedy.call_many(5000, ROOT, NAME + ".Presence", "OpenSession", "(ss)",
                                             lambda number: (f"employee{number % 100}", "webmail"))
            opened += more
            refusals += refused
        self.assertEqual((len(opened), len(refusals)), (SESSIONS_EACH, 100000 - SESSIONS_EACH))
        self.assertEqual({one.name for one in refusals}, {ERROR + "Busy"})
        self.assertIn(str(SESSIONS_EACH), refusals[0].message)
        self.person("zoe")
        self.assertIn("zoe", self.get("Active"))
        greedy.close()
        self.wait_people(["zoe"], ["zoe"])

    def test_a_thousand_come_and_go(self):
        people = [f"employee{number:04}" for number in range(1000)]
        crowd = Peer(self.bus.address, NAME)
        paths = [crowd.call(ROOT, NAME + ".Presence", "OpenSession", "(ss)", one, "webmail")
                 for one in people]
        self.assertEqual(self.people(), (people, people))
        for path in paths[::2]:
            crowd.call(path, INTERFACE, "Close")
        self.assertEqual(self.people(), (people[1::2], people[1::2]))
        crowd.close()
        self.wait_people([], [])


class OpenWebmail(PollingTest):
    interval = 600
    extra = LOG_IDS + "\nmail_debug = yes"

    def test_the_shown_folder_goes_first(self):
        names = [f"Folder{number}" for number in range(8)]
        for name in names:
            self.server.create(name)
        self.daemon.synchronise(self.account)
        folders = self.daemon.folders(self.account)
        person = self.person("ben")
        for shown in ("Folder5", "Folder3", "INBOX"):
            fetched = self.check_showing(person, folders[shown], names + ["INBOX"])
            self.assertEqual(fetched[0], shown, fetched)

    def check_showing(self, person, folder, names):
        """The folders in the order in which their new mail was fetched."""
        made = generator.Generator(4)
        for name in names:
            self.server.deliver(made.message(1000), name)
        before = len(self.server.log())
        since = len(self.daemon.peer.signals)
        person.open_webmail(self.account, folder)
        self.daemon.peer.wait_until(lambda: self.arrived(since) == len(names), "all mail")
        return FETCHED.findall(self.server.log()[before:])

    def arrived(self, since):
        return sum(one.member == "MessagesArrived" for one in self.daemon.peer.signals[since:])

    def test_of_a_disabled_account(self):
        person = self.person("ben")
        self.daemon.set(self.account, "Account", "Enabled", "b", False)
        message = self.assert_refused("NotSupported", person.open_webmail, self.account)
        self.assertIn("work", message)

    def test_with_the_folder_of_another_account(self):
        other = self.add(self.dovecot(), "home", address="home@example.org")
        person = self.person("ben")
        message = self.assert_refused(INVALID_ARGS, person.open_webmail, self.account,
                                      self.daemon.folders(other)["INBOX"])
        self.assertIn("home/inbox", message)

    def test_a_client_that_dies_in_the_middle(self):
        """It does not wait for the answer; what it asked for is done, and it is not online."""
        before = self.visits.count()
        for _ in range(20):
            person = self.person("ben")
            person.peer.send(person.path, INTERFACE, "OpenWebmail", "(oa{sv})", self.account, {})
            person.vanish()
        self.wait_visits(before + 1)
        self.wait_rule("nobody-online")
        self.assertEqual(self.daemon.objects("PresenceSession"), {})
        self.daemon.peer.wait_until(lambda: self.get("State") == "ok", "the end of the check")


if __name__ == "__main__":
    tap.main()
