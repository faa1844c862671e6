# SPDX-License-Identifier: GPL-3.0-or-later
"""Sample mail: the same for the same seed, of every kind a mailbox holds, quick to make."""

import base64
import dataclasses
import email.utils
import math
import random
import textwrap
from email.header import Header

from .vocabulary import FILES, NEWSLETTERS, PEOPLE, SENTENCES, SUBJECTS

MEDIAN_SIZE = 6000
NOW = 1_790_000_000  # when no other time is asked for; fixed, so that mail is the same every day
DAY = 86_400
CHARSETS = {"german": ["utf-8", "iso-8859-1"], "english": ["utf-8"],
            "japanese": ["utf-8", "iso-2022-jp"], "chinese": ["utf-8", "gb18030"]}
TRANSFER = {"utf-8": "8bit", "iso-8859-1": "quoted-printable", "iso-2022-jp": "7bit",
            "gb18030": "base64"}


@dataclasses.dataclass
class Mail:
    """A message and how it lies in its folder."""

    raw: bytes
    folder: str = "INBOX"
    flags: tuple = ()
    date: int = NOW


def _word(text, charset="utf-8"):
    return text if text.isascii() else Header(text, charset, maxlinelen=70).encode(linesep="\r\n")


def _address(person):
    name = person[0]
    if name.isascii():
        return email.utils.formataddr(person)
    return f"{_word(name)} <{person[1]}>"


def _quoted_printable(octets):
    """Like quopri, a hundred times faster for text that is mostly ASCII."""
    text = octets.replace(b"=", b"=3D")
    lines = []
    for line in text.split(b"\r\n"):
        coded = b"".join(b"=%02X" % o if o > 126 else bytes((o,)) for o in line)
        while len(coded) > 75:
            cut = 72 if coded[71:72] != b"=" and coded[70:71] != b"=" else 70
            lines.append(coded[:cut] + b"=")
            coded = coded[cut:]
        lines.append(coded)
    return b"\r\n".join(lines)


def _base64(octets):
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")


