#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail on its way out to servers that do what a real one does not do when asked to: silence, lines
that drop, and answers that come when nobody is there to hear them."""

import os
import select
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import process, tap  # noqa: E402
from support.daemon import NAME, ROOT  # noqa: E402
from support.desktop_mocks import LoginManager, NetworkManager  # noqa: E402
from support.notify_socket import NotifySocket  # noqa: E402
from support.peer import BusError, Peer, variants  # noqa: E402
from support.rig import RigTest  # noqa: E402
from support.scripted_smtp import ScriptedSmtp, close, in_turn, never, when  # noqa: E402
from support.sending_rig import BEN, OutboxCalls  # noqa: E402

QUEUED = "250 2.0.0 queued"

# How long the daemon keeps a connection that has nothing to do.
IDLE_SECONDS = 5

# In which it has ended when asked to.
STOP_SECONDS = 5


class WhimTest(OutboxCalls, RigTest):

    configuration = "[outbox]\nretry-initial=600\nretry-max=600\nuncertain-wait=1\n"

    def begin(self, end=QUEUED, **options):
        """END answers to the end of a message."""
        answers = {".": end, "BDAT": end, **options.pop("answers", {})}
        self.server = self.dovecot()
        self.submission = self.start(ScriptedSmtp(tls=None, answers=answers, **options))
        self.account = self.daemon.add_account(
            self.server, smtp_host="localhost", smtp_port=self.submission.port, smtp_tls="none",
            check=False)

    def wait_error(self, number):
        return self.daemon.peer.wait_until(
            lambda: self.row(number)["error"][0] and self.row(number), "the reason")

    def file_and_wait(self):
        """The server files what it has sent, and its answer is lost. Returns the message's number,
        once it is filed, and the event upon which the line drops."""
        filed, drop = threading.Event(), threading.Event()

        def file_and_close(conversation, rest):
            self.server.deliver(conversation.message.octets, "Sent")
            filed.set()
            drop.wait()
            close(conversation, rest)

        self.begin(file_and_close)
        self.daemon.set(self.daemon.folders(self.account)["Sent"], "Folder", "Role", "s", "sent")
        self.daemon.set(self.account, "Account", "Push", "s", "off")
        number = self.compose(to=[BEN], text="once")
        self.assertTrue(filed.wait(30))
        return number, drop


class Recipients(WhimTest):

    def test_refused_are_known_before_the_end(self):
        """Killed between the end of the message and its answer."""
        def refuse(_conversation, rest):
            return "550 5.1.1 nobody" if "no@" in rest else "250 2.1.5 ok"

        self.begin(never, answers={"RCPT": refuse})
        number = self.compose(to=[BEN, "no@example.org"], text="x")
        self.daemon.peer.wait_until(self.submission.whole, "the message")
        self.daemon.kill9()
        self.daemon.start()
        row = self.wait_state(number, "unknown")
        self.assertEqual([outcome for _, outcome, _ in row["outcomes"]], ["waiting", "failed"])
        self.outbox("Resolve", "(ts)", number, "sent")
        row = self.row(number)
        self.assertEqual([outcome for _, outcome, _ in row["outcomes"]], ["accepted", "failed"])
        self.assertIn("<no@example.org> (550 5.1.1 nobody)", row["error"][1])
        self.assertNotIn("ben@", row["error"][1])


class Looking(WhimTest):
    """For what may have been sent, in a folder that cannot be looked into at first."""

    def test_keyring_is_locked(self):
        number, close_line = self.file_and_wait()
        self.keyring.lock()
        close_line.set()
        row = self.wait_error(number)
        self.assertEqual((row["state"], row["error"][0]), ("sending", "KeyringLocked"))
        self.keyring.unlock()
        self.wait_state(number, "sent")
        self.assertEqual(len(self.submission.whole()), 1)


class LookingAgain(WhimTest):

    configuration = "[outbox]\nretry-initial=1\nretry-max=2\nuncertain-wait=1\n"

    def test_mail_server_is_away(self):
        number, close_line = self.file_and_wait()
        self.server.halt()
        before = time.time()
        close_line.set()
        row = self.wait_error(number)
        self.assertEqual((row["state"], row["error"][0]), ("sending", "ServerUnavailable"))
        self.assertIn("work: ", row["error"][1])
        self.assertGreater(row["next-try"], before)
        self.assertEqual(self.counts(), (1, 0))
        self.server.restart()
        self.wait_state(number, "sent")
        self.assertEqual(len(self.submission.whole()), 1)


class Idle(WhimTest):
    """A connection that the server has given up is no reason to wait ten minutes."""

    def send_two(self, *answers):
        self.begin(answers={"MAIL": in_turn("250 2.1.0 ok", *answers)})
        self.wait_state(self.compose(to=[BEN], text="first"), "sent")
        return self.compose(to=[BEN], text="second")

    def test_dropped(self):
        number = self.send_two(close, "250 2.1.0 ok")
        self.wait_state(number, "sent")
        self.assertEqual(len(self.submission.whole()), 2)

    def test_told_so(self):
        def give_up(conversation, _rest):
            conversation.send("421 4.4.2 idle for too long")
            close(conversation, _rest)

        number = self.send_two(give_up, "250 2.1.0 ok")
        self.wait_state(number, "sent")

    def test_dropped_again(self):
        number = self.send_two(close)
        row = self.wait_state(number, "deferred")
        self.assertEqual(row["error"][0], "ServerUnavailable")
        self.assertEqual(sum(line.startswith("MAIL") for line in self.submission.commands), 3)

    def test_not_given_up_in_the_middle(self):
        """What closes a connection without work lets be one that has got work again."""
        closed = []

        def answer_late(conversation, _rest):
            closed.append(select.select([conversation.stream], [], [], IDLE_SECONDS + 1)[0])
            return QUEUED

        self.begin(in_turn(QUEUED, answer_late))
        self.wait_state(self.compose(to=[BEN], text="first"), "sent")
        self.wait_state(self.compose(to=[BEN], text="second"), "sent")
        self.assertEqual(closed, [[]])
        self.assertEqual(len(self.submission.whole()), 2)


class Stopped(WhimTest):
    """The daemon is asked to end while a server has a message whole and has not answered."""

    def end_meanwhile(self, answer):
        """Returns the message's number, once the daemon has begun to end."""
        service = self.start(NotifySocket(self.bus.folder / "notify"))
        self.bus.environment.update(service.environment)
        self.daemon.restart()
        self.begin(answer)
        number = self.compose(to=[BEN], text="x")
        self.daemon.peer.wait_until(self.submission.whole, "the message")
        os.kill(self.daemon.process.pid, signal.SIGTERM)
        process.wait_for(lambda: "STOPPING=1" in service.messages, "the beginning of the end")
        return number

    def test_the_answer_is_waited_for(self):
        event = threading.Event()
        number = self.end_meanwhile(when(event, QUEUED))
        event.set()
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.start()
        self.assertEqual(self.row(number)["state"], "sent")
        self.assertEqual(len(self.submission.whole()), 1)

    def test_its_account_is_removed_meanwhile(self):
        self.end_meanwhile(never)
        self.daemon.peer.send(self.account, NAME + ".Account", "Remove", "(a{sv})", {})
        self.assertEqual(self.daemon.process.child.wait(STOP_SECONDS), 0)
        self.daemon.restart()
        self.assertEqual((self.daemon.objects("Account"), self.outbox("List")), ({}, []))

    def test_but_not_for_ever(self):
        number = self.end_meanwhile(never)
        self.assertEqual(self.daemon.process.child.wait(STOP_SECONDS), 0)
        self.daemon.restart()
        self.wait_state(number, "unknown")
        self.assertEqual(len(self.submission.whole()), 1)


