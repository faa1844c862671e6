#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are not what they should be: a named error in time, and no harm to the rest."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, process, rig, tap  # noqa: E402
from support.scripted_server import TAGGED_OK, ScriptedServer, uid_fetch  # noqa: E402

PATIENCE = 30  # seconds in which a wrong setting must be named
LONGEST = 90   # seconds after which a check that hangs has failed its promise of 60
GROWTH = 48 * 1024  # KiB
MAIL = b"Subject: one\r\nFrom: a@example.org\r\n\r\nhello\r\n"


class WrongSettings(rig.RigTest):
    """AddAccount with check: refused, and nothing is saved."""

    def refused(self, names, server, **changes):
        with self.assertRaises(rig.BusError) as caught:
            self.daemon.add_account(server, wait=False, timeout=PATIENCE,
                                    **{"check": True, **changes})
        error = caught.exception
        self.assertIn(error.name, [rig.ERROR + name for name in names], error.message)
        self.assertGreater(len(error.message), 20, "one whole sentence")
        self.assertNotIn(server.password, error.message)
        self.assertEqual(self.daemon.objects("Account"), {})
        self.assertEqual(self.keyring.items(), [])

    def test_password(self):
        self.refused(["AuthFailed"], self.dovecot(), password="wrong")

    def test_host(self):
        self.refused(["Offline", "ServerUnavailable", "NotFound", "Failed"], self.dovecot(),
                     host="no-such-host.invalid")

    def test_port_nobody_listens_on(self):
        self.refused(["ServerUnavailable"], self.dovecot(), port=process.free_port())

    def test_port_of_another_protocol(self):
        server = self.dovecot()
        self.refused(["TlsFailed", "Protocol"], server, port=server.imap_port)

    def test_unknown_authority(self):
        self.refused(["TlsFailed"], self.dovecot(), ca_file=None)

    def test_a_certificate_is_judged_anew_each_time(self):
        """A TLS session begun with one authority must not vouch for a connection without it."""
        server = self.dovecot()
        account = self.daemon.add_account(server)
        self.daemon.call("Account", "Remove", "(a{sv})", {}, path=account)
        self.refused(["TlsFailed"], server, ca_file=None)

    def test_login_is_tried_unless_told_otherwise(self):
        self.refused(["AuthFailed"], self.dovecot(), password="wrong", check=None)

    def test_certificate_of_another_host(self):
        server = self.start(ScriptedServer(names="DNS:elsewhere.example"))
        self.refused(["TlsFailed"], server)
        self.assertEqual(server.commands, [])

    def test_right_settings_pass(self):
        account = self.daemon.add_account(self.dovecot(), check=True)
        self.assertEqual(self.daemon.get(account, "Account", "State"), "ok")

    def test_unknown_key(self):
        with self.assertRaises(rig.BusError) as caught:
            self.daemon.add_account(self.dovecot(), colour="blue")
        self.assertEqual(caught.exception.name, "org.freedesktop.DBus.Error.InvalidArgs")
        self.assertIn("colour", caught.exception.message)

    def test_line_break_in_the_user(self):
        with self.assertRaises(rig.BusError) as caught:
            self.daemon.add_account(self.dovecot(), user="anna\r\nA1 LOGOUT")
        self.assertEqual(caught.exception.name, "org.freedesktop.DBus.Error.InvalidArgs")
        self.assertIn("user", caught.exception.message)


