#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Customers, tasks, and which mail nobody has dealt with: the backend «local», end to end."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import rig, tap  # noqa: E402
from support.daemon import INVALID_ARGS, ROOT, program  # noqa: E402
from support.peer import variants  # noqa: E402

CORA = "cora@shop.example"


def mail(number, sender=CORA, to="anna@example.org", **fields):
    more = "".join(f"{key.replace('_', '-')}: {value}\r\n" for key, value in fields.items())
    name = f"Message-ID: <{number}@mail.example>\r\n" if "No-Name" not in more else ""
    return (f"From: Somebody <{sender}>\r\nTo: {to}\r\nSubject: Order {number}\r\n{name}{more}"
            f"Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nText {number}.\r\n").encode()


class CrmTest(rig.RigTest):
    mails = ()

    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        for raw in self.mails:
            self.server.deliver(raw)
        self.account = self.daemon.add_account(self.server, owner="anna")

    def crm(self, method, signature="()", *arguments):
        return self.daemon.call("Crm", method, signature, *arguments)

    def add_customer(self, *addresses, **values):
        values = {"name": "Shop", "addresses": list(addresses), **values}
        return self.crm("AddCustomer", "(a{sv})", variants(values))

    def add_employee(self, login, *addresses):
        return self.crm("AddEmployee", "(a{sv})",
                        variants({"login": login, "addresses": list(addresses)}))

    def save(self, message):
        return self.crm("Save", "(ta{sv})", message, {})

    def exclude(self, message, **options):
        self.crm("Exclude", "(ta{sv})", message,
                 variants({key.replace("_", "-"): value for key, value in options.items()}))

    def create_task(self, message, **options):
        return self.crm("CreateTask", "(ta{sv})", message, variants(options))["task"]

    def tasks(self, **options):
        return self.crm("ListTasks", "(a{sv})", variants(options))

    def receive(self, *raws, folder="INBOX"):
        for raw in raws:
            self.server.deliver(raw, folder)
        self.daemon.synchronise(self.account)

    def id_of(self, subject, **filters):
        rows = self.daemon.list(keys=["id", "subject"], **filters)
        return next(row["id"] for row in rows if row["subject"] == subject)

    def row(self, message):
        keys = ["crm", "task", "unprocessed", "responsible"]
        return self.daemon.call("Messages", "Get", "(atas)", [message], keys)[0]

    def subjects(self, **filters):
        return sorted(row["subject"] for row in self.daemon.list(keys=["subject"], **filters))

    def assert_unprocessed(self, *subjects):
        """Filter, count and the counters of accounts and manager say the same."""
        self.assertEqual(self.subjects(unprocessed=True), sorted(subjects))
        self.assertEqual(self.daemon.call("Messages", "Count", "(a{sv})",
                                          variants({"unprocessed": True})), len(subjects))
        accounts = self.daemon.objects("Account").values()
        self.assertEqual(sum(values["Unprocessed"] for values in accounts), len(subjects))
        self.assertEqual(self.daemon.get(ROOT, "Manager", "Unprocessed"), len(subjects))

    def kill(self):
        self.daemon.kill9()
        self.daemon.start()

    def lose_cache(self):
        self.daemon.stop()
        for name in ("mail.db", "mail.db-wal", "mail.db-shm"):
            if os.path.exists(os.path.join(self.daemon.data, name)):
                os.remove(os.path.join(self.daemon.data, name))
        self.daemon.start()