class Slow(WhimTest):

    def test_the_answer_takes_its_time(self):
        """Nothing is sent twice meanwhile, and nothing can be stopped any more."""
        event = threading.Event()
        self.begin(when(event, QUEUED))
        number = self.compose(to=[BEN], text="x")
        self.daemon.peer.wait_until(self.submission.whole, "the message")
        self.assertEqual(self.row(number)["state"], "sending")
        self.assert_refused("Busy", self.outbox, "Cancel", "(t)", number)
        self.assert_refused("Busy", self.outbox, "Retry", "(t)", number)
        event.set()
        self.wait_state(number, "sent")
        self.assertEqual(len(self.submission.whole()), 1)

    def test_a_descriptor_gives_nothing(self):
        """Whoever holds it waits alone; what it should have given is not stored when it ends."""
        self.begin()
        for method, arguments in (
                ("Compose", (self.account, variants({"to": [BEN], "text": "x",
                                                     "attach": ("a(sh)", [("slow.bin", 0)])}))),
                ("Send", (self.account, 0, {}))):
            reader, writer = os.pipe()
            signature = "(oa{sv})" if method == "Compose" else "(oha{sv})"
            call = threading.Thread(
                target=lambda m=method, s=signature, a=arguments, r=reader: self.try_call(
                    m, s, *a, fds=[r]))
            os.write(writer, b"Subject: half of it\r\n")
            call.start()
            self.wait_state(self.compose(to=[BEN], text="another"), "sent")
            os.close(writer)
            call.join(30)
            self.assertFalse(call.is_alive())
        self.assertEqual([row["state"] for row in self.outbox("List")], ["sent"] * 3)

    def try_call(self, *arguments, **options):
        peer = Peer(self.bus.address, NAME)
        try:
            peer.call(ROOT, NAME + ".Outbox", *arguments, **options)
        except BusError:
            pass
        finally:
            peer.close()