class Generator:
    """Makes one message after the other; what is slow to make is made once and used again."""

    def __init__(self, seed=1, now=NOW):
        self.random = random.Random(seed)
        self.now, self.number, self.seed = now, 0, seed
        self.block = _base64(self.random.randbytes(3_000_000))
        self.language = "english"
        self.texts = {}
        self.recent = []

    def pick(self, choices):
        return choices[int(self.random.random() * len(choices))]

    def text(self, language, charset, size):
        """About SIZE octets of encoded paragraphs."""
        known = self.texts.get((language, charset))
        if known is None:
            known = [self._paragraph(language, charset) for _ in range(60)]
            self.texts[language, charset] = known
        found, length = [], 0
        while not found or length < size:
            paragraph = self.pick(known)
            found.append(paragraph)
            length += len(paragraph)
        return b"".join(found)

    def _paragraph(self, language, charset):
        sentences = [self.pick(SENTENCES[language]) for _ in range(self.random.randint(2, 6))]
        if language not in ("japanese", "chinese"):
            sentences = textwrap.wrap(" ".join(sentences), 72)
        octets = "\r\n".join(sentences + ["", ""]).encode(charset, "replace")
        transfer = TRANSFER[charset]
        if transfer == "quoted-printable":
            return _quoted_printable(octets)
        return _base64(octets + b" " * (-len(octets) % 3)) if transfer == "base64" else octets

    def attachment_octets(self, size):
        """SIZE octets of base64 text, whole lines."""
        lines = max(1, size // 78)
        whole = len(self.block) // 78
        start = int(self.random.random() * max(1, whole - lines))
        body = self.block[start * 78:(start + lines) * 78]
        while len(body) < lines * 78:
            body += self.block[:lines * 78 - len(body)]
        return body

    # Parts: a header of lines and octets, joined by an empty line.

    def text_part(self, language, size, subtype="plain"):
        charset = self.pick(CHARSETS[language])
        head = (f"Content-Type: text/{subtype}; charset={charset}\r\n"
                f"Content-Transfer-Encoding: {TRANSFER[charset]}\r\n")
        return head.encode(), self.text(language, charset, size)

    def html_part(self, language, size):
        text = self.text(language, "utf-8", max(200, size - 520))
        cells = text.replace(b"\r\n\r\n", b"</p>\r\n<p style=\"margin:0 0 12px\">")
        body = (b"<!DOCTYPE html>\r\n<html><head><meta charset=\"utf-8\"><style>p{color:#222}"
                b"</style></head><body><table width=\"600\"><tr><td>\r\n<p>" + cells
                + b"</p>\r\n<img src=\"https://pictures.example/1.gif\" width=\"1\" alt=\"\">\r\n"
                b"</td></tr></table></body></html>\r\n")
        return b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n", body

    def file_part(self, size, inline=False):
        if inline:
            head = ("Content-Type: image/png; name=logo.png\r\nContent-ID: <logo@inline>\r\n"
                    "Content-Disposition: inline; filename=logo.png\r\n")
        else:
            name = self.pick(FILES)
            kind = {"pdf": "application/pdf", "zip": "application/zip",
                    "jpg": "image/jpeg"}[name[-3:]]
            shown = (f'filename="{name}"' if name.isascii()
                     else "filename*=" + email.utils.encode_rfc2231(name, "utf-8"))
            head = f"Content-Type: {kind}\r\nContent-Disposition: attachment; {shown}\r\n"
        return (head + "Content-Transfer-Encoding: base64\r\n").encode(), \
            self.attachment_octets(size)

    def multipart(self, subtype, parts, extra=""):
        mark = f"=_{self.seed}_{self.number}_{subtype[:3]}_{len(parts)}"
        line = f"--{mark}".encode()
        body = b"".join(line + b"\r\n" + head + b"\r\n" + octets + b"\r\n"
                        for head, octets in parts)
        head = f"Content-Type: multipart/{subtype}; boundary=\"{mark}\"{extra}\r\n"
        return head.encode(), body + line + b"--\r\n"

    # Kinds of mail: each returns a part of about SIZE octets.

    def plain(self, size):
        return self.text_part(self.language, size)

    def alternative(self, size):
        return self.multipart("alternative", [self.text_part(self.language, size // 4),
                                              self.html_part(self.language, size * 3 // 4)])

    def with_file(self, size):
        text = min(2500, size // 3)
        return self.multipart("mixed", [self.text_part(self.language, text),
                                        self.file_part(size - text)])

    def with_picture(self, size):
        html = min(5000, size // 2)
        return self.multipart("related", [self.html_part(self.language, html),
                                          self.file_part(size - html, inline=True)])

    def invitation(self, size):
        calendar = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Sample//EN\r\nMETHOD:REQUEST\r\n"
                    f"BEGIN:VEVENT\r\nUID:event-{self.seed}-{self.number}@calendar.example\r\n"
                    "DTSTAMP:20260901T080000Z\r\nDTSTART:20260910T120000Z\r\n"
                    "DTEND:20260910T130000Z\r\nSUMMARY:Besprechung Küche\r\n"
                    "END:VEVENT\r\nEND:VCALENDAR\r\n").encode()
        part = (b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n"
                b"Content-Transfer-Encoding: 8bit\r\n", calendar)
        return self.multipart("alternative", [self.text_part(self.language, size - 600), part])

    def signed(self, size):
        signature = (b"Content-Type: application/pgp-signature; name=signature.asc\r\n",
                     b"-----BEGIN PGP SIGNATURE-----\r\n\r\n" + self.attachment_octets(500)
                     + b"-----END PGP SIGNATURE-----\r\n")
        return self.multipart("signed", [self.text_part(self.language, size - 900), signature],
                              "; micalg=pgp-sha256; protocol=\"application/pgp-signature\"")

    def forward(self, size):
        head, octets = self.text_part(self.language, size - 700)
        inner = self.header("Weitergeleitet: " + self.pick(SUBJECTS["german"]), self.now)
        note = (b"Content-Type: text/plain; charset=utf-8\r\n", b"FYI\r\n")
        return self.multipart("mixed", [note, (b"Content-Type: message/rfc822\r\n",
                                               inner + head + b"\r\n" + octets)])

    def rubbish(self, size):
        """No MIME header, and octets of no charset."""
        wild = b"caf\xe9 \xff\xfe \x80\x81 na\xefve \xc3 \xe2\x82 end\r\n"
        return b"", self.text("english", "utf-8", size) + wild

    def kind(self, size):
        """A kind of mail that is plausible for its size."""
        if size > 40_000:
            kinds, weights = (self.with_file, self.with_picture), (8, 2)
        elif size > 9_000:
            kinds = (self.alternative, self.with_file, self.with_picture, self.forward)
            weights = (60, 22, 14, 4)
        else:
            kinds = (self.plain, self.alternative, self.invitation, self.signed, self.rubbish)
            weights = (62, 30, 3, 3, 2)
        return self.random.choices(kinds, weights)[0]

    def header(self, subject, date, sender=None, to=None, extra=""):
        self.number += 1
        sender = sender or self.pick(PEOPLE[self.language])
        host = sender[1].partition("@")[2]
        self.message_id = f"<{self.seed}.{self.number}.{date}@{host}>"
        lines = [
            f"Return-Path: <{sender[1]}>",
            f"Received: from mail.{host} (mail.{host} [192.0.2.{self.number % 250 + 1}])",
            "\tby mx.example.org (Postfix) with ESMTPS id "
            f"{self.number:08X}; {email.utils.formatdate(date)}",
            f"Date: {email.utils.formatdate(date)}",
            f"From: {_address(sender)}",
            f"To: {_address(to or ('Anna Jäger', 'anna@example.org'))}",
        ]
        if subject is not None:
            lines.append(f"Subject: {_word(subject)}")
        lines += [f"Message-ID: {self.message_id}", "MIME-Version: 1.0"]
        return ("\r\n".join(lines) + "\r\n" + extra).encode()

    def message(self, size=MEDIAN_SIZE, date=None, kind=None, subject="", sender=None, to=None):
        """One whole message. An empty SUBJECT stands for a fitting one, None for none at all."""
        self.language = self.pick(("german", "german", "english", "english", "japanese", "chinese"))
        if date is None:
            date = self.now - int(self.random.random() * 90 * DAY)
        extra = ""
        if subject == "":
            subject, extra = self._subject()
            if extra.startswith("List-Id"):
                sender = sender or next(n[:2] for n in NEWSLETTERS if n[2] in extra)
        head = self.header(subject, date, sender, to, extra)
        self._remember(subject)
        part, octets = (kind or self.kind(size))(max(300, size - len(head) - 520))
        return head + part + b"\r\n" + octets

    def _subject(self):
        """A subject, and the header lines that go with it."""
        chance = self.random.random()
        recent = [known for known in self.recent if known[2] == self.language]
        if chance < 0.25 and recent:
            subject, references, _ = self.pick(recent)
            return ("Re: " + subject,
                    f"In-Reply-To: {references[-1]}\r\nReferences: {' '.join(references)}\r\n")
        if chance < 0.45:
            name, address, list_id = self.pick(NEWSLETTERS)
            return (f"[{name}] {self.number + 1}",
                    f"List-Id: {name.replace('&', 'and')} <{list_id}>\r\n"
                    f"List-Unsubscribe: <mailto:{address}?subject=unsubscribe>\r\n")
        if chance < 0.46:
            return None, ""
        emoji = " 🎉" if chance > 0.97 else ""
        return self.pick(SUBJECTS[self.language]) + emoji, ""

    def _remember(self, subject):
        """Keeps the last few conversations, so that there is something to answer."""
        if not subject or subject.startswith("["):
            return
        if subject.startswith("Re: "):
            for known, references, _ in self.recent:
                if subject == "Re: " + known and len(references) < 20:
                    references.append(self.message_id)
                    return
        self.recent.append((subject.removeprefix("Re: "), [self.message_id], self.language))
        del self.recent[:-30]


def sizes(count, seed, mean_size):
    """Sizes as in real mailboxes: half of them small, a few very large, MEAN_SIZE on average."""
    chance = random.Random(seed)
    median = MEDIAN_SIZE if mean_size > MEDIAN_SIZE else mean_size * 0.8
    spread = math.sqrt(2 * math.log(mean_size / median))
    found = [min(8_000_000, max(900, chance.lognormvariate(math.log(median), spread)))
             for _ in range(count)]
    limit = median * 2
    over = sum(size - limit for size in found if size > limit)
    wanted = mean_size * count - sum(min(size, limit) for size in found)
    scale = wanted / over if over > 0 and wanted > 0 else 1
    return [int(size if size <= limit else limit + (size - limit) * scale) for size in found]


def messages(count, seed=1, mean_size=16_600):
    """COUNT raw messages of MEAN_SIZE octets on average, oldest first."""
    generator = Generator(seed)
    for number, size in enumerate(sizes(count, seed, mean_size)):
        date = NOW - (count - number) * 600
        yield generator.message(size, date)


def sample_account(seed=7, now=NOW):
    """About 150 pieces of Mail over the folders of a person's account, for the demo."""
    generator = Generator(seed, now)
    anna = ("Anna Jäger", "anna@example.org")
    folders = {"INBOX": 70, "Sent": 20, "Drafts": 3, "Junk": 9, "Trash": 8, "Archive": 18,
               "Lists/linux": 10, "Projekte/Jäger & Söhne": 9, "仕事": 7}
    for folder, count in folders.items():
        ages = sorted((generator.random.random() ** 2 * 90 * DAY for _ in range(count)),
                      reverse=True)
        for age in ages:
            size = int(min(250_000, generator.random.lognormvariate(math.log(5000), 1.1)))
            date = int(now - age)
            kwargs = {}
            if folder in ("Sent", "Drafts"):
                kwargs = {"sender": anna, "to": generator.pick(PEOPLE["german"])}
            yield Mail(generator.message(max(1500, size), date, **kwargs), folder,
                       _flags(generator, folder, age), date)


def _flags(generator, folder, age):
    if folder in ("Sent", "Archive"):
        return ("\\Seen",)
    if folder == "Drafts":
        return ("\\Seen", "\\Draft")
    flags = []
    if generator.random.random() < min(0.95, 0.3 + age / (20 * DAY)):
        flags.append("\\Seen")
        if generator.random.random() < 0.25:
            flags.append("\\Answered")
    if generator.random.random() < 0.08:
        flags.append("\\Flagged")
    return tuple(flags)