class Saving(CrmTest):
    mails = [mail(1), mail(2, "new@else.example"), mail(3, "Bob@Office.Example"),
             mail(4, "anna@example.org", CORA)]

    def test_customer_lead_and_back(self):
        customer = self.add_customer(CORA, "c2@shop.example", kind="company")
        first, stranger = self.id_of("Order 1"), self.id_of("Order 2")
        record = self.save(first)
        self.assertEqual((record["customer"], record["responsible"], record["created"]),
                         (customer, "anna", True))
        self.assertEqual(self.save(first), {**record, "created": False})
        lead = self.save(stranger)["customer"]
        self.assertEqual([(row["customer"], row["name"], row["kind"], row["responsible"])
                          for row in self.crm("ListCustomers", "(a{sv})",
                                              variants({"address": "NEW@else.example"}))],
                         [(lead, "Order 2", "lead", "anna")])
        outgoing = self.save(self.id_of("Order 4"))
        self.assertEqual(outgoing["customer"], customer)
        self.assertTrue(self.crm("Records", "(t)", self.id_of("Order 4"))[0]["outgoing"])
        self.assertEqual(self.row(first), {"crm": True, "task": False, "unprocessed": False,
                                           "responsible": "anna"})
        self.assert_unprocessed("Order 3")
        self.exclude(first)
        self.assertEqual(self.crm("Records", "(t)", first), [])
        self.assertEqual(self.row(first), {"crm": False, "task": False, "unprocessed": True,
                                           "responsible": ""})
        self.assert_unprocessed("Order 1", "Order 3")
        self.assert_refused("NotFound", self.exclude, first)

    def test_told_at_once(self):
        folder = self.daemon.get(self.account, "Account", "Inbox")
        message = self.id_of("Order 1")
        self.save(message)
        self.daemon.peer.wait_signal("Changed", where=lambda values: message in values[2])
        self.daemon.peer.wait_signal("PropertiesChanged", path=folder,
                                     where=lambda values: values[1].get("Unprocessed") == 3)
        self.daemon.peer.wait_signal("PropertiesChanged", path=ROOT,
                                     where=lambda values: values[1].get("Unprocessed") == 3)

    def test_refusals_name_cause_and_way_out(self):
        self.add_employee("bob", "bob@office.example")
        said = self.assert_refused("CrmEmployeeSender", self.save, self.id_of("Order 3"))
        self.assertIn("bob (bob@office.example)", said)
        self.assertIn("UpdateEmployee", said)
        self.crm("UpdateEmployee", "(sa{sv})", "bob", variants({"addresses": []}))
        self.save(self.id_of("Order 3"))
        self.exclude(self.id_of("Order 2"), add_exception=True)
        self.assertEqual(self.daemon.get(ROOT, "Crm", "Exceptions"), ["new@else.example"])
        said = self.assert_refused("CrmExcluded", self.save, self.id_of("Order 2"))
        self.assertIn("new@else.example", said)
        self.assertIn("RemoveExceptions", said)
        self.crm("RemoveExceptions", "(as)", ["New@Else.Example"])
        self.assertEqual(self.daemon.get(ROOT, "Crm", "Exceptions"), [])
        self.save(self.id_of("Order 2"))
        self.assert_refused("NotFound", self.save, 999)

    def test_a_conversation_goes_on(self):
        customer = self.add_customer(CORA)
        self.save(self.id_of("Order 1"))
        self.crm("AddExceptions", "(as)", [CORA, "desk@shop.example"])
        self.receive(mail(5, "desk@shop.example", In_Reply_To="<1@mail.example>"), mail(6),
                     mail(7, References="<0@else.example> <1@mail.example>"))
        self.assertEqual(self.save(self.id_of("Order 5"))["customer"], customer)
        self.assertEqual(self.save(self.id_of("Order 7"))["customer"], customer)
        self.assert_refused("CrmExcluded", self.save, self.id_of("Order 6"))

    def test_a_connected_mailbox_is_an_employee(self):
        other = self.dovecot(user="bob")
        self.daemon.add_account(other, "office", address="Bob@Office.Example", owner="bob")
        said = self.assert_refused("CrmEmployeeSender", self.save, self.id_of("Order 3"))
        self.assertIn("mailbox office", said)


