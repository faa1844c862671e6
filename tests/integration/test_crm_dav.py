#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend «dav» end to end, with a real Radicale and a second client of it."""

import collections
import glob
import os
import sys

from gi.repository import GLib

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import rig, tap  # noqa: E402
from support.daemon import INVALID_ARGS, ROOT, pipe_with  # noqa: E402
from support.dav_proxy import (DavProxy, afterwards, changed, cut_after, cut_before,  # noqa: E402
                               meanwhile, sends_on_to, status, web_page)
from support.peer import variants  # noqa: E402
from support.radicale import PASSWORD, USER, Radicale  # noqa: E402

CORA = "cora@shop.example"
NOON = 1798804800  # 2027-01-01T12:00:00Z


def mail(number, sender=CORA, name="Cora Bee"):
    return (f"From: {name} <{sender}>\r\nTo: anna@example.org\r\nSubject: Order {number}\r\n"
            f"Message-ID: <{number}/a@mail.example>\r\n"
            f"Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nText {number}.\r\n").encode()


class DavTest(rig.RigTest):
    """One Radicale for all tests of a class; self.proxy stands before it, unless it is_direct."""

    mails = [mail(1), mail(2, "new@else.example", "New One"),
             mail(3, "third@else.example", "Number Three")]
    configuration = "[polling]\ninterval=3600\n"
    is_direct = False
    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.radicale = Radicale()
        cls.radicale.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.radicale.__exit__()

    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        for raw in self.mails:
            self.server.deliver(raw)
        self.account = self.daemon.add_account(self.server, owner="anna")
        self.radicale.empty()
        self.proxy = self.start(DavProxy(self.radicale))
        self.prepare()
        self.connect()
        self.addCleanup(self.check_promises)

    def diagnostics(self):
        lines = self.radicale.log().splitlines()[-20:]
        return "\n".join([super().diagnostics(), *("radicale: " + line for line in lines)])

    def prepare(self):
        """What is there at first."""

    def check_promises(self):
        self.assertNotIn(PASSWORD, self.daemon.log())
        for path in glob.glob(os.path.join(self.daemon.data, "*")):
            with open(path, "rb") as file:
                self.assertNotIn(PASSWORD.encode(), file.read(), path)

    def connect(self):
        place = {"url": self.radicale.url, "ca-file": self.radicale.ca_file} if self.is_direct else {
            "url": self.proxy.url}
        start = len(self.radicale.log())
        self.daemon.set(ROOT, "Crm", "Backend", "s", "dav")
        self.configure(**{"user": USER, **place, **self.settings})
        self.set_password(PASSWORD)
        self.wait(lambda: f"REPORT response status for '{self.radicale.list}'"
                  in self.radicale.log()[start:], "the first pull")
        self.wait_state("ready")

    def crm(self, method, signature="()", *arguments, **options):
        return self.daemon.call("Crm", method, signature, *arguments, **options)

    def configure(self, **options):
        self.crm("Configure", "(a{sv})", variants(options))

    def set_password(self, password):
        self.crm("SetSecret", "(sh)", "password", 0, fds=[pipe_with(password)])

    def get(self, name):
        return self.daemon.get(ROOT, "Crm", name)

    def wait(self, question, what):
        return self.daemon.peer.wait_until(question, what, 30)

    def wait_state(self, state):
        try:
            self.wait(lambda: self.get("State") == state, state)
        except TimeoutError:
            self.fail(f"State is {self.get('State')}, not {state}: {self.get('LastError')}")

    def wait_error(self, name, *words):
        try:
            self.wait(lambda: self.get("LastError")[0] == name, name)
        except TimeoutError:
            self.fail(f"LastError is {self.get('LastError')}, not {name}")
        for word in words:
            self.assertIn(word, self.get("LastError")[1])

    def ask(self):
        """What a person does with the button."""
        self.daemon.call("Manager", "Sync", "(a{sv})", {})

    def pull(self):
        """Returns when the server has been asked for all that has changed there."""
        before = len(self.proxy.requests)
        self.ask()
        self.wait(lambda: len(self.proxy.requests) > before, "a request")
        self.wait_state("ready")

    def asked_by_a_pull(self):
        before = len(self.proxy.requests)
        self.pull()
        return collections.Counter(self.proxy.requests[before:])

    def id_of(self, subject):
        rows = self.daemon.list(keys=["id", "subject"])
        return next(row["id"] for row in rows if row["subject"] == subject)

    def create_task(self, subject="Order 1", **options):
        return self.crm("CreateTask", "(ta{sv})", self.id_of(subject), variants(options))["task"]

    def tasks(self):
        return self.crm("ListTasks", "(a{sv})", {})

    def task(self):
        (row,) = self.tasks()
        return row

    def wait_told(self):
        self.wait(lambda: all(row["synced"] for row in self.tasks()), "all to be told")
        self.wait_state("ready")

    def make_task(self, **options):
        """A task that is at the server; its path there."""
        self.create_task(**options)
        self.wait_told()
        return self.radicale.task()[0]

    def nothing_there(self):
        return not self.radicale.paths(self.radicale.list)

    def customers(self):
        return {row["name"]: row for row in self.crm("ListCustomers", "(a{sv})", {})}

    def subjects(self, **filters):
        return sorted(row["subject"] for row in self.daemon.list(keys=["subject"], **filters))

    def kill(self):
        self.daemon.kill9()
        self.daemon.start()


