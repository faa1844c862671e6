# SPDX-License-Identifier: GPL-3.0-or-later
"""Every member of a D-Bus interface and every argument of it is documented in its XML."""

import re
import xml.etree.ElementTree as tree_of

from source import Problem

RULES = ("interface-doc",)


def check(tree):
    for file in tree.select(".xml", under=("dbus/",)):
        parser = tree_of.XMLParser(target=tree_of.TreeBuilder(insert_comments=True))
        root = tree_of.fromstring(file.text, parser)
        for parent in (element for element in root.iter() if element.tag in ("node", "interface")):
            yield from _children(file, parent)


def _children(file, parent):
    comment = ""
    for child in parent:
        if child.tag is tree_of.Comment:
            comment = child.text
            continue
        if child.tag in ("interface", "method", "signal", "property"):
            yield from _member(file, child, comment)
        comment = ""


def _member(file, member, comment):
    name = member.get("name")
    where = f"{file.path}:{name}"
    if not re.match(rf"\s*{re.escape(name)}:", comment):
        yield Problem("interface-doc", where, f"{member.tag} {name} has no comment «{name}: …»")
        return
    for argument in member.findall("arg"):
        if f"@{argument.get('name')}:" not in comment:
            yield Problem("interface-doc", where, f"@{argument.get('name')} is not explained")