class Lasting(CrmTest):
    """What was answered outlives kill -9, moves, and the cache."""

    mails = [mail(1), mail(2), mail(3, No_Name="1"), mail(4)]

    def test_every_reply_is_on_disk(self):
        self.add_employee("bob", "bob@office.example")
        self.kill()
        customer = self.add_customer(CORA, responsible="bob")
        self.kill()
        record = self.save(self.id_of("Order 1"))
        self.kill()
        self.assertEqual(self.save(self.id_of("Order 1")), {**record, "created": False})
        self.assertEqual((record["customer"], record["responsible"]), (customer, "bob"))
        task = self.create_task(self.id_of("Order 2"), title="Call", due=("x", 2000000000))
        self.kill()
        self.assertEqual([(row["task"], row["title"], row["due"], row["responsible"])
                          for row in self.tasks(open=True)], [(task, "Call", 2000000000, "anna")])
        self.assert_unprocessed("Order 3", "Order 4")
        self.crm("CompleteTask", "(s)", task)
        self.kill()
        self.assertEqual(self.tasks(open=True), [])
        self.assertGreater(self.tasks()[0]["completed"], 0)
        self.exclude(self.id_of("Order 1"), add_exception=True)
        self.kill()
        self.assertEqual(self.daemon.get(ROOT, "Crm", "Exceptions"), [CORA])
        self.crm("RemoveTask", "(s)", task)
        self.kill()
        self.assert_unprocessed("Order 1", "Order 2", "Order 3", "Order 4")

    def test_moved_and_fetched_again(self):
        first, nameless = self.id_of("Order 1"), self.id_of("Order 3")
        self.save(first)
        task = self.create_task(nameless)
        with self.server.imap() as imap:
            imap.create("Archive")
            imap.select("INBOX")
            imap.uid("COPY", "1,3", "Archive")
            imap.uid("STORE", "1,3", "+FLAGS", "\\Deleted")
            imap.expunge()
        self.daemon.synchronise(self.account)
        self.assert_unprocessed("Order 2", "Order 4")
        self.assertEqual(self.tasks()[0]["message"], self.id_of("Order 3"))
        self.lose_cache()
        self.daemon.synchronise(self.account)
        self.assert_unprocessed("Order 2", "Order 4")
        self.assertEqual(self.tasks()[0]["message"], self.id_of("Order 3"))
        self.assertTrue(self.row(self.id_of("Order 1"))["crm"])
        self.crm("RemoveTask", "(s)", task)
        self.assert_unprocessed("Order 2", "Order 3", "Order 4")

    def test_uncounted_folders(self):
        to_oneself = mail(8, "anna@example.org")
        self.receive(mail(5), folder="Junk")
        self.receive(mail(6, "anna@example.org", CORA), to_oneself, folder="Sent")
        self.receive(mail(7, "anna@example.org", CORA), folder="Drafts")
        self.assert_unprocessed("Order 1", "Order 2", "Order 3", "Order 4")
        for values in self.daemon.objects("Folder").values():
            self.assertEqual(values["Unprocessed"], 4 if values["Role"] == "inbox" else 0)
        uncounted = ["Order 5", "Order 6", "Order 7", "Order 8"]
        self.assertEqual(self.subjects(unprocessed=False), uncounted)
        for subject in uncounted:
            self.assertFalse(self.row(self.id_of(subject))["unprocessed"], subject)
        self.receive(to_oneself)
        self.assert_unprocessed("Order 1", "Order 2", "Order 3", "Order 4", "Order 8")
        self.daemon.call("Messages", "Spam", "(ata{sv})", [self.id_of("Order 4")], {})
        self.assert_unprocessed("Order 1", "Order 2", "Order 3", "Order 8")


class TwoAccounts(CrmTest):
    """What a mail is linked to is so in whichever mailbox it lies."""

    mails = [mail(1), mail(2), mail(3, No_Name="1"), mail(4)]

    def setUp(self):
        super().setUp()
        self.other = self.dovecot(user="bert")
        self.other.create("Projects")
        self.there = self.daemon.add_account(self.other, "home", owner="bert")
        self.ids = [self.id_of(f"Order {number}") for number in range(1, 5)]
        self.record = self.save(self.ids[0])["record"]
        for message in self.ids[1:3]:
            self.create_task(message)

    def put(self, verb, ids, path):
        folder = self.daemon.folders(self.there)[path]
        self.daemon.call("Messages", verb, "(ato)", ids, folder)

    def wait_told(self):
        self.daemon.peer.wait_until(
            lambda: not any(row["pending"] for row in self.daemon.list(keys=["pending"])),
            "the servers' word", 30)
        for account in (self.account, self.there):
            self.daemon.synchronise(account)

    def assert_unprocessed_in(self, account, count):
        self.assertEqual(self.daemon.get(account, "Account", "Unprocessed"), count)

    def assert_moved(self):
        self.assert_unprocessed("Order 4")
        self.assert_unprocessed_in(self.there, 1)
        self.assertEqual([self.crm("Records", "(t)", self.id_of("Order 1"))[0]["record"]],
                         [self.record])
        self.assertEqual([row["message"] for row in self.tasks()],
                         [self.id_of("Order 2"), self.id_of("Order 3")])

    def test_moved(self):
        self.put("Move", self.ids, "Projects")
        self.assert_moved()
        self.kill()
        self.assert_moved()
        self.wait_told()
        self.assertEqual(len(self.other.contents("Projects")), 4)
        self.daemon.peer.wait_until(lambda: self.server.contents("INBOX") == [],
                                    "the end of what was moved away")
        self.assertEqual(self.id_of("Order 1"), self.ids[0], "ids stay")
        self.assert_moved()
        self.lose_cache()
        self.wait_told()
        self.assert_moved()
        self.exclude(self.id_of("Order 1"))
        self.assert_unprocessed("Order 1", "Order 4")

    def test_copied(self):
        self.put("Copy", self.ids[:1] + self.ids[3:], "Projects")
        self.assert_unprocessed("Order 4", "Order 4")
        self.wait_told()
        self.assert_unprocessed("Order 4", "Order 4")
        self.save(self.ids[3])
        self.assert_unprocessed()
        self.exclude(self.ids[0])
        self.assert_unprocessed("Order 1", "Order 1")

    def test_moved_to_where_nothing_counts(self):
        for path in ("Drafts", "Sent"):
            self.put("Move", self.ids[3:], path)
            self.assert_unprocessed()
            self.wait_told()
            self.assert_unprocessed()
        self.put("Move", self.ids[3:], "INBOX")
        self.assert_unprocessed("Order 4")
        self.wait_told()
        self.assert_unprocessed_in(self.there, 1)