class Mirror(DavTest):
    def prepare(self):
        self.radicale.card("cora", "FN:Cora Bee", f"EMAIL:{CORA}", "item1.EMAIL:c2@shop.example")
        self.radicale.card("co", "ORG:Bee & Co", "N:;;;;", "FN:Bee & Co", f"EMAIL:{CORA}",
                           "EMAIL:Info@Shop.Example")
        self.radicale.card("odd", "FN:Odd", "EMAIL:not an address", "EMAIL:odd@else.example")
        self.radicale.card("friends", "FN:Friends", "X-ADDRESSBOOKSERVER-KIND:group",
                           "EMAIL:all@else.example")
        self.radicale.card("silent", "FN:Without Address")

    def rows(self):
        return {name: (row["kind"], row["addresses"]) for name, row in self.customers().items()}

    def test_follows_the_address_book(self):
        self.assertEqual(self.rows(), {
            "Cora Bee": ("contact", ["c2@shop.example", CORA]),
            "Bee & Co": ("company", [CORA, "info@shop.example"]),
            "Odd": ("contact", ["odd@else.example"])})
        self.assert_refused("NotSupported", self.crm, "UpdateCustomer", "(sa{sv})",
                            self.customers()["Odd"]["customer"], variants({"name": "x"}))
        odd = self.customers()["Odd"]["customer"]
        self.radicale.card("odd", "FN:Even", "EMAIL:even@else.example")
        self.radicale.drop_card("co")
        self.radicale.card("silent", "FN:Now With", "EMAIL:now@else.example")
        self.assertEqual(self.asked_by_a_pull(), {("REPORT", self.radicale.book): 2,
                                                  ("REPORT", self.radicale.list): 1})
        self.assertEqual(self.asked_by_a_pull(), {("REPORT", self.radicale.book): 1,
                                                  ("REPORT", self.radicale.list): 1})
        self.assertEqual(self.rows(), {
            "Cora Bee": ("contact", ["c2@shop.example", CORA]),
            "Even": ("contact", ["even@else.example"]),
            "Now With": ("contact", ["now@else.example"])})
        self.assertEqual(self.customers()["Even"]["customer"], odd)

    def test_token_that_is_not_known_any_more(self):
        self.radicale.drop_card("co")
        self.radicale.forget_tokens()
        self.pull()
        self.assertEqual(sorted(self.rows()), ["Cora Bee", "Odd"])

    def test_without_tokens(self):
        """Versions tell, after the state of the whole has told that anything is new."""
        self.proxy.always("PROPFIND", changed((b"sync-token>", b"x-token>")))
        self.configure()  # all is asked for anew
        self.wait_state("ready")
        self.pull()
        before = self.proxy.count("REPORT")
        self.pull()
        self.assertEqual(self.proxy.count("REPORT"), before)
        self.radicale.card("odd", "FN:Even", "EMAIL:even@else.example")
        self.radicale.drop_card("co")
        self.pull()
        self.assertEqual(sorted(self.rows()), ["Cora Bee", "Even"])
        self.assertEqual(self.proxy.count("REPORT"), before + 1)

    def test_broken_cards_cost_no_others(self):
        self.radicale.card("odd", "FN:Even", "EMAIL:even@else.example")
        self.radicale.card("new", "FN:New", "EMAIL:new2@else.example")
        self.proxy.script("REPORT", changed(), changed((rb"BEGIN:VCARD(?=[^<]*FN:Even)", b"")))
        self.pull()
        self.assertEqual(sorted(self.rows()), ["Bee & Co", "Cora Bee", "New", "Odd"])
        self.assertIn("card «odd.vcf»", self.daemon.log())

    def test_strangers(self):
        """They stay here, until their card has come into the book."""
        self.crm("Save", "(ta{sv})", self.id_of("Order 2"), {})
        self.wait_state("ready")
        self.assertEqual(len(self.radicale.paths(self.radicale.book)), 5)
        self.radicale.card("new", "FN:New Person", "EMAIL:NEW@else.example")
        self.radicale.card("third", "FN:Third Person", "EMAIL:third@else.example")
        self.crm("Save", "(ta{sv})", self.id_of("Order 3"), {})
        self.wait(lambda: "Third Person" in self.customers(), "the customer, looked up")
        self.wait_state("ready")
        self.assertIn("Order 2", self.customers())
        self.pull()
        self.assertEqual(sorted(self.rows()), ["Bee & Co", "Cora Bee", "New Person", "Odd",
                                               "Third Person"])


