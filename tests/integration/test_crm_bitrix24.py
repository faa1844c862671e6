#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend «bitrix24» end to end, against a portal made of its documentation."""

import glob
import os
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import posthornctl, rig, tap  # noqa: E402
from support.bitrix24 import (Portal, changed, cut_after, cut_before, moved_to,  # noqa: E402
                              raw, slow, status, web_page)
from support.bitrix24_methods import Refusal  # noqa: E402
from support.daemon import INVALID_ARGS, ROOT, pipe_with  # noqa: E402
from support.peer import variants  # noqa: E402

CORA = "cora@shop.example"
ANNA = "anna@example.org"
BUSY = status(503, "QUERY_LIMIT_EXCEEDED", "Too many requests")


def mail(number, sender=CORA, to=ANNA, name="Cora Bee"):
    return (f"From: {name} <{sender}>\r\nTo: {to}\r\nSubject: Order {number}\r\n"
            f"Message-ID: <{number}@mail.example>\r\n"
            f"Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nText {number}.\r\n").encode()


class Bitrix24Test(rig.RigTest):
    mails = [mail(1), mail(2, "new@else.example", name="New One"), mail(3)]
    configuration = "[polling]\ninterval=3600\n"
    settings = {}
    customers = [("CONTACT", "Cora Bee", CORA)]

    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        for raw_mail in self.mails:
            self.server.deliver(raw_mail)
        self.portal = self.start(Portal())
        self.data = self.portal.data
        self.made = [self.data.add_customer(*customer) for customer in self.customers]
        self.account = self.daemon.add_account(self.server, owner="anna")
        self.connect(self.portal)
        self.addCleanup(self.check_promises)

    def check_promises(self):
        """Whatever the test was about."""
        self.assertEqual(self.data.sent, [], "Bitrix24 would have sent mail")
        self.assertEqual(self.portal.violations, [])
        self.assertNotIn(self.portal.token, self.daemon.log())
        for path in glob.glob(os.path.join(self.daemon.data, "*")):
            with open(path, "rb") as file:
                self.assertNotIn(self.portal.token.encode(), file.read(), path)

    def connect(self, portal):
        self.daemon.set(ROOT, "Crm", "Backend", "s", "bitrix24")
        self.configure(**{"ca-file": portal.ca_file, **self.settings})
        self.set_webhook(portal.webhook)
        self.wait(lambda: portal.requests["batch"], "the first pull")
        self.wait_state("ready")

    def crm(self, method, signature="()", *arguments, **options):
        return self.daemon.call("Crm", method, signature, *arguments, **options)

    def configure(self, **options):
        self.crm("Configure", "(a{sv})", variants(options))

    def set_webhook(self, webhook):
        self.crm("SetSecret", "(sh)", "webhook", 0, fds=[pipe_with(webhook)])

    def get(self, name):
        return self.daemon.get(ROOT, "Crm", name)

    def wait_state(self, state):
        try:
            self.daemon.peer.wait_until(lambda: self.get("State") == state, state, 30)
        except TimeoutError:
            self.fail(f"State is {self.get('State')}, not {state}: {self.get('LastError')}")

    def wait_error(self, name):
        self.daemon.peer.wait_until(lambda: self.get("LastError")[0] == name, name, 30)
        return self.get("LastError")[1]

    def ask(self):
        """What a person does with the button: all is told that waits, and asked for."""
        self.daemon.call("Manager", "Sync", "(a{sv})", {})

    def pull(self):
        """Returns when the portal has been asked for all that has changed there."""
        before = self.portal.calls["user.get"]
        self.ask()
        self.wait(lambda: self.portal.calls["user.get"] > before, "a pull")
        self.wait_state("ready")

    def wait(self, question, what):
        return self.daemon.peer.wait_until(question, what, 30)

    def id_of(self, subject):
        rows = self.daemon.list(keys=["id", "subject"])
        return next(row["id"] for row in rows if row["subject"] == subject)

    def save(self, subject):
        return self.crm("Save", "(ta{sv})", self.id_of(subject), {})

    def create_task(self, subject, **options):
        return self.crm("CreateTask", "(ta{sv})", self.id_of(subject), variants(options))["task"]

    def tasks(self):
        return self.crm("ListTasks", "(a{sv})", {})

    def list_customers(self):
        return {row["name"]: row for row in self.crm("ListCustomers", "(a{sv})", {})}

    def subjects(self, **filters):
        return sorted(row["subject"] for row in self.daemon.list(keys=["subject"], **filters))

    def kill(self):
        self.daemon.kill9()
        self.portal.forget_pace()
        self.daemon.start()