class Routing(CrmTest):
    mails = [mail(1)]

    def setUp(self):
        super().setUp()
        self.add_employee("bob", "bob@office.example")
        self.customer = self.add_customer(CORA, responsible="bob")
        self.daemon.set(self.account, "Account", "Route", "s", "assign")

    def records(self, subject, **filters):
        return self.crm("Records", "(t)", self.id_of(subject, **filters))

    def test_new_mail_of_customers_only(self):
        self.receive(mail(2), mail(3, "new@else.example"), mail(4, "bob@office.example"),
                     mail(5, "anna@example.org", CORA))
        self.receive(mail(6), folder="Junk")
        record = self.records("Order 2")[0]
        self.assertEqual((record["customer"], record["responsible"]), (self.customer, "bob"))
        self.assertEqual(self.row(self.id_of("Order 2")),
                         {"crm": True, "task": False, "unprocessed": False, "responsible": "bob"})
        for other in ("Order 1", "Order 3", "Order 4", "Order 5", "Order 6"):
            self.assertEqual(self.records(other), [], other)
        self.assert_unprocessed("Order 1", "Order 3", "Order 4", "Order 5")
        self.daemon.call("Blacklist", "Add", "(as)", ["@spam.example"])
        self.add_customer("eve@spam.example")
        self.receive(mail(8, "eve@spam.example"))
        self.assertEqual(self.records("Order 8"), [], "junk")
        self.daemon.set(self.account, "Account", "Route", "s", "off")
        self.receive(mail(7))
        self.assertEqual(self.records("Order 7"), [])

    def test_once_for_each_mail(self):
        self.receive(mail(2))
        self.exclude(self.id_of("Order 2"))
        self.receive(mail(2))
        self.kill()
        self.receive(mail(2))
        self.assertEqual(len(self.subjects()), 4)
        self.assertEqual(self.records("Order 2"), [], "a person has taken it out")

    def test_killed_while_it_arrives(self):
        for number in range(2, 200):
            self.server.deliver(mail(number))
        self.daemon.sync(self.account)
        self.daemon.peer.wait_signal("MessagesArrived")
        self.kill()
        self.daemon.synchronise(self.account)
        found = self.daemon.list(keys=["id", "subject", "crm", "responsible"])
        self.assertEqual(len(found), 199)
        self.assertEqual({(row["crm"], row["responsible"]) for row in found
                          if row["subject"] != "Order 1"}, {(True, "bob")})
        ids = [self.crm("Records", "(t)", row["id"])[0]["record"] for row in found if row["crm"]]
        self.assertEqual(len(set(ids)), 198)
        self.assert_unprocessed("Order 1")