class Large(DavTest):
    def prepare(self):
        self.fill("Customer")

    def fill(self, name):
        self.radicale.fill({f"c{number}": (f"FN:{name} {number}", f"EMAIL:c{number}@shop.example")
                            for number in range(120)})

    def test_in_chunks_and_gone_for_good(self):
        self.assertEqual(len(self.customers()), 120)
        self.assertEqual(self.proxy.count("REPORT"), 4)  # 50, 50, 20, and the tasks
        self.radicale.empty()
        self.pull()
        self.wait(lambda: not self.customers(), "the end of all")

    def test_interrupted(self):
        """What went while a listing was interrupted is gone here as well, in the end."""
        self.fill("Renamed")
        self.proxy.script("REPORT", changed(), meanwhile(self.daemon.kill9))
        self.configure()
        self.wait(lambda: self.daemon.process is None, "the end")
        for number in range(40):
            self.radicale.drop_card(f"c{number}")
        self.daemon.start()
        self.pull()
        self.pull()
        self.assertEqual(len(self.customers()), 80)
        self.assertTrue(all(name.startswith("Renamed") for name in self.customers()))


class Direct(DavTest):
    """Over TLS, as it should be."""

    is_direct = True

    def test_both_ways(self):
        path = self.make_task(title="Call back", due=GLib.Variant("x", NOON))
        text = self.radicale.get(path)
        for line in ("SUMMARY:Call back", "DUE:20270101T120000Z", "STATUS:NEEDS-ACTION",
                     "URL:mid:1%2Fa@mail.example", "X-POSTHORN-MESSAGE-ID:1/a@mail.example",
                     f"DESCRIPTION:Cora Bee <{CORA}>\\n\\nText 1."):
            self.assertIn(line + "\n", text)
        self.assertEqual(self.task()["remote"], path)
        self.assertEqual(self.proxy.requests, [])

    def test_wrong_settings(self):
        for key, value in {"url": "http://192.0.2.1/", "task-list": "https://192.0.2.1/x/",
                           "user": "", "ca-file": "ca.pem", "pin": "abc"}.items():
            message = self.assert_refused(INVALID_ARGS, self.configure, **{key: value})
            self.assertIn(key, message)
        self.configure(**{"ca-file": os.path.join(self.server.folder.path, "tls/ca.pem")})
        self.wait_error("TlsFailed", "127.0.0.1")
        self.configure(**{"ca-file": self.radicale.ca_file})
        self.wait_state("ready")
        self.set_password("wrong")
        self.wait_state("auth-needed")
        self.wait_error("AuthFailed", "password", "127.0.0.1")
        self.create_task()
        self.set_password(PASSWORD)
        self.wait_told()
        self.assertEqual(len(self.radicale.tasks()), 1)