class Mirror(Bitrix24Test):
    mails = [mail(1)]
    customers = [("CONTACT", "Cora Bee", CORA, "c2@shop.example"), ("COMPANY", "Bee & Co"),
                 ("LEAD", "Offer", "lead@else.example", "not an address")]

    def test_follows_the_portal(self):
        bob = self.data.add_user("Bob@Office.Example", "Bob")
        self.data.change_customer("CONTACT", self.made[0], ASSIGNED_BY_ID=bob)
        self.pull()
        self.assertEqual({name: (row["kind"], row["addresses"], row["responsible"])
                          for name, row in self.list_customers().items()},
                         {"Cora Bee": ("contact", ["c2@shop.example", CORA], "bob@office.example"),
                          "Offer": ("lead", ["lead@else.example"], "boss@office.example")})
        self.assertEqual(sorted((row["login"], row["name"])
                                for row in self.crm("ListEmployees")),
                         [("bob@office.example", "Bob"), ("boss@office.example", "The Boss")])
        self.assertEqual(dict(self.portal.requests), {"batch": 2})
        cora = self.list_customers()["Cora Bee"]["customer"]
        self.assert_refused("NotSupported", self.crm, "RemoveCustomer", "(s)", cora)

    def test_changes_removals_and_oddities(self):
        self.data.change_customer("COMPANY", self.made[1], EMAIL=[{"VALUE": "co@shop.example"}])
        self.data.change_customer("LEAD", self.made[2], NAME="Lea", LAST_NAME="D")
        self.portal.script("batch", changed(self.with_oddities))
        self.pull()
        self.assertEqual(sorted(self.list_customers()), ["Bee & Co", "Cora Bee", "Lea D"])
        record = self.save("Order 1")
        self.wait(lambda: self.data.activities, "the activity")
        del self.data.customers["LEAD"][self.made[2]], self.data.customers["CONTACT"][self.made[0]]
        self.configure(presence=False)  # other settings: all is asked for again
        self.wait(lambda: "Lea D" not in self.list_customers(), "the end of the lead")
        self.wait(lambda: not self.list_customers()["Cora Bee"]["addresses"], "Cora to be gone")
        self.assertEqual([row["record"] for row in self.crm("Records", "(t)",
                                                            self.id_of("Order 1"))],
                         [record["record"]])

    @staticmethod
    def with_oddities(result):
        """Numbers for text, maps for lists, an empty list for a map."""
        rows = result["result"]
        rows["c1"] = {str(7 * place): {**row, "ID": int(row["ID"])}
                      for place, row in enumerate(rows["c1"])}
        rows["c2"] = [{**row, "ASSIGNED_BY_ID": int(row["ASSIGNED_BY_ID"])} for row in rows["c2"]]
        return {**result, "result_error": {}, "result_time": []}

    def test_large(self):
        for number in range(620):
            self.data.add_customer("LEAD", f"Lead {number}", f"l{number}@else.example")
        before = self.portal.count()
        self.configure(presence=False)
        self.wait(lambda: len(self.crm("ListCustomers", "(a{sv})", variants({"limit": 1000})))
                  == 622, "all leads")
        self.wait_state("ready")
        self.assertEqual(self.portal.count() - before, 3)  # 50, 500, the rest