class Restart(WhimTest):

    def test_next_try_is_kept(self):
        self.begin(answers={"MAIL": in_turn("451 4.3.0 later", "250 2.1.0 ok")})
        number = self.compose(to=[BEN], text="x")
        before = self.wait_state(number, "deferred")
        self.assertGreater(before["next-try"], time.time() + 500)
        self.daemon.restart()
        self.wait_state(self.compose(to=[BEN], text="another"), "sent")
        self.assertEqual(self.row(number), before)
        self.outbox("Retry", "(t)", number)
        self.wait_state(number, "sent")


class Many(WhimTest):

    def test_a_thousand_waiting(self):
        """Each once, in order, over two connections at most."""
        self.begin()
        accounts = [self.account] + [
            self.daemon.add_account(
                self.server, slug, address=f"{slug}@example.org", smtp_host="localhost",
                smtp_port=self.submission.port, smtp_tls="none") for slug in ("b", "c", "d")]
        self.enable(accounts, False)
        for number in range(1000):
            self.send(b"From: x@example.org\r\nTo: ben@example.org\r\n"
                      b"Message-ID: <%04d@x.org>\r\n\r\nx\r\n" % number, accounts[number % 4])
        self.assertEqual(self.counts(), (1000, 0))
        self.enable(accounts, True)
        self.daemon.peer.wait_until(lambda: self.counts() == (0, 0), "the end", 300)
        names = [message.message_id for message in self.submission.whole()]
        self.assertEqual(sorted(names), [f"<{number:04}@x.org>" for number in range(1000)])
        for first in range(4):
            own = [name for name in names if int(name[1:5]) % 4 == first]
            self.assertEqual(own, sorted(own))
        self.assertLessEqual(self.submission.most_at_once, 2)

    def enable(self, accounts, enabled):
        for account in accounts:
            self.daemon.set(account, "Account", "Enabled", "b", enabled)


class Network(WhimTest):
    """What waits because the server was not reached goes when the network is back, or the machine
    has woken up."""

    system_bus = True

    def wait_for_server(self, service):
        self.mock, self.reached = self.start(service(self.bus.system.address)), threading.Event()
        self.daemon.restart()
        self.begin(answers={"MAIL": lambda conversation, rest: (
            "250 2.1.0 ok" if self.reached.is_set() else close(conversation, rest))})
        number = self.compose(to=[BEN], text="x")
        self.wait_state(number, "deferred")
        return number

    def blocked_by(self, *words):
        self.daemon.peer.wait_until(
            lambda: self.daemon.get(ROOT, "Manager", "BlockedBy") == list(words), str(words))

    def test_network_is_back(self):
        number = self.wait_for_server(NetworkManager)
        self.mock.set(connected=False)
        self.reached.set()
        self.mock.set(connected=True)
        self.wait_state(number, "sent")

    def test_resumed(self):
        number = self.wait_for_server(LoginManager)
        self.mock.prepare_for_sleep(True)
        self.blocked_by("sleeping")
        self.reached.set()
        self.mock.prepare_for_sleep(False)
        self.wait_state(number, "sent")


class NoHost(WhimTest):

    def test_what_to_set_is_said(self):
        self.server = self.dovecot()
        self.account = self.daemon.add_account(self.server, smtp_port=1)
        number = self.compose(to=[BEN], text="x")
        row = self.wait_state(number, "deferred")
        for word in ("work: ", "localhost:1", "smtp-host"):
            self.assertIn(word, row["error"][1])


if __name__ == "__main__":
    tap.main()