class Tasks(DavTest):
    def test_completed_and_removed_here(self):
        """What others have written there stays."""
        path = self.make_task()
        self.radicale.change_task(path, ("END:VTODO", "CATEGORIES:Red\nX-OTHER:1\nBEGIN:VALARM\n"
                                         "ACTION:DISPLAY\nDESCRIPTION:x\nTRIGGER:-PT1H\nEND:VALARM\n"
                                         "END:VTODO"))
        self.crm("CompleteTask", "(s)", self.task()["task"])
        self.wait_told()
        text = self.radicale.get(path)
        for line in ("STATUS:COMPLETED", "PERCENT-COMPLETE:100", "CATEGORIES:Red", "X-OTHER:1",
                     "TRIGGER:-PT1H", "SUMMARY:Order 1"):
            self.assertIn(line + "\n", text)
        self.assertIn("\nCOMPLETED:", text)
        self.crm("RemoveTask", "(s)", self.task()["task"])
        self.wait(self.nothing_there, "the removal")

    def test_changed_there(self):
        path = self.make_task()
        self.radicale.change_task(path, ("SUMMARY:Order 1", "SUMMARY:Renamed\nDUE:20270101T120000Z"))
        self.pull()
        self.assertEqual((self.task()["title"], self.task()["due"]), ("Renamed", NOON))
        self.radicale.change_task(path, ("STATUS:NEEDS-ACTION",
                                         "STATUS:COMPLETED\nCOMPLETED:20270101T120000Z"))
        self.pull()
        self.assertEqual(self.task()["completed"], NOON)
        self.radicale.change_task(path, ("STATUS:COMPLETED\n", "STATUS:NEEDS-ACTION\n"))
        self.pull()
        self.assertEqual(self.task()["completed"], 0)
        self.assertNotIn("Order 1", self.subjects(unprocessed=True))
        self.radicale.delete(path)
        self.pull()
        self.assertEqual(self.tasks(), [])
        self.assertIn("Order 1", self.subjects(unprocessed=True))

    def test_removed_there_and_completed_here(self):
        path = self.make_task()
        self.radicale.delete(path)
        self.crm("CompleteTask", "(s)", self.task()["task"])
        self.wait(lambda: not self.tasks(), "the task to be gone")
        self.assertEqual(self.radicale.tasks(), {})

    def test_same_time(self):
        """Somebody else is quicker, between our look and our change."""
        path = self.make_task()
        self.proxy.script("PUT", meanwhile(lambda: self.radicale.change_task(
            path, ("SUMMARY:Order 1", "SUMMARY:Theirs"))))
        self.crm("CompleteTask", "(s)", self.task()["task"])
        self.wait_told()
        text = self.radicale.get(path)
        self.assertIn("SUMMARY:Theirs\n", text)
        self.assertIn("STATUS:COMPLETED\n", text)
        self.assertEqual(self.task()["title"], "Theirs")

    def test_tasks_of_others(self):
        """Nobody fetches them."""
        self.radicale.put(f"{self.radicale.list}other.ics",
                          "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//EN\nBEGIN:VTODO\nUID:o\n"
                          "SUMMARY:Not ours\nEND:VTODO\nEND:VCALENDAR\n")
        before = self.proxy.requests.count(("REPORT", self.radicale.list))
        self.pull()
        self.assertEqual(self.proxy.requests.count(("REPORT", self.radicale.list)) - before, 1)
        self.assertEqual(self.tasks(), [])

    def test_unplugged(self):
        self.radicale.stop()
        self.create_task("Order 1")
        self.create_task("Order 2")
        self.wait_state("offline")
        self.crm("CompleteTask", "(s)", self.tasks()[0]["task"])
        self.daemon.restart()
        self.radicale.start()
        self.ask()
        self.wait_told()
        texts = list(self.radicale.tasks().values())
        self.assertEqual(len(texts), 2)
        self.assertEqual(sum("STATUS:COMPLETED" in text for text in texts), 1)

    def test_tasks_of_before_the_switch(self):
        self.daemon.set(ROOT, "Crm", "Backend", "s", "local")
        self.create_task("Order 2")
        self.daemon.set(ROOT, "Crm", "Backend", "s", "dav")
        self.make_task()
        self.assertEqual(len(self.radicale.tasks()), 1)