class Records(Bitrix24Test):
    mails = Bitrix24Test.mails + [mail(4, ANNA, CORA, name="Anna")]

    def test_saved_and_excluded(self):
        contact = str(self.made[0])
        self.save("Order 1")
        self.wait(lambda: len(self.data.activities) == 1, "the activity")
        self.wait_state("ready")
        activity = next(iter(self.data.activities.values()))
        self.assertEqual({key: activity[key] for key in (
            "TYPE_ID", "DIRECTION", "COMPLETED", "OWNER_TYPE_ID", "OWNER_ID", "SUBJECT",
            "START_TIME", "RESPONSIBLE_ID", "ORIGINATOR_ID")}, {
                "TYPE_ID": 4, "DIRECTION": 1, "COMPLETED": "N", "OWNER_TYPE_ID": 3,
                "OWNER_ID": contact, "SUBJECT": "Order 1",
                "START_TIME": "2026-11-02T10:00:00+00:00", "RESPONSIBLE_ID": "17",
                "ORIGINATOR_ID": "posthorn"})
        self.assertEqual(activity["DESCRIPTION"].strip(), "Text 1.")
        self.assertEqual(activity["SETTINGS"]["MESSAGE_FROM"], f"Cora Bee <{CORA}>")
        row = self.crm("Records", "(t)", self.id_of("Order 1"))[0]
        self.assertEqual((row["remote"], row["synced"]), (str(activity["ID"]), True))
        self.assertEqual(self.portal.requests["crm.activity.add"], 1)
        self.save("Order 4")
        self.wait(lambda: len(self.data.activities) == 2, "the outgoing mail")
        sent = max(self.data.activities.values(), key=lambda one: one["ID"])
        self.assertEqual((sent["DIRECTION"], sent["COMPLETED"]), (2, "N"))
        self.wait_state("ready")
        self.crm("Exclude", "(ta{sv})", self.id_of("Order 1"), {})
        self.wait(lambda: list(self.data.activities) == [sent["ID"]], "the removal")

    def test_stranger_becomes_a_lead_once(self):
        self.save("Order 2")
        self.wait(lambda: self.data.activities, "the activity")
        self.wait_state("ready")
        lead = next(iter(self.data.customers["LEAD"].values()))
        self.assertEqual((lead["TITLE"], lead["NAME"], lead["EMAIL"][0]["VALUE"]),
                         ("Order 2", "New One", "new@else.example"))
        self.assertEqual(next(iter(self.data.activities.values()))["OWNER_ID"], str(lead["ID"]))
        self.pull()
        self.assertEqual(sorted(self.list_customers()), ["Cora Bee", "New One"])

    def test_found_where_it_was_not_known(self):
        company = self.data.add_customer("COMPANY", "Else Ltd", "new@else.example")
        for _ in range(20):
            self.data.add_customer("LEAD", "Old", "new@else.example")
        self.save("Order 2")
        self.wait(lambda: self.data.activities, "the activity")
        self.wait_state("ready")
        activity = next(iter(self.data.activities.values()))
        self.assertEqual((activity["OWNER_TYPE_ID"], activity["OWNER_ID"]), (4, str(company)))
        self.assertEqual(sorted(self.list_customers()), ["Cora Bee", "Else Ltd"])
        self.assertEqual(self.portal.requests["crm.duplicate.findbycomm"], 3)
        self.assertEqual(self.portal.requests["crm.lead.add"], 0)

    def test_one_refusal_holds_nothing_up(self):
        del self.data.customers["CONTACT"][self.made[0]]
        self.save("Order 1")
        self.save("Order 2")
        self.wait(lambda: self.data.activities, "the other one")
        self.wait_state("error")
        row = self.crm("Records", "(t)", self.id_of("Order 1"))[0]
        self.assertFalse(row["synced"])
        self.assertIn("Could not find 'CONTACT'", row["problem"])
        self.assertIn("Could not find 'CONTACT'", self.wait_error("CrmRemote"))


class Tasks(Bitrix24Test):
    def test_both_sides(self):
        here = self.create_task("Order 1", due=("x", 1800000000))
        self.wait(lambda: self.data.tasks, "the task")
        self.wait_state("ready")
        number, task = next(iter(self.data.tasks.items()))
        self.assertEqual((task["TITLE"], task["DEADLINE"], task["RESPONSIBLE_ID"]),
                         ("Order 1", "2027-01-15T08:00:00+00:00", "17"))
        self.assertIn("mid:1@mail.example", task["DESCRIPTION"])
        self.assertEqual((self.tasks()[0]["remote"], self.tasks()[0]["synced"]),
                         (str(number), True))
        task["TITLE"] = "Call her"
        self.data.complete(number)
        self.pull()
        row = self.tasks()[0]
        self.assertEqual((row["task"], row["title"], row["completed"] > 0),
                         (here, "Call her", True))
        second = self.create_task("Order 3")
        self.wait(lambda: len(self.data.tasks) == 2, "the second task")
        self.wait_state("ready")
        self.crm("CompleteTask", "(s)", second)
        self.wait(lambda: max(self.data.tasks.items())[1]["STATUS"] == 5, "its end")
        self.wait_state("ready")
        self.crm("RemoveTask", "(s)", second)
        self.wait(lambda: list(self.data.tasks) == [number], "the removal")

    def test_removed_there(self):
        self.save("Order 1")
        self.create_task("Order 3")
        self.wait(lambda: self.data.tasks and self.data.activities, "both")
        self.wait_state("ready")
        self.assertEqual(next(iter(self.data.tasks.values())).get("UF_CRM_TASK"), None)
        self.assertNotIn("Order 3", self.subjects(unprocessed=True))
        self.data.tasks.clear()
        self.pull()
        self.assertEqual(self.tasks(), [])
        self.assertIn("Order 3", self.subjects(unprocessed=True))

    def test_bound_to_the_customer(self):
        self.save("Order 1")
        self.create_task("Order 1")
        self.wait(lambda: self.data.tasks, "the task")
        self.assertEqual(next(iter(self.data.tasks.values()))["UF_CRM_TASK"],
                         [f"C_{self.made[0]}"])


