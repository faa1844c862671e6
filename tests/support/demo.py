# SPDX-License-Identifier: GPL-3.0-or-later
"""./dev demo: a private bus, a keyring and a Dovecot full of mail, and the daemon at work."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time

from . import generator, postfix, rig
from .bus import Bus
from .daemon import NAME, ROOT, Posthornd, program
from .dovecot import Dovecot
from .keyring import Keyring
from .peer import GLib
from .person import Person

EVERY = 5  # seconds between two new mails
COLOURED = sys.stdout.isatty() and "NO_COLOR" not in os.environ


def paint(code, text):
    return f"\033[{code}m{text}\033[0m" if COLOURED else text


def bold(text):
    return paint("1", text)


def dim(text):
    return paint("2", text)


def heading(text):
    print("\n" + bold(paint("36", text)), flush=True)


def done(what, detail):
    print(f"  {paint('32', '✓')} {what:<13}{dim(detail)}", flush=True)


class Demo:
    """What is shown, in order; everything it starts is in PARTS."""

    def __init__(self, parts, once):
        self.parts, self.once = parts, once
        self.loop = GLib.MainLoop()
        self.generator = generator.Generator(int(time.time()), int(time.time()))
        self.delivered, self.status = 0, 0
        self.unread, self.places = {}, {}
        self.seen = set()

    def run(self):
        print(bold("Posthorn demo") + dim("  on a bus of its own; nothing of yours is touched, "
                                          "and all of it is gone afterwards"))
        self.start()
        heading("Connecting an account")
        self.add()
        self.show("folders", "work")
        self.show("list", "--limit", "12", "work/inbox")
        self.show("status")
        self.sit_down()
        self.show("why", "work")
        self.send()
        self.invite()
        self.follow()
        return self.status

    def start(self):
        heading("Starting")
        self.bus = self.parts.enter_context(Bus())
        done("session bus", self.bus.address)
        self.parts.enter_context(Keyring(self.bus))
        done("keyring", "gnome-keyring-daemon, unlocked")
        self.server = self.parts.enter_context(Dovecot(extra=postfix.AUTH if postfix.usable() else ""))
        mails = list(generator.sample_account(now=int(time.time())))
        rig.fill(self.server, mails)
        folders = len({mail.folder for mail in mails})
        done("mail server", f"Dovecot on localhost:{self.server.port}, TLS from the first byte, "
             f"{len(mails)} messages in {folders} folders")
        self.submission = None
        if postfix.usable():
            self.submission = self.parts.enter_context(postfix.Postfix(self.server))
            done("submission", f"Postfix on localhost:{self.submission.port}")
        self.daemon = self.parts.enter_context(Posthornd(self.bus))
        done("posthornd", "version " + self.daemon.get(ROOT, "Manager", "Version"))

    def ctl(self, *arguments, **options):
        """Runs posthornctl before the reader's eyes."""
        line = "posthornctl " + shlex.join(arguments)
        print(f"\n{dim('$')} {bold(line)}", flush=True)
        subprocess.run([program("posthornctl"), *arguments], env=self.environment(), check=True,
                       **options)

    def show(self, *arguments):
        heading({"folders": "The folders", "list": "The newest messages in the inbox",
                 "status": "The daemon", "why": "When it is checked",
                 "outbox": "What became of it"}[arguments[0]])
        self.ctl(*arguments)

    def sit_down(self):
        """Nobody works at this bus of its own: the demo does, in a mail client."""
        employee = self.daemon.get(ROOT, "Presence", "SeatEmployee")
        self.person = self.parts.enter_context(Person(self.bus, employee))
        self.daemon.peer.wait_until(
            lambda: self.daemon.get(self.account, "Account", "PushState") != "none",
            "the connection that waits for new mail")

    def environment(self):
        kept = {name: os.environ[name] for name in ("TERM", "NO_COLOR", "COLUMNS")
                if name in os.environ}
        return {**self.bus.environment, **kept}

    def add(self):
        print(dim("  the password goes through a pipe to the daemon, which keeps it in the "
                  "keyring"))
        self.ctl("add", "anna@example.org", "--id", "work", "--name", "Work", "--user",
                 self.server.user, "--host", "localhost", "--port", str(self.server.port),
                 "--ca-file", self.authorities(), *self.sending(), "--password-file", "-",
                 input=self.server.password.encode() + b"\n")
        self.account = f"{ROOT}/accounts/work"

    def sending(self):
        if not self.submission:
            return ()
        return "--smtp-host", "localhost", "--smtp-port", str(self.submission.port)

    def authorities(self):
        """Those of both servers in one file."""
        if not self.submission:
            return self.server.ca_file
        path = self.server.folder / "authorities.pem"
        with open(path, "wb") as both:
            for one in (self.server.ca_file, self.submission.ca_file):
                with open(one, "rb") as file:
                    both.write(file.read())
        return str(path)

    def send(self):
        """A message leaves, with a file."""
        if not self.submission:
            print(dim("\nSending is not shown: a Postfix for it can be started by root only."))
            return
        heading("Sending")
        self.ctl("send", "--to", "Ben <ben@example.org>", "--subject", "Minutes of today",
                 "--text", "Dear Ben, here they are.", "--attach", "README.md", "--wait")
        self.show("outbox", "--all")

    def invite(self):
        heading("Try it in another terminal")
        newest = self.daemon.list(keys=["id"], role="inbox")[0]["id"]
        ctl = f"DBUS_SESSION_BUS_ADDRESS={self.bus.address} {program('posthornctl')}"
        for arguments in ("status", "why work", "list work/inbox", f"show {newest}", "watch"):
            print(f"  {ctl} {bold(arguments)}")
        print()
        busctl = f"busctl --address={self.bus.address}"
        manager, messages = f"{NAME} {ROOT} {NAME}.Manager", f"{NAME} {ROOT} {NAME}.Messages"
        for arguments in (
                f"tree {NAME}",
                f"get-property {manager} State Unread LastSync",
                f"call {messages} List 'a{{sv}}' 2 role s inbox limit u 3",
                f"call {messages} GetText t {newest}",
                f"call {manager} Sync 'a{{sv}}' 0",
                f"monitor {NAME}"):
            print(f"  {busctl} {arguments}")
        sys.stdout.flush()

    def follow(self):
        heading("New mail, pushed by the server, as the signals come"
                + ("" if self.once else f"  (one every {EVERY} s, Ctrl-C ends)"))
        self.daemon.peer.settle()
        for path, values in self.daemon.objects("Folder").items():
            self.unread[path] = values["Unread"]
            self.places[path] = "work/" + values["Path"]
        self.places[self.account] = "work"
        self.unread[self.account] = self.daemon.get(self.account, "Account", "Unread")
        self.unread[ROOT] = self.daemon.get(ROOT, "Manager", "Unread")
        self.daemon.peer.on_signal = self.print_signal
        for number in (signal.SIGINT, signal.SIGTERM):
            GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, self.loop.quit)
        GLib.timeout_add_seconds(1, self.watch_daemon)
        if self.once:
            GLib.timeout_add_seconds(60, self.give_up)
        else:
            GLib.timeout_add_seconds(EVERY, self.deliver)
        self.deliver()
        self.loop.run()
        if not self.once:
            print()
        print(dim("Stopping."))

    def deliver(self):
        self.delivered += 1
        now = int(time.time())
        raw = self.generator.message(2500, now)
        self.server.deliver(raw, date=now)
        self.person.report()
        return GLib.SOURCE_CONTINUE

    def watch_daemon(self):
        if self.daemon.process.running():
            return GLib.SOURCE_CONTINUE
        self.fail("posthornd has ended")
        return GLib.SOURCE_REMOVE

    def give_up(self):
        self.fail("The new mail was not announced within 60 s")
        return GLib.SOURCE_REMOVE

    def fail(self, sentence):
        print(paint("31", sentence) + "; the end of its log:\n" + self.daemon.log()[-3000:])
        self.status = 1
        self.loop.quit()

    def print_signal(self, one):
        if one.member == "MessagesArrived":
            self.print_arrived(*one.arguments)
        elif one.member == "PropertiesChanged" and "Unread" in one.arguments[1]:
            self.print_unread(one.path, one.arguments[1]["Unread"])
        if self.once and {"arrived", "unread"} <= self.seen:
            self.loop.quit()

    def print_arrived(self, folder, rows):
        self.seen.add("arrived")
        for row in rows:
            sender = row["from"][0] or row["from"][1]
            subject = row["subject"] or "(no subject)"
            self.line("MessagesArrived", self.places[folder],
                      f"{bold(subject)} {dim('from')} {sender}")

    def print_unread(self, path, now):
        self.seen.add("unread")
        before = self.unread.get(path, "?")
        self.unread[path] = now
        self.line("PropertiesChanged", self.places.get(path, "all accounts"),
                  f"Unread {before} → {bold(str(now))}")

    def line(self, member, where, what):
        clock = dim(time.strftime("%H:%M:%S"))
        print(f"  {clock}  {paint('33', f'{member:<18}')} {where:<14} {what}", flush=True)


def main():
    once = "--once" in sys.argv[1:]
    try:
        with contextlib.ExitStack() as parts:
            status = Demo(parts, once).run()
    except KeyboardInterrupt:
        print("\n" + dim("Stopped."))
        status = 0
    except subprocess.CalledProcessError as error:
        print(paint("31", f"posthornctl ended with status {error.returncode}"))
        status = 1
    sys.exit(status)


if __name__ == "__main__":
    main()
