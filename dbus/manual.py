#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes posthorn-dbus(5), in mdoc(7), from the documented XML: manual.py OUTPUT INPUT…

What stands in the XML is told once, there; this only brings it into the order of a manual."""

import html
import re
import sys
import textwrap
import xml.etree.ElementTree as ElementTree

PREFIX = "org.posthorn.Posthorn1"
ACCESS = {"read": "read only", "readwrite": "read and write", "write": "write only"}
TYPE = r"a*(?:[bsuxtiodhv]|\([bsuxtiodhav]+\)|\{sv\})"
KEY = rf"[a-z][a-z-]* {TYPE}"
WORD = r'"[a-z0-9-]+"'
# What begins an item of a list: keys with their types, or words.
ITEM = re.compile(rf"{KEY}(?:, {KEY})*(?= \(|: |;$)|"
                  rf"{WORD}(?:, {WORD})*(?: {TYPE}(?:, {WORD} {TYPE})*(?=[:,;])|(?=: ))")

HEAD = r"""
.\" Made from the XML of the interfaces; see there.
.Dd November 26, 2026
.Dt POSTHORN-DBUS 5
.Os
.Sh NAME
.Nm posthorn-dbus
.Nd bus interface of the mail daemon Posthorn
.Sh DESCRIPTION
Programs talk to
.Xr posthornd 8
over the session bus, where it is
.Li org.posthorn.Posthorn1 .
Names of interfaces below are to be read behind that name and a dot, those of
errors behind
.Li org.posthorn.Posthorn1.Error
and a dot.
It is started when it is called.
.Pp
Its objects:
.Bd -literal
/org/posthorn/Posthorn1                             see below
/org/posthorn/Posthorn1/accounts/ID                 Account
/org/posthorn/Posthorn1/accounts/ID/folders/FOLDER  Folder
/org/posthorn/Posthorn1/jobs/NUMBER                 Job
/org/posthorn/Posthorn1/presence/NUMBER             PresenceSession
.Ed
.Pp
All other interfaces are at the first of them, and so is
.Li org.freedesktop.DBus.ObjectManager ,
which lists the objects and tells when they come and go.
Changes of properties are told by the usual
.Li PropertiesChanged .
"""

TAIL = r"""
.Sh FILES
.Bl -tag -width Ds
.It Pa /usr/share/dbus-1/interfaces/org.posthorn.Posthorn1.*.xml
The same for programs that make code of it, as
.Xr gdbus-codegen 1
does.
.El
.Sh EXAMPLES
.Dl $ busctl --user introspect org.posthorn.Posthorn1 /org/posthorn/Posthorn1
.Dl $ busctl --user monitor org.posthorn.Posthorn1
.Sh SEE ALSO
.Xr busctl 1 ,
.Xr posthornctl 1 ,
.Xr posthorn.conf 5 ,
.Xr posthornd 8
"""


def escape(text):
    """TEXT for any place in mdoc; what is not ASCII by its number."""
    text = text.replace("\\", "\\e").replace('"', "\\(dq")
    return "".join(one if ord(one) < 128 else f"\\[u{ord(one):04X}]" for one in text)


def flow(text):
    """Lines of text, each sentence on lines of its own, as mdoc wants it."""
    lines = []
    for sentence in re.split(r"(?<=[.!?])\s+(?=[^a-z])", " ".join(text.split())):
        for line in textwrap.wrap(escape(sentence), 79, break_long_words=False,
                                  break_on_hyphens=False):
            lines.append("\\&" + line if line[0] in ".'" else line)
    return lines


def describe_list(lines):
    """A list of what begins in lines of its own: keys with their types, or words."""
    made = [".Bl -tag -width Ds"]
    for start, text in lines:
        made.append(f".It Li {escape(start)}")
        made += flow(text.lstrip(":, ").rstrip(";"))
    return [*made, ".El"]


def describe_paragraph(paragraph):
    """As running text, or as a list where at least two lines begin one."""
    before, items = [], []
    for line in paragraph.splitlines():
        start = ITEM.match(line)
        if start:
            items.append([start.group(0), line[start.end():]])
        elif items:
            items[-1][1] += " " + line
        else:
            before.append(line)
    if len(items) < 2:
        return flow(paragraph)
    return flow(" ".join(before)) + describe_list(items)


def describe(paragraphs):
    made = []
    for paragraph in paragraphs:
        made += [".Pp"] * bool(made) + describe_paragraph(paragraph)
    return made


class Comment:
    """What a comment in the XML says of the element behind it: `arguments` by name, and the
    `paragraphs` of its text."""

    def __init__(self, text):
        lines = [line.strip() for line in html.unescape(text).strip().splitlines()]
        self.arguments, name = {}, None
        while len(lines) > 1 and lines[1]:
            told = re.match(r"@(\w+): (.*)", lines[1])
            name = told.group(1) if told else name
            self.arguments[name] = (told.group(2) if told
                                    else self.arguments[name] + " " + lines[1])
            del lines[1]
        self.paragraphs = [part for part in "\n".join(lines[1:]).strip().split("\n\n") if part]


def signature(arguments, direction):
    return [f"{one.get('name')} {one.get('type')}" for one in arguments
            if one.get("direction", direction) == direction]


def heading(element):
    """The line of a member: what it is called, what goes in and what comes out."""
    name, arguments = element.get("name"), element.findall("arg")
    if element.tag == "property":
        return [f".It Va {name} Li {escape(element.get('type'))} , {ACCESS[element.get('access')]}"]
    direction = "out" if element.tag == "signal" else "in"
    given = " ".join(f'"{escape(one)}"' for one in signature(arguments, direction))
    back = ", ".join(signature(arguments, "out")) if element.tag == "method" else ""
    return [".It Xo", f".Fn {name} {given}".rstrip(), *([f"\\(-> {escape(back)}"] * bool(back)),
            ".Xc"]


def describe_member(element, comment):
    made = heading(element)
    told = [(one.get("name"), comment.arguments.get(one.get("name")))
            for one in element.findall("arg")]
    if any(text for _, text in told):
        made += [".Bl -tag -width Ds -compact"]
        for name, text in told:
            made += [f".It Ar {name}", *flow(text or "")]
        made += [".El", *[".Pp"] * bool(comment.paragraphs)]
    return made + describe(comment.paragraphs)


def describe_interface(interface, about, comments):
    short = interface.get("name").removeprefix(PREFIX + ".")
    made = [f".Sh {short.upper()}", f".Li {interface.get('name')} :", *flow(
        about.arguments.get("short_description", "")), ".Pp", *describe(about.paragraphs)]
    for title, tag in (("Properties", "property"), ("Methods", "method"), ("Signals", "signal")):
        members = interface.findall(tag)
        if members:
            made += [f".Ss {title} of {short}", ".Bl -tag -width Ds"]
            for member in members:
                made += describe_member(member, comments[member])
            made += [".El"]
    return made


def read(path):
    """The interface in PATH, the comment on it, and {member: comment}."""
    builder = ElementTree.TreeBuilder(insert_comments=True)
    node = ElementTree.parse(path, ElementTree.XMLParser(target=builder)).getroot()
    comments, last = {}, None
    for element in node.iter():
        if element.tag is ElementTree.Comment:
            last = Comment(element.text)
        elif element.tag in ("interface", "property", "method", "signal"):
            comments[element] = last
    interface = node.find("interface")
    return interface, comments[interface], comments


def main(output, *inputs):
    order = sorted(inputs, key=lambda path: ("Manager" not in path, path))
    made = [line for path in order for line in describe_interface(*read(path))]
    with open(output, "w", encoding="ascii") as file:
        file.write(HEAD.lstrip() + "\n".join(made) + TAIL)


if __name__ == "__main__":
    main(*sys.argv[1:])
