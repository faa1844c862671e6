#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completion in real shells: what they offer is what posthornctl knows, and what there is."""

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.daemon import program  # noqa: E402
from support.posthornctl import PosthornctlTest  # noqa: E402

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPTS = os.path.join(TOP, "data/completions")
BASH_COMPLETION = "/usr/share/bash-completion/bash_completion"
ODD = "Größe: 2=2 & 'mehr'"  # a folder
ALL = "\x18a"  # the key on which the shells put all offers on the line


class Shell:
    """An interactive shell on a terminal of its own; SETUP binds ALL."""

    def __init__(self, arguments, environment, setup):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(arguments[0], arguments, environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 10000, 0, 0))
        self.seen = ""
        self.write(setup + "\n")
        # The marks are put together by the shell, so that its echo has none.
        self.write('words () { echo "<""<"; shift; printf "%s\\n" "$@"; echo ">"">"; }\n')
        assert self.words("words a b\n") == ["b"]

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.pid, 0)

    def write(self, text):
        os.write(self.terminal, text.encode())

    def wait_for(self, text, limit=60):
        """What is written up to TEXT."""
        end = time.monotonic() + limit
        while text not in self.seen:
            if not select.select([self.terminal], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"no {text!r} in {self.seen!r}")
            self.seen += os.read(self.terminal, 65536).decode(errors="replace")
        before, _, self.seen = self.seen.partition(text)
        return before

    def words(self, keys):
        self.write(keys)
        self.wait_for("<<\r\n")
        return self.wait_for(">>\r\n").split("\r\n")[:-1]

    def offers(self, line):
        """What stands in place of the last word of LINE when all offers are put in. The line is
        given to words() then, so that the shell itself reads what it has quoted."""
        words = self.words(f"posthornctl {line}{ALL}\x01words \n")
        return [word for word in words[line.count(" "):] if word]


class Completion(PosthornctlTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        rig.fill(self.server, generator.sample_account())
        self.server.create(ODD)
        self.daemon.add_account(self.server)
        programs = self.bus.folder.make("programs")
        os.symlink(program("posthornctl"), os.path.join(programs, "posthornctl"))
        self.environment = {**self.bus.environment, "TERM": "dumb", "COLUMNS": "10000",
                            "PATH": programs + ":" + os.environ["PATH"]}

    def commands(self):
        text = self.run_client("--help").split("Options:\n")[0]
        return re.findall(r"(?m)^  ([a-z-]+)", text)

    def options(self, command):
        return sorted(set(re.findall(r"--[a-z-]+", re.sub(
            r"(?m)  [A-Z«].*", "", self.run_client("help", command)))))

    def check(self, offered):
        """OFFERED tells what is offered behind a line, from "posthornctl" on."""
        self.assertEqual(sorted(offered("")), sorted(self.commands()))
        self.assertEqual(sorted(offered("--json help ")), sorted(set(self.commands()) - {"help"}))
        self.assertEqual(offered("folder "), ["create", "select", "unselect", "role"])
        self.assertEqual(offered("why "), ["work"])
        self.assertEqual(offered("list --role=in"), ["--role=inbox"])
        self.assertEqual(offered("list --role dr"), ["drafts"])
        folders = {"work/" + (folder["path"] if folder["role"] == "none" else folder["role"])
                   for folder in self.run_json("folders")}
        self.assertIn("work/" + ODD, folders)
        self.assertEqual(set(offered("mark-all-read ")), folders)
        self.assertEqual(offered("mark-all-read work/Gr"), ["work/" + ODD])
        newest = [str(row["id"]) for row in self.daemon.list()[:50]]
        self.assertEqual(sorted(offered("show ")), sorted(newest))
        self.assertIn("history-days=", offered("config work hist"))
        for command in ("list", "add", "draft", "status"):
            self.assertEqual(sorted(offered(f"{command} --")), self.options(command))
        with open(self.bus.folder / "letter.txt", "w", encoding="ascii"):
            pass
        wanted = self.bus.folder / "letter.txt"
        self.assertEqual(offered(f"send --file {self.bus.folder / 'let'}"), [wanted])
        self.daemon.stop()
        self.assertEqual(offered("why "), [], "no daemon is started by a key")
        self.assertEqual(sorted(offered("")), sorted(self.commands()))

    def interactive(self, *arguments, setup):
        shell = Shell(arguments, self.environment, setup)
        self.addCleanup(shell.close)
        return shell.offers

    @unittest.skipUnless(os.path.exists(BASH_COMPLETION), "bash-completion is not installed")
    def test_bash(self):
        self.check(self.interactive(
            "bash", "--norc", "--noprofile", setup="bind 'set enable-bracketed-paste off'; "
            f"bind '\"\\C-xa\": insert-completions'; . {BASH_COMPLETION}; "
            f". {SCRIPTS}/posthornctl.bash"))

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh(self):
        functions = self.bus.folder.make("functions")
        os.symlink(f"{SCRIPTS}/posthornctl.zsh", os.path.join(functions, "_posthornctl"))
        self.check(self.interactive(
            "zsh", "-f", setup=f"fpath=({functions} $fpath); autoload -U compinit; compinit -D -u; "
            "unset zle_bracketed_paste; all () { _main_complete; compstate[insert]=all }; "
            "zle -C all complete-word all; bindkey '^Xa' all"))

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish(self):
        def offered(line):
            done = subprocess.run(
                ["fish", "--no-config", "-c",
                 f"source {SCRIPTS}/posthornctl.fish; complete -C $argv[1]", "posthornctl " + line],
                env=self.environment, capture_output=True, text=True, timeout=60, check=True)
            return [offer.partition("\t")[0] for offer in done.stdout.splitlines()]
        self.check(offered)


if __name__ == "__main__":
    tap.main()