class LostAnswers(Bitrix24Test):
    """After each the daemon is killed as well: what it knows then is what is on disk."""

    def run_through(self, method, whim, there):
        self.portal.script(method, whim)
        self.act(method)
        self.wait(lambda: not self.portal.whims[method], "the cut")
        self.wait_error("ServerUnavailable")
        self.kill()
        self.wait(lambda: there() and self.get("State") == "ready", "the second attempt")
        self.ask()
        self.wait_state("ready")

    def act(self, method):
        if method == "tasks.task.add":
            self.create_task("Order 1")
        else:
            self.save("Order 2")

    def assert_once(self):
        self.assertLessEqual(len(self.data.tasks), 1)
        self.assertLessEqual(len(self.data.activities), 1)
        self.assertLessEqual(len(self.data.customers["LEAD"]), 1)

    def test_activity_after(self):
        self.run_through("crm.activity.add", cut_after, lambda: self.data.activities)
        self.assert_once()
        self.assertEqual(self.portal.requests["crm.activity.add"], 1)

    def test_activity_before(self):
        self.run_through("crm.activity.add", cut_before, lambda: self.data.activities)
        self.assert_once()

    def test_lead_after(self):
        self.run_through("crm.lead.add", cut_after, lambda: self.data.activities)
        self.assert_once()
        self.assertEqual(self.portal.requests["crm.lead.add"], 1)

    def test_lead_before(self):
        self.run_through("crm.lead.add", cut_before, lambda: self.data.activities)
        self.assert_once()

    def test_task_after(self):
        self.run_through("tasks.task.add", cut_after, lambda: self.data.tasks)
        self.assert_once()
        self.assertEqual(self.portal.requests["tasks.task.add"], 1)

    def test_task_before(self):
        self.run_through("tasks.task.add", cut_before, lambda: self.data.tasks)
        self.assert_once()

    def test_killed_while_it_is_done(self):
        release = threading.Event()
        self.portal.script("crm.activity.add", slow(release))
        self.save("Order 1")
        self.wait(lambda: not self.portal.whims["crm.activity.add"], "the call")
        self.daemon.kill9()
        release.set()
        self.wait_there()
        self.portal.forget_pace()
        self.daemon.start()
        self.wait_state("ready")
        self.assertEqual(len(self.data.activities), 1)
        self.assertEqual(self.portal.requests["crm.activity.add"], 1)

    def wait_there(self):
        """While no daemon runs."""
        self.daemon.peer.wait_until(lambda: self.data.activities, "the activity", 30)


class Limits(Bitrix24Test):
    def test_storm(self):
        """503 again and again: whoever asks, the bucket's clock is kept, and all arrives."""
        self.portal.script("crm.activity.add", *[BUSY] * 4)
        self.save("Order 1")
        for left in (3, 2, 1, 0):
            self.wait(lambda: len(self.portal.whims["crm.activity.add"]) == left, "an attempt")
            said = self.wait_error("Throttled")
            self.assertIn("QUERY_LIMIT_EXCEEDED", said)
            self.wait_state("pending")
            self.ask()
        self.wait(lambda: self.data.activities, "the activity")
        self.wait_state("ready")
        self.assertEqual(len(self.data.activities), 1)

    def test_method_paused(self):
        self.portal.script("crm.activity.add", status(429, "OPERATION_TIME_LIMIT", "Too long"))
        self.save("Order 1")
        self.wait_error("Throttled")
        before = self.portal.requests["crm.activity.add"]
        self.ask()
        self.wait(lambda: "takes no crm.activity.add for another" in self.get("LastError")[1],
                  "the pause")
        self.wait_state("pending")
        self.assertEqual(self.portal.requests["crm.activity.add"], before)

    def test_method_paused_in_a_batch(self):
        self.portal.script("in batch crm.lead.list", Refusal(429, "OPERATION_TIME_LIMIT"))
        self.ask()
        self.wait_error("Throttled")
        before = self.portal.count()
        self.ask()
        self.wait(lambda: "takes no batch" in self.get("LastError")[1], "the pause")
        self.assertEqual(self.portal.count(), before)

    def test_pace(self):
        """More than may follow each other: the rest one a second."""
        for number in range(10, 24):
            self.server.deliver(mail(number))
        self.daemon.synchronise(self.account)
        for number in range(10, 24):
            self.save(f"Order {number}")
        self.wait(lambda: len(self.data.activities) == 14, "all of them")
        self.wait_state("ready")
        self.assertEqual(self.portal.requests["crm.activity.add"], 14)


