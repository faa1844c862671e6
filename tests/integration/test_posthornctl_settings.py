#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of accounts and of the daemon on the command line, and what is looked at besides."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, process, rig, tap  # noqa: E402
from support.posthornctl import NETWORK, NOT_FOUND, SIGN_IN  # noqa: E402
from support.posthornctl import PosthornctlTest  # noqa: E402


class Settings(PosthornctlTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        rig.fill(self.server, generator.sample_account())
        self.account = self.daemon.add_account(self.server)

    def get(self, name):
        return self.daemon.get(self.account, "Account", name)

    def config(self):
        return self.daemon.call("Account", "GetConfig", path=self.account)

    def test_config(self):
        said = self.run_client("config", "work")
        self.assertIn(f"port:        {self.server.port}\n", said)
        self.assertIn("save-sent:   yes\n", said)
        self.assertNotIn("smtp-host", said, "what is empty is not shown")
        self.assertNotIn(self.server.password, said)
        self.assertEqual(self.run_json("config", "work"),
                         {**self.config(), "account": self.account})
        self.run_client("config", "work", "save-sent=no", "history-days=30", "name=Büro",
                        "smtp-host=localhost")
        config = self.config()
        self.assertEqual([config[key] for key in ("save-sent", "history-days", "name",
                                                  "smtp-host")], [False, 30, "Büro", "localhost"])

    def test_config_that_is_refused_changes_nothing(self):
        before = self.config()
        for words, status in {("history-days=many",): 2, ("save-sent=perhaps",): 2, ("port",): 2,
                              ("name=New", "tls=maybe"): 2, ("name=New", "colour=blue"): 2,
                              ("name=New", f"port={process.free_port()}"): NETWORK}.items():
            key = words[-1].partition("=")[0]
            self.assertIn(key, self.refusal("config", "work", *words, status=status))
        self.run_client("config", "work", "--password-file", "-", "name=New", said="wrong\n",
                        status=SIGN_IN)
        self.assertEqual(self.config(), before)
        port = process.free_port()
        self.run_client("config", "work", "--no-check", f"port={port}")
        self.assertEqual(self.config()["port"], port)

    def test_single_settings(self):
        for command, words in {"name": ["Büro"], "owner": ["ben", ""], "route": ["assign", "off"],
                               "push": ["off", "always", "when-active"]}.items():
            for word in words:
                said = self.run_client(command, "work", word)
                self.assertIn(word, said)
                self.assertTrue(said.startswith("Account work "), said)
                self.assertEqual(self.get(command.capitalize()), word)
                self.assertEqual(self.run_client(command, "work"), said)
        self.assertEqual(self.run_client("push", "work"),
                         "Account work gets new mail at once while its owner works (when-active).\n")
        self.assertEqual(self.run_json("push", "work"),
                         {"account": self.account, "push": "when-active"})
        self.assertIn("«sometimes»", self.refusal("push", "work", "sometimes"))
        self.refusal("push", "nowhere", "off", status=NOT_FOUND)
        self.refusal("name", "work", "")

    def test_switching_off_and_pausing(self):
        self.run_client("disable", "work")
        self.assertFalse(self.get("Enabled"))
        self.assertIn("disabled", self.run_client("accounts"))
        self.run_client("enable", "work")
        self.assertTrue(self.get("Enabled"))
        self.assertIn("posthornctl resume", self.run_client("pause"))
        self.assertIn("paused", self.run_client("status"))
        self.assertEqual(self.run_json("resume"), {"paused": False})
        self.assertNotIn("paused", self.run_client("status"))

    def test_a_password_only_for_sending(self):
        self.assertIn("password for sending",
                      self.run_client("secret", "work", "--smtp", said="other\n"))
        self.assertIn("smtp", [item.get("kind") for item in self.keyring.items()])
        self.run_client("sync", "work")

    def test_jobs(self):
        self.run_client("sync", "work")
        self.assertRegex(self.run_client("jobs"), r"(?m)^ *\d+ +sync +work +done +100 %")
        self.assertEqual(self.run_json("jobs")[0]["kind"], "sync")
        number = self.run_json("jobs")[0]["object"].rsplit("/", 1)[1]
        self.assertEqual(self.run_client("jobs", "cancel", number),
                         f"Job {number} is asked to stop.\n")
        self.refusal("jobs", "cancel", "4711", status=NOT_FOUND)

    def test_counting_and_html(self):
        count = self.daemon.call("Messages", "Count", "(a{sv})", rig.variants({"role": "inbox"}))
        self.assertEqual(self.run_client("list", "work/inbox", "--count"), f"{count}\n")
        self.assertEqual(self.run_json("list", "work/inbox", "--count"), {"count": count})
        number = self.daemon.list(role="inbox")[0]["id"]
        html = self.daemon.call("Messages", "GetHtml", "(ta{sv})", number, {})
        self.assertEqual(self.run_client("show", number, "--html"), html + "\n")
        self.assertEqual(self.run_json("show", number, "--html")["html"], html)
        self.refusal("show", number, "--html", "--raw")
        self.refusal("show", number, "--remote")


if __name__ == "__main__":
    tap.main()