class Whims(DavTest):
    def assert_one(self, *words):
        self.wait_told()
        text = self.radicale.task()[1]
        for word in words:
            self.assertIn(word, text)

    def test_cut(self):
        """Whether it was done or not: it is there once."""
        for whim in (cut_before, cut_after):
            with self.subTest(whim.__name__):
                self.proxy.script("PUT", whim)
                self.create_task()
                self.wait(lambda: not self.proxy.scripts["PUT"], "the cut")
                self.ask()
                self.assert_one("NEEDS-ACTION")
                self.proxy.script("PUT", whim)
                self.crm("CompleteTask", "(s)", self.task()["task"])
                self.wait(lambda: not self.proxy.scripts["PUT"], "the cut")
                self.ask()
                self.assert_one("STATUS:COMPLETED")
                self.proxy.script("DELETE", whim)
                self.crm("RemoveTask", "(s)", self.task()["task"])
                self.wait(lambda: not self.proxy.scripts["DELETE"], "the cut")
                self.ask()
                self.wait(self.nothing_there, "the removal")

    def test_killed(self):
        """Before and after the server has done it."""
        for moment in (meanwhile, afterwards):
            with self.subTest(moment.__name__):
                self.proxy.script("PUT", moment(self.daemon.kill9))
                self.crm_create_and_die()
                self.daemon.start()
                self.assert_one("NEEDS-ACTION")
                self.proxy.script("PUT", moment(self.daemon.kill9))
                self.crm("CompleteTask", "(s)", self.task()["task"])
                self.wait_dead()
                self.daemon.start()
                self.assert_one("STATUS:COMPLETED")
                self.crm("RemoveTask", "(s)", self.task()["task"])
                self.wait(self.nothing_there, "the removal")
                self.wait_state("ready")

    def crm_create_and_die(self):
        self.create_task()
        self.wait_dead()

    def wait_dead(self):
        self.daemon.peer.wait_until(lambda: self.daemon.process is None, "the end")

    def test_storm(self):
        path = self.make_task()
        self.proxy.always("PUT", status(412))
        self.crm("CompleteTask", "(s)", self.task()["task"])
        self.wait_error("Failed", "Order 1", "tried again later")
        self.assertLess(self.proxy.count("PUT"), 8)
        self.proxy.always("PUT")
        self.ask()
        self.assert_one("STATUS:COMPLETED")
        self.assertEqual(self.radicale.task()[0], path)

    def test_web_page(self):
        """As a network that wants a sign-in first gives it for everything."""
        self.radicale.card("cora", "FN:Cora", f"EMAIL:{CORA}")
        self.pull()
        for method in ("PROPFIND", "REPORT", "GET", "PUT"):
            self.proxy.always(method, web_page)
        self.create_task()
        self.ask()
        self.wait_error("Protocol", "check url")
        self.assertIn("Cora", self.customers())
        for method in ("PROPFIND", "REPORT", "GET", "PUT"):
            self.proxy.always(method)
        self.ask()
        self.assert_one("Order 1")

    def test_refused(self):
        """What is refused for good says so and holds up nothing else."""
        self.proxy.script("PUT", status(403))
        first = self.create_task("Order 1")
        self.create_task("Order 2")
        self.wait(lambda: len(self.radicale.tasks()) == 1, "the second")
        self.wait_error("CrmRemote", "Order 1", "403")
        row = next(row for row in self.tasks() if row["task"] == first)
        self.assertIn("403", row["problem"])
        self.configure()  # is the way to have it tried again
        self.wait_told()
        self.assertEqual(len(self.radicale.tasks()), 2)

    def test_full_and_locked(self):
        for number, name, word in ((507, "OverQuota", "no room"), (423, "Failed", "locked")):
            with self.subTest(number):
                self.proxy.script("PUT", status(number))
                self.create_task()
                self.wait_error(name, word)
                self.ask()
                self.assert_one("Order 1")
                self.crm("RemoveTask", "(s)", self.task()["task"])
                self.wait(self.nothing_there, "the removal")

    def test_sent_on(self):
        """To another server: it is not given the password."""
        other = self.start(DavProxy(self.radicale))
        self.proxy.always("PROPFIND", sends_on_to(other.url))
        self.proxy.always("REPORT", sends_on_to(other.url))
        self.configure()
        self.wait_error("Protocol", f"127.0.0.1:{other.port}", "set url")
        self.assertEqual(other.requests, [])

    def test_choice(self):
        self.radicale.make_list("more", "More")
        self.radicale.make_list("events", "Events", "VEVENT")
        self.configure()
        self.wait_error("ServerRejected", "«Tasks» (/anna/tasks/)", "«More» (/anna/more/)")
        self.assertNotIn("Events", self.get("LastError")[1])
        self.configure(**{"task-list": "More"})
        self.wait_state("ready")
        self.create_task()
        self.wait_told()
        self.assertEqual(len(self.radicale.paths(f"/{USER}/more/")), 1)
        self.configure(**{"task-list": f"/{USER}/tasks/"})
        self.wait_state("ready")
        self.assertEqual(len(self.tasks()), 1)


if __name__ == "__main__":
    tap.main()