class Hostile(rig.RigTest):
    """A check fails with a clear error; memory stays flat; another account goes on."""

    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        rig.fill(self.server, generator.sample_account())
        self.good = self.daemon.add_account(self.server)

    def bad(self, **options):
        server = self.start(ScriptedServer([MAIL], **options))
        before = self.daemon.memory()
        account = self.daemon.add_account(server, "bad", wait=False, tls=server.mode, check=False)
        result, error = self.daemon.wait_job(self.daemon.sync(account), LONGEST)
        self.assertLess(self.daemon.memory() - before, GROWTH)
        self.check_the_other()
        return server, account, result, error

    def check_the_other(self):
        self.server.deliver(generator.Generator(4).message(2000))
        self.daemon.synchronise(self.good)
        self.assert_equal_to_server(self.good, self.server)

    def assert_fails(self, **options):
        server, account, result, (name, message) = self.bad(**options)
        self.assertEqual(result, "failed")
        self.assertTrue(name)
        self.assertGreater(len(message), 20, "one whole sentence")
        self.assertNotEqual(self.daemon.get(account, "Account", "State"), "ok")
        self.assertEqual(self.daemon.get(account, "Account", "LastError")[0], name)
        return server

    def assert_no_credentials(self, **options):
        server = self.assert_fails(tls="starttls", **options)
        verbs = {command.split()[1].upper() for command in server.commands}
        self.assertFalse(verbs & {"LOGIN", "AUTHENTICATE"}, verbs)

    def test_scripted_server_is_good_by_itself(self):
        _, account, result, error = self.bad()
        self.assertEqual((result, error), ("done", ("", "")))
        inbox = self.daemon.folders(account)["INBOX"]
        rows = self.daemon.list(folder=inbox)
        self.assertEqual([self.daemon.open(row["id"]) for row in rows], [MAIL])

    def test_stalls(self):
        self.assert_fails(answers={"LIST": lambda conversation, tag, rest: conversation.stall()})

    def test_stalls_before_its_greeting(self):
        self.assert_fails(greeting=None, answers={})

    def test_closes_at_once(self):
        self.assert_fails(greeting="* BYE go away")

    def test_refuses_everything(self):
        self.assert_fails(answers={"LIST": "{tag} NO not today"})

    def lies_about_the_size(self, size):
        _, account, result, _ = self.bad(claimed_size=size)
        self.assertEqual(result, "done")
        rows = self.daemon.list(account=account)
        self.assertEqual([self.daemon.open(row["id"]) for row in rows], [MAIL])

    def test_claims_too_small_a_size(self):
        self.lies_about_the_size(7)

    def test_claims_too_large_a_size(self):
        self.lies_about_the_size(1_000_000)

    def test_promises_four_gigabytes(self):
        def fetch(conversation, _tag, _rest):
            conversation.send(b"* 1 FETCH (UID 1 FLAGS () BODY[] {4294967295}\r\n")
            for _ in range(64):
                conversation.send(b"x" * 1048576)
            conversation.stream.close()
        self.assert_fails(answers={"UID FETCH": fetch})

    def test_a_hundred_thousand_parentheses(self):
        self.assert_fails(answers={"LIST": b"* LIST " + b"(" * 100_000 + b"\r\n"})

    def test_nested_fetch(self):
        self.assert_fails(answers={"UID FETCH": b"* 1 FETCH (UID 1 BODYSTRUCTURE "
                                   + b"(" * 100_000 + b"\r\n"})

    def test_a_line_of_ten_megabytes(self):
        line = b'* LIST () "/" "' + b"a" * 10_000_000 + b'"\r\n'
        self.assert_fails(answers={"LIST": line})

    def test_a_line_without_end(self):
        def forever(conversation, _tag, _rest):
            while True:
                conversation.send(b"a" * 65536)
        self.assert_fails(answers={"LIST": forever})

    def test_octets_behind_starttls_ok(self):
        def start_tls(conversation, tag, _rest):
            conversation.send(f"{tag} OK go\r\n* CAPABILITY IMAP4rev1 X-INJECTED\r\n".encode())
            conversation.start_tls()
        self.assert_no_credentials(capability="IMAP4rev1 STARTTLS",
                                   answers={"STARTTLS": start_tls})

    def test_preauth_instead_of_starttls(self):
        self.assert_no_credentials(greeting="* PREAUTH welcome")

    def test_no_starttls_offered(self):
        self.assert_no_credentials(capability="IMAP4rev1 AUTH=PLAIN")

    def test_starttls_refused(self):
        self.assert_no_credentials(capability="IMAP4rev1 STARTTLS",
                                   answers={"STARTTLS": "{tag} NO not here"})


class Shrinking(rig.RigTest):
    """What goes while it is fetched does not come; a server need not say so."""

    def test_gone_between_search_and_fetch(self):
        def fetch(conversation, tag, rest):
            if "BODY" in rest:
                del server.messages[2:]
            return uid_fetch(conversation, tag, rest)

        server = self.start(ScriptedServer([MAIL], answers={"UID FETCH": fetch}))
        account = self.daemon.add_account(server, tls=server.mode, check=False)
        server.messages += [MAIL.replace(b"one", subject) for subject in (b"two", b"three")]
        self.daemon.synchronise(account)
        self.assertEqual(self.daemon.get(account, "Account", "LastError"), ("", ""))
        self.assertEqual({row["subject"] for row in self.daemon.list(keys=["subject"])},
                         {"one", "two"})

    def test_never_there(self):
        """A server that promises what it does not have is not asked for ever."""
        answers = {"UID FETCH": lambda conversation, tag, rest:
                   TAGGED_OK if "BODY" in rest else uid_fetch(conversation, tag, rest)}
        server = self.start(ScriptedServer([MAIL], answers=answers))
        account = self.daemon.add_account(server, wait=False, tls=server.mode, check=False)
        result, (name, message) = self.daemon.wait_job(self.daemon.sync(account))
        self.assertEqual((result, name), ("failed", "ServerRejected"))
        self.assertIn("1 message of the folder «INBOX» did not come", message)
        self.assertEqual(sum("BODY" in command for command in server.commands), 3)


class CutShort(rig.RigTest):
    """A check that is cancelled, or whose account is removed, while an answer is waited for."""

    def stalled(self, verb):
        """An account whose check waits at VERB, and the job."""
        server = self.start(ScriptedServer(
            [MAIL], answers={verb: lambda conversation, tag, rest: conversation.stall()}))
        slug = verb.lower().replace(" ", "_")
        account = self.daemon.add_account(server, slug, address=f"{slug}@example.org", wait=False,
                                          tls=server.mode, check=False)
        job = self.daemon.sync(account)
        self.wait_asked(server, verb, 1)
        return server, account, job

    def wait_asked(self, server, verb, times):
        self.daemon.peer.wait_until(
            lambda: sum(f" {verb} " in command for command in server.commands) >= times,
            f"{verb}, {times} times")

    def test_at_any_command(self):
        for verb in ("AUTHENTICATE", "LIST", "EXAMINE", "UID FETCH"):
            with self.subTest(at=verb):
                server, account, job = self.stalled(verb)
                self.daemon.call("Job", "Cancel", path=job)
                self.assertEqual(self.daemon.wait_job(job)[0], "cancelled")
                self.daemon.sync(account)
                self.wait_asked(server, verb, 2)
                self.daemon.call("Account", "Remove", "(a{sv})", {}, path=account)
                self.assertNotIn(account, self.daemon.objects("Account"))


if __name__ == "__main__":
    tap.main()
