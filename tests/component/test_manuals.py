#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manuals are well-formed for two readers, and tell of everything there is."""

import glob
import os
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import tap  # noqa: E402
from support.daemon import NAME, program  # noqa: E402

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MANUALS = os.environ["MANUALS"].split(":")


def output(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr


def rendered(name):
    """The manual NAME as it is read, in one line."""
    path = next(path for path in MANUALS if os.path.basename(path) == name)
    text = subprocess.run(["groff", "-mandoc", "-Tutf8", "-P-cbou", "-rLL=10000n", "-k", path],
                          capture_output=True, text=True, check=True, timeout=60).stdout
    return " ".join(text.replace("\N{HYPHEN}", "-").replace("\N{MINUS SIGN}", "-").split())


def offered(*words):
    """What posthornctl says may follow WORDS."""
    text = subprocess.run([program("posthornctl"), "complete", "--", *words], text=True,
                          capture_output=True, check=True, timeout=60).stdout
    return [line.partition("\t")[0] for line in text.splitlines()]


class Form(unittest.TestCase):
    def test_there_are_manuals(self):
        self.assertEqual({os.path.basename(path) for path in MANUALS},
                         {"posthorn-dbus.5", "posthorn-sendmail.1", "posthorn.conf.5",
                          "posthornctl.1", "posthornd.8"})

    def test_groff_has_nothing_to_say(self):
        for path in MANUALS:
            self.assertEqual(output("groff", "-mandoc", "-ww", "-z", "-k", path), "")

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_mandoc_has_nothing_to_say(self):
        for path in MANUALS:
            said = [line for line in output("mandoc", "-Tlint", "-W", "warning", path).splitlines()
                    if "outdated mandoc.db" not in line]
            self.assertEqual(said, [])


class Posthornctl(unittest.TestCase):
    """posthornctl(1) against the table of commands."""

    def setUp(self):
        self.text = rendered("posthornctl.1")

    def test_every_command_in_all_its_forms(self):
        for command in offered(""):
            self.assertIn(f" {command} ", self.text)
            forms = output(program("posthornctl"), "help", command)
            for form in re.findall(rf"(?m)^  posthornctl {command} \[OPTION…\] ?(.*)", forms):
                for line in self.beginnings(command, form.split()):
                    self.assertIn(line, self.text)

    def beginnings(self, command, words):
        """What FORM begins with, in words that are meant literally: «folder select»."""
        lines = [command]
        for word in words:
            if not re.fullmatch(r"[a-z|-]+", word):
                break
            both = " | ".join(word.split("|"))
            lines = [f"{lines[0]} {both}"] if f"{lines[0]} {both}" in self.text else [
                f"{line} {one}" for line in lines for one in word.split("|")]
        return lines

    def test_every_option(self):
        for command in offered(""):
            for option in offered(command, "-"):
                self.assertRegex(self.text, rf"{option}\b", f"{command} {option}")

    def test_no_option_that_is_none(self):
        known = {option for command in offered("") for option in offered(command, "-")}
        told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", self.text))
        self.assertEqual(told - known - {"--version"}, set())


class Bus(unittest.TestCase):
    """posthorn-dbus(5) against the XML."""

    def test_every_member_and_argument(self):
        text = rendered("posthorn-dbus.5")
        for path in glob.glob(os.path.join(TOP, "dbus", f"{NAME}.*.xml")):
            interface = ElementTree.parse(path).getroot().find("interface")
            self.assertIn(interface.get("name") + ":", text)
            for member in interface.iter("property"):
                self.assertIn(f" {member.get('name')} {member.get('type')}, read", text)
            for member in [*interface.iter("method"), *interface.iter("signal")]:
                self.assertIn(self.signature(member), text)

    def signature(self, member):
        arguments = [(argument.get("direction", "in"),
                      f"{argument.get('name')} {argument.get('type')}")
                     for argument in member.iter("arg")]
        given = ", ".join(one for direction, one in arguments if direction == "in")
        back = ", ".join(one for direction, one in arguments if direction == "out")
        return f" {member.get('name')}({given})" + (f" → {back}" if back else "")

    def test_nothing_of_xml_is_left(self):
        self.assertNotRegex(rendered("posthorn-dbus.5"), "&(lt|gt|amp);|<!--")


if __name__ == "__main__":
    tap.main()
