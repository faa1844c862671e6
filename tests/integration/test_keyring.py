#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that is locked or not there: cached mail is served, and nothing prompts."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402


class LockedKeyring(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        rig.fill(self.server, generator.sample_account())
        self.account = self.daemon.add_account(self.server)
        self.before = self.daemon.list(keys=["id", "subject"])

    def state(self):
        return self.daemon.get(self.account, "Account", "State")

    def start_without_secret(self):
        self.daemon.start()
        self.daemon.sync(self.account)
        self.daemon.peer.wait_until(lambda: self.state() == "keyring-locked",
                                    "the state keyring-locked")
        self.assertEqual(self.daemon.list(keys=["id", "subject"]), self.before)
        self.assertTrue(self.daemon.open(self.before[0]["id"]))

    def test_locked_at_start(self):
        self.daemon.stop()
        self.keyring.lock()
        self.start_without_secret()
        name, message = self.daemon.get(self.account, "Account", "LastError")
        self.assertEqual(name, "KeyringLocked")
        self.assertTrue(message)

    def test_goes_on_when_unlocked(self):
        self.daemon.stop()
        self.keyring.lock()
        self.start_without_secret()
        self.server.deliver(generator.Generator(3).message(2000))
        self.keyring.unlock()
        self.daemon.peer.wait_until(lambda: self.state() == "ok", "the state ok")
        self.daemon.synchronise(self.account)
        self.assert_equal_to_server(self.account, self.server)

    def test_absent_at_start(self):
        self.daemon.stop()
        self.keyring.stop()
        self.start_without_secret()


class NewAccountLocked(rig.RigTest):
    keyring_state = "locked"

    def test_is_refused(self):
        self.assert_refused("KeyringLocked", self.daemon.add_account, self.dovecot())
        self.assertEqual(self.daemon.objects("Account"), {})


class NewAccountWithoutKeyring(rig.RigTest):
    keyring_state = "absent"

    def test_is_refused(self):
        self.assert_refused("KeyringUnavailable", self.daemon.add_account, self.dovecot())
        self.assertEqual(self.daemon.objects("Account"), {})

    def test_the_daemon_runs_all_the_same(self):
        self.assertEqual(self.daemon.get("/org/posthorn/Posthorn1", "Manager", "State"), "ready")


if __name__ == "__main__":
    tap.main()
