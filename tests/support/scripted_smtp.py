# SPDX-License-Identifier: GPL-3.0-or-later
"""A submission server made of answers, for what a real one will not do.

`answers` replaces what it says: to a command ("EHLO", "RCPT"), to all of a message (".") and to
the last piece of one ("BDAT"); text, whose lines are ended by themselves; octets, sent as they
are; or a function of (SmtpConversation, rest of the line) that returns text, octets or None, and
may send, stall, wait or close by itself. Functions for common whims are at the end.

`cut_lines` and `cut_octets` cut the line when so many lines were heard, or octets said, on one
connection: on the first that comes so far, and on no other when `cut_once` is set.
"""

import re

from .line_server import Closed, Line, LineServer

CAPABILITY = ("mail.example.org", "PIPELINING", "SIZE 100000000", "8BITMIME", "SMTPUTF8", "DSN",
              "AUTH PLAIN LOGIN", "ENHANCEDSTATUSCODES")


class Message:
    """What was heard of one message; `whole` with its end, `accepted` when that was answered."""

    def __init__(self, sender):
        self.sender, self.recipients, self.octets = sender, [], b""
        self.whole = self.accepted = False

    @property
    def message_id(self):
        found = re.search(rb"^Message-ID:\s*(\S+)", self.octets, re.IGNORECASE | re.MULTILINE)
        return found[1].decode() if found else None


class SmtpConversation(Line):
    """One connection of a client."""

    def __init__(self, server, plain):
        super().__init__(server, plain)
        self.message = None
        self.heard = self.said = 0

    def send(self, answer):
        if isinstance(answer, str):
            answer = b"".join(line.encode() + b"\r\n" for line in answer.splitlines())
        limit = self.server.cut_octets
        if limit is not None and self.said + len(answer) >= limit:
            self.stream.sendall(answer[:limit - self.said])
            self.cut()
        self.said += len(answer)
        self.stream.sendall(answer)

    def cut(self):
        self.server.cuts += 1
        if self.server.cut_once:
            self.server.cut_lines = self.server.cut_octets = None
        raise Closed

    def hear(self):
        if self.server.cut_lines is not None and self.heard >= self.server.cut_lines:
            self.cut()
        self.heard += 1
        return self.read_line()

    def run(self):
        self.say(self.server.greeting, "")
        while True:
            command = self.hear().decode("utf-8", "replace")
            self.server.commands.append(command)
            verb, _, rest = command.partition(" ")
            self.answer(verb.upper(), rest)

    def say(self, answer, rest):
        if callable(answer):
            answer = answer(self, rest)
        if answer is not None:
            self.send(answer)
        return answer

    def answer(self, verb, rest):
        if verb == "BDAT":
            self.hear_chunk(rest)
            return
        said = self.say({**self.server.standard, **self.server.answers}.get(verb, "502 what?"),
                        rest)
        if isinstance(said, str) and said.startswith("250"):
            self.note(verb, rest)
        if verb == "STARTTLS" and said.startswith("220"):
            self.start_tls()
        elif verb == "DATA" and said.startswith("354"):
            self.hear_message()
        elif verb == "QUIT":
            raise Closed

    def note(self, verb, rest):
        """An envelope that was answered well."""
        address = re.search(r"<([^>]*)>", rest)
        if verb == "MAIL" and address:
            self.begin(address[1])
        elif verb == "RCPT" and address and self.message:
            self.message.recipients.append(address[1])

    def begin(self, sender):
        self.message = Message(sender)
        self.server.messages.append(self.message)

    def hear_message(self):
        while (line := self.hear()) != b".":
            self.message.octets += line[line.startswith(b"."):] + b"\r\n"
        self.end_message(".")

    def hear_chunk(self, rest):
        size, _, last = rest.partition(" ")
        self.message.octets += self.read(int(size))
        if last:
            self.end_message("BDAT")
        else:
            self.send("250 2.0.0 more")

    def end_message(self, verb):
        self.message.whole = True
        answer = {**self.server.standard, **self.server.answers}[verb]
        if callable(answer):
            answer = answer(self, "")
        if answer is None:
            return
        # Before the client can know of it.
        self.message.accepted = answer.startswith("250" if isinstance(answer, str) else b"250")
        try:
            self.send(answer)
        except Closed:
            self.message.accepted = False
            raise


class ScriptedSmtp(LineServer):
    """`messages` has what was heard of every message, in the order of their MAIL FROM."""

    line = SmtpConversation

    def __init__(self, answers=None, greeting="220 mail.example.org ready", capability=CAPABILITY,
                 cut_lines=None, cut_octets=None, cut_once=True, **options):
        super().__init__(**options)
        self.answers, self.greeting, self.capability = answers or {}, greeting, capability
        self.cut_lines, self.cut_octets, self.cut_once = cut_lines, cut_octets, cut_once
        self.commands, self.messages, self.cuts = [], [], 0
        self.standard = {
            "EHLO": hello, "STARTTLS": "220 2.0.0 go", "AUTH": authenticate,
            "MAIL": "250 2.1.0 ok", "RCPT": "250 2.1.5 ok", "DATA": data,
            ".": "250 2.0.0 queued", "BDAT": "250 2.0.0 queued", "RSET": "250 2.0.0 ok",
            "NOOP": "250 2.0.0 ok", "QUIT": "221 2.0.0 bye",
        }

    def whole(self):
        """The messages that were heard to their end, whether or not the client was told."""
        return [message for message in self.messages if message.whole]


def hello(conversation, _rest):
    words = list(conversation.server.capability)
    if conversation.server.mode == "starttls":
        words.append("STARTTLS")
    return "\n".join(f"250-{word}" for word in words[:-1]) + f"\n250 {words[-1]}"


def data(conversation, _rest):
    message = conversation.message
    return "354 go on" if message and message.recipients else "554 5.5.1 no valid recipients"


def authenticate(conversation, rest):
    if rest == "PLAIN":
        conversation.send("334 ")
        conversation.hear()
    elif rest == "LOGIN":
        for question in ("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"):
            conversation.send(question)
            conversation.hear()
    return "235 2.7.0 welcome"


def never(conversation, _rest):
    """No answer, and the line stays."""
    conversation.stall()


def close(_conversation, _rest):
    """No answer, and no line any more."""
    raise Closed


def when(event, answer):
    """ANSWER as soon as somebody sets EVENT, a threading.Event."""
    def wait(_conversation, _rest):
        event.wait()
        return answer
    return wait


def in_turn(*answers):
    """Each one time, the last for ever: greylisting is in_turn("451 4.7.1 later", "250 ok")."""
    left = list(answers)

    def answer(conversation, rest):
        one = left.pop(0) if len(left) > 1 else left[0]
        return one(conversation, rest) if callable(one) else one
    return answer