class Strange(Bitrix24Test):
    def test_what_is_no_answer(self):
        cases = [(web_page(), "a web page in place of an answer"),
                 (raw(b'{"result":[{"ID":"1"'), "cut off"),
                 (raw(b'{"result":' + b"[" * 100000), "nests more than 64 deep"),
                 (raw(b'{"result":"' + b"x" * 10_000_000 + b'"}'), "more than 4194304 octets"),
                 (raw(b'{"total":1}'), "JSON without a result"),
                 (changed(lambda result: []), "no answer to one of the commands")]
        for whim, says in cases:
            self.portal.script("batch", whim)
            self.ask()
            self.wait(lambda says=says: says in self.get("LastError")[1], says)
            self.assertEqual(self.get("LastError")[0], "Protocol")
            self.wait_state("error")
            self.assertIn(self.portal.host, self.get("LastError")[1])
        self.ask()
        self.wait_state("ready")
        self.assertEqual(sorted(self.list_customers()), ["Cora Bee"])

    def test_down_and_back(self):
        self.portal.go_away()
        self.save("Order 1")
        self.wait_state("offline")
        self.daemon.restart()
        self.portal.forget_pace()
        self.wait_state("offline")
        self.portal.listen()
        self.ask()
        self.wait(lambda: self.data.activities, "the activity")
        self.wait_state("ready")

    def test_revoked(self):
        self.portal.revoked = True
        self.save("Order 1")
        self.wait_state("auth-needed")
        said = self.wait_error("AuthFailed")
        self.assertIn("posthornctl crm secret", said)
        self.assertNotIn(self.portal.token, said)
        before = self.portal.count()
        self.save("Order 3")
        self.ask()
        self.daemon.synchronise(self.account)
        self.assertEqual(self.portal.count(), before, "asked again without a new webhook")
        self.portal.revoked = False
        self.portal.token = "an0therSecret77"
        self.set_webhook(self.portal.webhook)
        self.wait(lambda: len(self.data.activities) == 2, "both activities")
        self.wait_state("ready")

    def test_scope_is_missing(self):
        self.portal.script("crm.activity.add", status(403, "insufficient_scope"))
        self.save("Order 1")
        self.wait_state("auth-needed")
        self.assertIn("the scopes crm, task and user_basic", self.wait_error("AuthFailed"))
        self.set_webhook(self.portal.webhook)
        self.wait(lambda: self.data.activities, "the activity")
        self.wait_state("ready")

    def test_edition_without_tasks_and_leads(self):
        self.data.lacking = {"crm.lead.list", "tasks.task.list", "tasks.task.add"}
        self.pull()
        self.create_task("Order 1")
        self.wait_state("error")
        self.assertIn("this portal does not have that", self.wait_error("CrmRemote"))
        self.save("Order 1")
        self.wait(lambda: self.data.activities, "the activity")

    def test_wrong_settings(self):
        for webhook in ("https://localhost/rest/x/", self.portal.webhook.replace("https", "ftp"),
                        "http://portal.example/rest/1/abcdefghij/"):
            said = self.assert_refused(INVALID_ARGS, self.set_webhook, webhook)
            self.assertIn("webhook", said)
            self.assertNotIn("abcdefghij", said)
        for key, value in (("portal-hosts", ["https://x/"]), ("moved", "somewhere"),
                           ("ca-file", "ca.pem"), ("surprise", "x")):
            said = self.assert_refused(INVALID_ARGS, self.configure, **{key: value})
            self.assertIn(key, said)
        self.wait_state("ready")


