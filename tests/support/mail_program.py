# SPDX-License-Identifier: GPL-3.0-or-later
"""A program for mail, as a desktop file tells of it, that only notes how it was opened."""

import collections
import os

from .desktop_mocks import Service

Opened = collections.namedtuple("Opened", "token confined arguments")

SCRIPT = """#!/bin/sh
confined=$(sed -n 's/^NoNewPrivs:[[:space:]]*//p' /proc/self/status)
printf '%s\\n' "$XDG_ACTIVATION_TOKEN|$confined|$*" >>{log}
"""

ENTRY = """[Desktop Entry]
Type=Application
Name={name}
Exec={command} %u
NoDisplay=true
{more}"""


class MailProgram:
    """NAME.desktop, the default for URLs of SCHEME in the home of ENVIRONMENT; files in FOLDER."""

    def __init__(self, folder, environment, name, scheme, more=""):
        self.log = folder / f"{name}.log"
        script = folder.write(f"{name}.sh", SCRIPT.format(log=self.log), 0o755)
        entries = os.path.join(environment["XDG_DATA_HOME"], "applications")
        os.makedirs(entries, exist_ok=True)
        self.entry = os.path.join(entries, f"{name}.desktop")
        with open(self.entry, "w", encoding="utf-8") as file:
            file.write(ENTRY.format(name=name, command=script, more=more))
        self._make_default(environment, f"x-scheme-handler/{scheme}={name}.desktop\n")

    def _make_default(self, environment, line):
        path = os.path.join(environment["XDG_CONFIG_HOME"], "mimeapps.list")
        is_new = not os.path.exists(path)
        with open(path, "a", encoding="utf-8") as file:
            file.write(("[Default Applications]\n" if is_new else "") + line)

    def opened(self):
        """An Opened for each time it was opened."""
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as file:
            lines = [line.rstrip("\n").split("|") for line in file if line.endswith("\n")]
        return [Opened(token, confined == "1", arguments) for token, confined, arguments in lines]


class ActivatableProgram(Service):
    """What a desktop file with DBusActivatable=true leads to; `opened` is (URLs, platform data)."""

    name = "org.example.Mail"
    path = "/org/example/Mail"

    def prepare(self):
        self.opened = []
        self.offer(self.path, "org.freedesktop.Application",
                   {"Activate": (["a{sv}"], ""), "Open": (["as", "a{sv}"], "")}, {})

    def Activate(self, _sender, platform):
        self.opened.append(([], platform))

    def Open(self, _sender, urls, platform):
        self.opened.append((urls, platform))