class BadInput(CrmTest):
    mails = [mail(1), mail(2, "root@localhost")]

    def test_addresses(self):
        for bad in ("nobody", "user@@x", "a b@c.de", "<a@c.de>", "a@c.de\n", "@shop.example", ""):
            said = self.assert_refused(INVALID_ARGS, self.add_customer, CORA, bad)
            self.assertTrue(said.startswith("addresses: "), said)
            self.assert_refused(INVALID_ARGS, self.add_employee, "eve", bad)
            self.assert_refused(INVALID_ARGS, self.crm, "AddExceptions", "(as)", [CORA, bad])
        said = self.assert_refused(INVALID_ARGS, self.crm, "AddExceptions", "(as)",
                                   ["@shop.example"])
        self.assertIn("whole domain", said)
        self.assertEqual(self.crm("ListCustomers", "(a{sv})", {}), [])
        self.assertEqual(self.crm("ListEmployees"), [])
        self.assertEqual(self.daemon.get(ROOT, "Crm", "Exceptions"), [])
        many = [f"e{number}@shop.example" for number in range(10_001)]
        self.assert_refused("TooLarge", self.crm, "AddExceptions", "(as)", many)
        self.crm("AddExceptions", "(as)", many[:10_000])
        self.assert_refused("TooLarge", self.crm, "AddExceptions", "(as)", many[10_000:])
        self.assertEqual(self.daemon.get(ROOT, "Crm", "Exceptions"), sorted(many[:10_000]))
        said = self.assert_refused("NotSupported", self.save, self.id_of("Order 2"))
        self.assertIn("no address", said)

    def test_people(self):
        self.assert_refused(INVALID_ARGS, self.add_employee, "")
        self.assert_refused(INVALID_ARGS, self.add_employee, "eve\n")
        self.assert_refused(INVALID_ARGS, self.crm, "AddCustomer", "(a{sv})",
                            variants({"addresses": [CORA]}))
        self.assert_refused(INVALID_ARGS, self.add_customer, CORA, kind="deal")
        self.assertIn("there are anna", self.assert_refused("NotFound", self.add_customer, CORA,
                                                            responsible="zoe"))
        self.add_employee("Eve@Office.Example")
        self.assertEqual(self.crm("ListEmployees")[0]["addresses"], ["eve@office.example"])
        self.assert_refused("Exists", self.add_employee, "Eve@Office.Example")
        customer = self.add_customer(CORA, responsible="Eve@Office.Example")
        said = self.assert_refused("Failed", self.crm, "RemoveEmployee", "(s)",
                                   "Eve@Office.Example")
        self.assertIn("of customers (1, Shop among them)", said)
        self.save(self.id_of("Order 1"))
        self.crm("RemoveCustomer", "(s)", customer)
        self.crm("RemoveEmployee", "(s)", "Eve@Office.Example")
        self.assert_unprocessed("Order 1", "Order 2")
        for wrong in (customer, "abc", "-1", "", "99999999999999999999"):
            self.assert_refused("NotFound", self.crm, "RemoveCustomer", "(s)", wrong)
            self.assert_refused("NotFound", self.crm, "CompleteTask", "(s)", wrong)

    def test_two_share_an_address(self):
        lead = self.add_customer(CORA, kind="lead")
        contact = self.add_customer(CORA)
        self.assertEqual(self.save(self.id_of("Order 1"))["customer"], contact)
        self.receive(mail(3))
        self.crm("RemoveCustomer", "(s)", contact)
        self.assertEqual(self.save(self.id_of("Order 3"))["customer"], lead)

    def test_tasks(self):
        first = self.id_of("Order 1")
        title = "Grüße " * 1500
        self.create_task(first, title=title)
        self.create_task(first, title="")
        self.assertEqual([row["title"] for row in self.tasks(message=("t", first))],
                         [title, "Order 1"])
        said = self.assert_refused(INVALID_ARGS, self.create_task, first, title="x" * 40000)
        self.assertIn("title: is 40000 octets long", said)
        self.assert_refused(INVALID_ARGS, self.create_task, first, title="a\nb")
        self.assert_refused(INVALID_ARGS, self.create_task, first, due=("x", -1))
        self.assert_refused("NotFound", self.create_task, first, responsible="zoe")
        self.assert_refused("NotFound", self.create_task, 999)

    def test_backend(self):
        self.assertEqual(self.daemon.get(ROOT, "Crm", "Backend"), "local")
        self.assertEqual(self.daemon.get(ROOT, "Crm", "State"), "ready")
        self.daemon.set(ROOT, "Crm", "Backend", "s", "local")
        self.assertEqual(self.crm("GetConfig", "()"), {})
        self.assert_refused(INVALID_ARGS, self.daemon.set, ROOT, "Crm", "Backend", "s", "sap")
        self.assert_refused("NotSupported", self.crm, "Configure", "(a{sv})", {})

    def test_many_customers(self):
        """A hundred thousand addresses, added by many calls at once."""
        _, refusals = self.daemon.peer.call_many(
            2000, ROOT, "org.posthorn.Posthorn1.Crm", "AddCustomer", "(a{sv})",
            lambda number: (variants({"name": f"Customer {number}", "addresses": [
                f"c{number}.{at}@shop.example" for at in range(50)]}),))
        self.assertEqual(refusals, [])
        page = self.crm("ListCustomers", "(a{sv})", variants({"offset": 1999}))
        self.assertEqual([row["name"] for row in page], ["Customer 1999"])
        self.assertEqual(len(self.crm("ListCustomers", "(a{sv})", {})), 1000)
        found = self.crm("ListCustomers", "(a{sv})", variants({"address": "c77.49@shop.example"}))
        self.assertEqual([row["name"] for row in found], ["Customer 77"])


