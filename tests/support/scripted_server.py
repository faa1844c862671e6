# SPDX-License-Identifier: GPL-3.0-or-later
"""An IMAP server made of answers, for what a real one will not do.

It has one folder, INBOX, with the messages it is given. `answers` replaces what it says to a
command ("LIST", "UID FETCH"): text, in which {tag} stands for the tag and lines are ended by
themselves; octets, sent as they are; or a function of (Conversation, tag, rest of the line) that
returns text, octets or None, and may send, stall or close by itself.
"""

import re
import socket
import ssl
import threading

from . import certificate, process

CAPABILITY = "IMAP4rev1 LITERAL+ ENABLE ID NAMESPACE UIDPLUS SASL-IR AUTH=PLAIN"
TAGGED_OK = "{tag} OK done"


class Closed(Exception):
    """The client has gone, or the script has had enough of it."""


class Conversation:
    """One connection of a client."""

    def __init__(self, server, plain):
        self.server = server
        self.stream = plain
        self.buffer = b""

    def start_tls(self):
        self.stream = self.server.tls.wrap_socket(self.stream, server_side=True)
        self.buffer = b""

    def send(self, answer, tag=""):
        if answer is None:
            return
        if isinstance(answer, str):
            text = answer.replace("{tag}", tag).replace("{capability}", self.server.capability)
            answer = b"".join(line.encode() + b"\r\n" for line in text.splitlines())
        self.stream.sendall(answer)

    def read(self, count):
        while len(self.buffer) < count:
            self._more()
        octets, self.buffer = self.buffer[:count], self.buffer[count:]
        return octets

    def read_line(self):
        while b"\r\n" not in self.buffer:
            self._more()
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def _more(self):
        octets = self.stream.recv(65536)
        if not octets:
            raise Closed
        self.buffer += octets

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

    def stall(self):
        """Says nothing more until the client goes or the test ends."""
        while True:
            self._more()
            self.buffer = b""

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


class ScriptedServer:
    """start() returns when it listens. TLS is "implicit", "starttls" or None."""

    def __init__(self, messages=(), answers=None, greeting="* OK ready", tls="implicit",
                 capability=CAPABILITY, user="mallory", password="sesame",
                 names="DNS:localhost,IP:127.0.0.1", claimed_size=None):
        self.messages, self.answers, self.greeting = list(messages), answers or {}, greeting
        self.mode, self.capability, self.user, self.password = tls, capability, user, password
        self.commands, self.names, self.claimed_size = [], names, claimed_size
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
        self.folder = self.listener = self.tls = None
        self.open_sockets = []

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def ca_file(self):
        return self.folder / "ca.pem"

    @property
    def port(self):
        return self.listener.getsockname()[1]

    def start(self):
        self.folder = process.Folder("ph-script-")
        certificate.make(self.folder.path, self.names)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def stop(self):
        self.listener.close()
        for one in self.open_sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.folder.remove()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.open_sockets.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        conversation = Conversation(self, client)
        try:
            if self.mode == "implicit":
                conversation.start_tls()
            conversation.run()
        except (Closed, OSError):
            pass
        finally:
            try:
                conversation.stream.close()
            except OSError:
                pass


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
