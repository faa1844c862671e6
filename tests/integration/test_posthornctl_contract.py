#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the bus can do, posthornctl can do: every method and every property that can be written is
reached by a command, which is seen on the bus, or is named below with the reason why not."""

import glob
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, process, rig, tap  # noqa: E402
from support.daemon import NAME, program  # noqa: E402
from support.posthornctl import PosthornctlTest  # noqa: E402

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RAW = "From: anna@example.org\nTo: ben@example.org\nSubject: Raw\n\nHello\n"

# Said in this order, each with --json. "@" stands before what the rig knows.
COMMANDS = """
status
accounts
doctor
config work
config work history-days=0 --no-check
secret work
name work Work
owner work anna
push work off
route work assign
notify work inbox
disable work
enable work
pause
resume
jobs
sync work
sync work/inbox
sync
jobs cancel @job
why work
presence
presence seat ignore
presence employee anna
here anna
folders
folder create work/Lists
folder unselect work/Lists
folder role work/Lists archive
list work/inbox --limit 3
list --count
search mail
unprocessed
thread @first
show @first
show @first --html
show @first --raw
changes
read @first
unread @first
flag @first
move @second work/archive
copy @second work/archive
archive @second
spam @second
not-spam @second
delete @third
mark-all-read work/inbox
empty work/trash --yes
send --to ben@example.org -s Hello -t Hello --undo 600
reply @first -t Hello --undo 600
forward @first --to ben@example.org -t Hello --undo 600
outbox
retry 1
cancel 2
resolve 3 sent
draft new --to ben@example.org -t Hello
draft
draft edit 1 -t Changed
draft send 1 --undo 600
draft new -t Hello
draft discard 2
signature add -t Anna
signature
signature update 1 -t Ann
signature choose anna@example.org
signature remove 1
blacklist add eve@example.org
blacklist
blacklist remove eve@example.org
crm
crm backend local
crm configure
crm secret
crm employee add ben
crm employee change ben --name Ben
crm employees
crm customer add Cy cy@example.net
crm customer change 1 --name Cyril
crm customers
crm save @first
crm records @first
crm exclude @first
crm customer remove 1
crm employee remove ben
crm exceptions add dan@example.net
crm exceptions
crm exceptions remove dan@example.net
task add @first
task
task done 1
task remove 1
remove work --yes
"""

# Those that do not end well, since there is nothing they could be done to, but are understood.
REFUSED = {"resolve 3 sent", "crm configure", "crm secret"}
# What prints octets as they are.
NOT_JSON = {"show @first --raw"}

NEEDS_A_CONNECTION = "a session ends with its connection, so it is for programs that stay"
NO_COMMAND = {
    "Presence.OpenSession": NEEDS_A_CONNECTION,
    "PresenceSession.ReportActivity": NEEDS_A_CONNECTION,
    "PresenceSession.OpenWebmail": NEEDS_A_CONNECTION,
    "PresenceSession.Close": NEEDS_A_CONNECTION,
    "PresenceSession.Visible": NEEDS_A_CONNECTION,
}


def contract():
    """"Interface.Member" of all methods and all properties that can be written."""
    members = set()
    for path in glob.glob(os.path.join(TOP, "dbus", f"{NAME}.*.xml")):
        for interface in ElementTree.parse(path).iter("interface"):
            short = interface.get("name").removeprefix(NAME + ".")
            members |= {f"{short}.{method.get('name')}" for method in interface.iter("method")}
            members |= {f"{short}.{known.get('name')}" for known in interface.iter("property")
                        if "write" in known.get("access")}
    return members


def called(line):
    """"Interface.Member" of one line of busctl, None when it tells of something else."""
    message = json.loads(line)
    interface = message.get("interface") or ""
    if interface.startswith(NAME + "."):
        return f"{interface.removeprefix(NAME + '.')}.{message['member']}"
    if interface == "org.freedesktop.DBus.Properties" and message["member"] == "Set":
        return ".".join(message["payload"]["data"][:2]).removeprefix(NAME + ".")
    return None


class Contract(PosthornctlTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        rig.fill(self.server, generator.sample_account())
        self.path = self.bus.folder / "calls"
        with open(self.path, "wb") as calls:
            self.monitor = process.Process(
                ["busctl", f"--address={self.bus.address}", "--json=short", "monitor",
                 f"--match=type='method_call',destination='{NAME}'"],
                self.bus.folder / "busctl.log", self.bus.environment, stdout=calls)
        self.addCleanup(self.monitor.stop)
        self.wait_for_call("begin")

    def seen(self):
        with open(self.path, encoding="utf-8") as lines:
            return list(lines)

    def wait_for_call(self, word):
        """Until the monitor has heard of a call with WORD in it."""
        def heard():
            with self.assertRaises(rig.BusError):
                self.daemon.call("Manager", "FindAccount", "(s)", word)
            return any(f'"{word}"' in line for line in self.seen())
        process.wait_for(heard, "busctl monitor", process=self.monitor)

    def say(self, command, words):
        options = [] if command in NOT_JSON else ["--json"]
        done = subprocess.run([program("posthornctl"), *options, *words],
                              input=self.server.password + "\n", env=self.bus.environment,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertIn(done.returncode, (0, 1) if command in REFUSED else (0,),
                      f"{command}: {done.stdout}{done.stderr}")
        if command not in NOT_JSON | REFUSED:
            self.assertTrue(done.stdout, f"{command} prints nothing")
            for line in done.stdout.splitlines():
                json.loads(line)

    def known(self):
        rows = self.daemon.list(role="inbox")
        return dict(zip(("@first", "@second", "@third"), (str(row["id"]) for row in rows)))

    def add(self):
        self.say("add", ["add", "anna@example.org", "--id", "work", "--user", self.server.user,
                         "--host", "localhost", "--port", str(self.server.port), "--ca-file",
                         self.server.ca_file])

    def send_as_sendmail(self):
        subprocess.run([program("posthorn-sendmail"), "-f", "anna@example.org", "ben@example.org"],
                       input=RAW, env=self.bus.environment, text=True, timeout=60, check=True)

    def test_every_member_is_reached(self):
        self.add()
        known = self.known()
        for command in COMMANDS.strip().splitlines():
            if "@job" in command:
                known["@job"] = self.newest_job()
            if command == "remove work --yes":
                self.send_as_sendmail()
            self.say(command, [known.get(word, word) for word in command.split()])
        self.wait_for_call("end")
        reached = {called(line) for line in self.seen()} - {None}
        self.assertEqual(sorted(contract() - reached - set(NO_COMMAND)), [], "not reached")
        self.assertEqual(sorted(reached & set(NO_COMMAND)), [], "reached after all")
        self.assertEqual(sorted(reached - contract()), [], "not in the contract")
        self.assertEqual(sorted(set(NO_COMMAND) - contract()), [], "gone from the contract")

    def newest_job(self):
        return max((path.rsplit("/", 1)[1] for path in self.daemon.objects("Job")), key=int)


if __name__ == "__main__":
    tap.main()