class CommandLine(CrmTest):
    mails = [mail(1), mail(2, "new@else.example")]

    def run_client(self, *arguments, status=0, said=""):
        done = subprocess.run([program("posthornctl"), *arguments], env=self.bus.environment,
                              input=said, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def json(self, *arguments):
        return json.loads(self.run_client("--json", *arguments))

    def test_crm(self):
        first, second = str(self.id_of("Order 1")), str(self.id_of("Order 2"))
        self.assertIn("bob is added", self.run_client("crm", "employee", "add", "bob",
                                                      "bob@office.example", "--name", "Bob"))
        self.assertEqual(self.json("crm", "employees"),
                         [{"login": "bob", "name": "Bob", "addresses": ["bob@office.example"]}])
        customer = self.json("crm", "customer", "add", "Shop", CORA, "--responsible", "bob",
                             "--kind", "company")["customer"]
        self.run_client("crm", "customer", "change", customer, "--name", "The Shop")
        self.assertRegex(self.run_client("crm", "customers"),
                         rf"{customer} +company +The Shop +{CORA} +bob")
        self.assertIn(f"of customer {customer}; bob sees to it",
                      self.run_client("crm", "save", first))
        self.assertIn(CORA, self.run_client("crm", "records", first))
        self.assertNotIn("Order 1", self.run_client("unprocessed"))
        self.assertIn("Order 2", self.run_client("unprocessed", "work/inbox"))
        self.run_client("crm", "exclude", second, "--exception")
        self.assertEqual(self.run_client("crm", "exceptions"), "new@else.example\n")
        self.assertIn("among the exceptions", self.run_client("crm", "save", second, status=1))
        self.run_client("crm", "exceptions", "remove", "new@else.example")
        self.run_client("crm", "save", second)
        self.run_client("crm", "employee", "remove", "bob", status=1)
        self.run_client("crm", "customer", "remove", customer)
        self.run_client("crm", "employee", "remove", "bob")
        self.assertRegex(self.run_client("crm"), r"Backend: +local")
        self.assertRegex(self.run_client("crm", "status"), r"State: +ready")
        self.assertEqual(self.json("crm", "backend", "local")["settings"], {})
        self.assertIn("nothing to be configured", self.run_client("crm", "configure", status=1))
        self.assertIn("nothing to be configured",
                      self.run_client("crm", "secret", said="secret", status=1))
        for wrong in (["crm", "sing"], ["crm", "save"], ["crm", "customer", "add"],
                      ["crm", "employee", "sing", "bob"], ["crm", "exceptions", "add"],
                      ["crm", "configure", "url"], ["crm", "secret"]):
            self.run_client(*wrong, status=2)

    def test_task(self):
        first = str(self.id_of("Order 1"))
        task = self.json("task", "add", first, "--due", "2026-12-24")["task"]
        self.assertRegex(self.run_client("task"), rf"{task} .*anna +Order 1 +{first}")
        self.assertIn(f"Task {task} is done", self.run_client("task", "done", task))
        self.assertEqual(self.run_client("task"), "")
        self.assertIn("done", self.run_client("task", "--all"))
        self.assertEqual([row["subject"] for row in self.json("unprocessed")], ["Order 2"])
        self.run_client("task", "remove", task)
        self.assertEqual(self.json("task", "--all"), [])
        self.run_client("task", "done", task, status=4)
        self.run_client("task", "add", "x", status=2)


if __name__ == "__main__":
    tap.main()