class Moving(Bitrix24Test):
    def test_followed_once_and_kept(self):
        with Portal(self.data) as other:
            self.configure(**{"portal-hosts": [other.host], "ca-file": self.bundle(other)})
            self.wait_state("ready")
            self.portal.script("*", moved_to(other))
            self.save("Order 1")
            self.wait(lambda: self.data.activities, "the activity")
            self.wait_state("ready")
            before = self.portal.count()
            self.daemon.restart()
            other.forget_pace()
            self.save("Order 3")
            self.wait(lambda: len(self.data.activities) == 2, "the second")
            self.assertEqual(self.portal.count(), before, "asked at the old address")
            self.assertEqual(other.requests["crm.activity.add"], 2)
            self.wait_state("ready")
            self.set_webhook(other.webhook)  # made anew at the new address: the same portal
            self.wait_state("ready")
            self.crm("Exclude", "(ta{sv})", self.id_of("Order 1"), {})
            self.wait(lambda: len(self.data.activities) == 1, "the removal")
            self.assertEqual(other.violations, [])

    def bundle(self, other):
        """Both portals' authorities."""
        text = b""
        for portal in (self.portal, other):
            with open(portal.ca_file, "rb") as file:
                text += file.read()
        return self.bus.folder.write("bundle.pem", text.decode())

    def test_not_to_anywhere(self):
        with Portal(self.data) as other:
            self.portal.script("*", moved_to(other), moved_to("http://localhost:1"))
            self.save("Order 1")
            said = self.wait_error("ServerRejected")
            self.assertIn(other.host, said)
            self.assertIn("portal-hosts", said)
            self.ask()
            self.wait(lambda: "nothing is encrypted" in self.get("LastError")[1], "the other")
            self.assertEqual(other.count(), 0, "the webhook was sent to a stranger")
        self.ask()
        self.wait(lambda: self.data.activities, "the activity")


class Presence(Bitrix24Test):
    configuration = "[polling]\ninterval=1\n"
    settings = {"presence": True}

    def online(self):
        return set(self.daemon.get(ROOT, "Presence", "Online"))

    def rule(self):
        return self.daemon.get(self.account, "Account", "Rule")

    def test_who_is_logged_in_there(self):
        bob = self.data.add_user("bob@office.example", "Bob", online=True)
        self.wait(lambda: "bob@office.example" in self.online(), "Bob")
        self.assertNotIn("bob@office.example", self.daemon.get(ROOT, "Presence", "Active"))
        self.assertEqual(self.rule(), "daily")
        self.daemon.set(self.account, "Account", "Route", "s", "assign")
        self.wait(lambda: self.rule() == "routing", "rule R2")
        self.data.users[bob]["IS_ONLINE"] = "N"
        self.wait(lambda: "bob@office.example" not in self.online(), "Bob's end")
        self.assertEqual(self.rule(), "nobody-online")
        self.data.users[bob]["IS_ONLINE"] = "Y"
        self.wait(lambda: "bob@office.example" in self.online(), "Bob again")
        self.portal.go_away()
        self.wait(lambda: "bob@office.example" not in self.online(), "that nobody knows")
        self.portal.listen()
        self.ask()
        self.wait(lambda: "bob@office.example" in self.online(), "Bob once more")
        self.configure(presence=False)
        self.wait(lambda: "bob@office.example" not in self.online(), "that nobody asks")


class CommandLine(posthornctl.PosthornctlTest):
    def test_set_up(self):
        with Portal() as portal:
            portal.data.add_customer("CONTACT", "Cora Bee", CORA)
            self.run_client("crm", "backend", "bitrix24")
            said = self.run_client("crm", "configure", f"ca-file={portal.ca_file}", "presence=no",
                                   "portal-hosts=a.example,b.example:8443")
            self.assertIn("a.example,b.example:8443", said)
            said = self.refusal("crm", "configure", "portal-hosts=https://a.example/")
            self.assertIn("portal-hosts: each is a host", said)
            self.assertIn("user and code",
                          self.refusal("crm", "secret", said=portal.webhook + "?x=1\n"))
            self.run_client("crm", "secret", said=portal.webhook + "\n")
            self.daemon.peer.wait_until(
                lambda: "Cora Bee" in self.run_client("crm", "customers"), "the mirror", 30)
            self.assertNotIn(portal.token, self.run_client("crm", "status"))
            self.assertNotIn(portal.token, self.daemon.log())


if __name__ == "__main__":
    tap.main()
