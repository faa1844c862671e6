# SPDX-License-Identifier: GPL-3.0-or-later
"""An IMAP server made of answers, for what a real one will not do.

It has one folder, INBOX, with the messages it is given. `answers` replaces what it says to a
command ("LIST", "UID FETCH"): text, in which {tag} stands for the tag and lines are ended by
themselves; octets, sent as they are; or a function of (Conversation, tag, rest of the line) that
returns text, octets or None, and may send, stall or close by itself.
"""

import re

from .line_server import Closed, Line, LineServer

CAPABILITY = "IMAP4rev1 LITERAL+ ENABLE ID NAMESPACE UIDPLUS SASL-IR AUTH=PLAIN"
TAGGED_OK = "{tag} OK done"


class Conversation(Line):
    """One connection of a client."""

    def send(self, answer, tag=""):
        if answer is None:
            return
        if isinstance(answer, str):
            text = answer.replace("{tag}", tag).replace("{capability}", self.server.capability)
            answer = b"".join(line.encode() + b"\r\n" for line in text.splitlines())
        self.stream.sendall(answer)

    def read_command(self):
        """A whole command, its literals asked for and put in place."""
        command = b""
        while True:
            line = self.read_line()
            literal = re.search(rb"\{(\d+)(\+?)\}$", line)
            command += line
            if not literal:
                return command.decode("utf-8", "replace")
            if not literal[2]:
                self.send("+ go on")
            command += b"\r\n" + self.read(int(literal[1]))

    def run(self):
        self.send(self.server.greeting)
        while True:
            command = self.read_command()
            self.server.commands.append(command)
            tag, verb, rest = re.match(r"(\S*) ?((?:UID )?\S*) ?(.*)", command,
                                       re.IGNORECASE | re.DOTALL).groups()
            self.answer(tag, verb.upper(), rest)

    def answer(self, tag, verb, rest):
        answers = {**self.server.standard, **self.server.answers}
        answer = answers.get(verb, "{tag} BAD what?")
        if callable(answer):
            answer = answer(self, tag, rest)
        self.send(answer, tag)
        if verb == "LOGOUT":
            raise Closed


class ScriptedServer(LineServer):
    """An IMAP server; see above."""

    line = Conversation

    def __init__(self, messages=(), answers=None, greeting="* OK ready", capability=CAPABILITY,
                 claimed_size=None, **options):
        super().__init__(**options)
        self.messages, self.answers, self.greeting = list(messages), answers or {}, greeting
        self.capability, self.commands, self.claimed_size = capability, [], claimed_size
        self.standard = {
            "CAPABILITY": "* CAPABILITY {capability}\n{tag} OK done",
            "LOGIN": TAGGED_OK, "AUTHENTICATE": authenticate, "STARTTLS": start_tls,
            "ID": '* ID ("name" "scripted")\n{tag} OK done', "ENABLE": "* ENABLED\n{tag} OK done",
            "NAMESPACE": '* NAMESPACE (("" "/")) NIL NIL\n{tag} OK done',
            "LIST": '* LIST () "/" INBOX\n{tag} OK done', "LSUB": TAGGED_OK, "NOOP": TAGGED_OK,
            "STATUS": status, "SELECT": select, "EXAMINE": select, "UNSELECT": TAGGED_OK,
            "CLOSE": TAGGED_OK, "FETCH": fetch, "UID FETCH": uid_fetch, "UID SEARCH": search,
            "LOGOUT": "* BYE gone\n{tag} OK done",
        }


def authenticate(conversation, _tag, rest):
    if " " not in rest:
        conversation.send("+ ")
        conversation.read_line()
    return TAGGED_OK


def start_tls(conversation, tag, _rest):
    conversation.send("{tag} OK go ahead", tag)
    conversation.start_tls()


def status(conversation, _tag, _rest):
    count = len(conversation.server.messages)
    return (f"* STATUS INBOX (MESSAGES {count} UIDNEXT {count + 1} UIDVALIDITY 1 UNSEEN {count})\n"
            + TAGGED_OK)


def select(conversation, _tag, _rest):
    count = len(conversation.server.messages)
    return ("* FLAGS (\\Seen \\Flagged \\Deleted)\n"
            f"* {count} EXISTS\n* OK [UIDVALIDITY 1] valid\n* OK [UIDNEXT {count + 1}] next\n"
            "{tag} OK [READ-WRITE] done")


def search(conversation, _tag, _rest):
    uids = " ".join(str(n + 1) for n in range(len(conversation.server.messages)))
    return f"* SEARCH {uids}\n" + TAGGED_OK


def fetch(conversation, tag, rest):
    return _fetch(conversation, tag, rest, False)


def uid_fetch(conversation, tag, rest):
    return _fetch(conversation, tag, rest, True)


def _fetch(conversation, tag, rest, with_uid):
    uids, _, items = rest.partition(" ")
    server = conversation.server
    for number in numbers(uids, len(server.messages)):
        raw = server.messages[number - 1]
        size = len(raw) if server.claimed_size is None else server.claimed_size
        conversation.send(b"* %d FETCH (%s)\r\n"
                          % (number, _items(raw, size, number, items, with_uid)))
    return TAGGED_OK


def numbers(text, last):
    """Those of "1:3,5:*" that exist."""
    found = set()
    for part in text.split(","):
        ends = [last if end == "*" else min(int(end), last) for end in part.split(":")]
        found.update(range(min(ends), max(ends) + 1))
    return sorted(number for number in found if 1 <= number <= last)


def _items(raw, size, uid, wanted, with_uid):
    found = [b"UID %d" % uid] if with_uid or "UID" in wanted else []
    if "FLAGS" in wanted:
        found.append(b"FLAGS ()")
    if "INTERNALDATE" in wanted:
        found.append(b'INTERNALDATE "01-Jun-2026 12:00:00 +0000"')
    if "RFC822.SIZE" in wanted:
        found.append(b"RFC822.SIZE %d" % size)
    head, _, _ = raw.partition(b"\r\n\r\n")
    for section in re.findall(r"BODY(?:\.PEEK)?(\[[^\]]*\])", wanted):
        text = raw if section == "[]" else head + b"\r\n\r\n"
        found.append(b"BODY%s {%d}\r\n%s" % (section.encode(), len(text), text))
    return b" ".join(found)
