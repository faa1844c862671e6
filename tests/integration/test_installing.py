#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `meson install` puts where, that it can be used from there, and that nothing is left."""

import glob
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import process, rig, tap  # noqa: E402
from support.daemon import NAME, ROOT, program  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.dirname(os.path.dirname(program()))
PLACES = {
    "bin": {"posthornctl", "posthorn-sendmail"},
    "lib/systemd/catalog": {"posthorn.catalog"},
    "libexec": {"posthornd", "posthorn-open", "posthorn-parser"},
    "lib/systemd/user": {"posthorn.service"},
    "share/applications": {"org.posthorn.Posthorn.desktop"},
    "share/bash-completion/completions": {"posthornctl"},
    "share/dbus-1/services": {NAME + ".service"},
    "share/dbus-1/interfaces": {os.path.basename(path)
                                for path in glob.glob(os.path.join(SOURCE, "dbus", NAME + ".*.xml"))},
    "share/fish/vendor_completions.d": {"posthornctl.fish"},
    "share/man/man1": {"posthornctl.1", "posthorn-sendmail.1"},
    "share/man/man5": {"posthorn-dbus.5", "posthorn.conf.5"},
    "share/man/man8": {"posthornd.8"},
    "share/metainfo": {"org.posthorn.Posthorn.metainfo.xml"},
    "share/pkgconfig": {"posthorn-dbus.pc"},
    "share/posthorn": {"hardening.conf", "posthorn.conf.example", "providers.conf"},
    "share/zsh/site-functions": {"_posthornctl"},
}


def run(*arguments, **environment):
    """Standard output; a failure shows what was said."""
    done = subprocess.run(arguments, env={**os.environ, **environment}, capture_output=True,
                          text=True, timeout=120, check=False)
    if done.returncode:
        raise AssertionError(f"{arguments}: {done.stdout}{done.stderr}")
    return done.stdout


def entries(folder):
    """All files and folders in it."""
    return sorted(os.path.relpath(os.path.join(where, name), folder)
                  for where, folders, files in os.walk(folder) for name in folders + files)


class Installed:
    """`meson install` of the build under test into a folder of its own."""

    def __init__(self):
        self.root = process.Folder("ph-root-")
        self.prefix = os.path.join(self.root.path, "usr/local")
        run("meson", "install", "-C", BUILD, "--no-rebuild", DESTDIR=self.root.path)

    def variable(self, name):
        """Of posthorn-dbus.pc, as a client's build asks for it."""
        return run("pkg-config", f"--define-variable=prefix={self.prefix}", f"--variable={name}",
                   "posthorn-dbus", PKG_CONFIG_PATH=self.prefix + "/share/pkgconfig").strip()


class Places(unittest.TestCase):
    def test_every_file_is_where_it_is_looked_for_and_nothing_stays(self):
        installed = Installed()
        for place, names in PLACES.items():
            found = set(os.listdir(os.path.join(installed.prefix, place)))
            self.assertEqual(names - found, set(), f"missing in {place}")
        run("ninja", "-C", BUILD, "uninstall", DESTDIR=installed.root.path)
        self.assertEqual(entries(installed.root.path), [])

    def test_the_directories_can_be_chosen(self):
        folder = process.Folder("ph-chosen-")
        chosen = {"systemduserunitdir": "/etc/systemd/user", "dbusservicesdir": "/srv/services",
                  "dbusinterfacesdir": "/srv/interfaces", "metainfodir": "/srv/metainfo",
                  "bashcompletiondir": "/srv/bash", "zshcompletiondir": "/srv/zsh",
                  "fishcompletiondir": "/srv/fish"}
        run("meson", "setup", folder.path, SOURCE, "-Dtests=false", "--prefix=/usr",
            *[f"-D{key}={value}" for key, value in chosen.items()])
        there = set(json.loads(run("meson", "introspect", folder.path, "--installed")).values())
        for path in ("/etc/systemd/user/posthorn.service", f"/srv/services/{NAME}.service",
                     f"/srv/interfaces/{NAME}.Manager.xml",
                     "/srv/metainfo/org.posthorn.Posthorn.metainfo.xml", "/srv/bash/posthornctl",
                     "/srv/zsh/_posthornctl", "/srv/fish/posthornctl.fish"):
            self.assertIn(path, there)
        with open(folder / "meson-private/posthorn-dbus.pc", encoding="utf-8") as file:
            self.assertIn("interfacesdir=/srv/interfaces\n", file.read())

    def test_software_centres_can_read_the_description(self):
        run("appstreamcli", "validate", "--no-net",
            os.path.join(SOURCE, "data", "org.posthorn.Posthorn.metainfo.xml"))


class Proxies(rig.RigTest):
    def test_a_client_is_made_from_what_is_installed(self):
        installed = Installed()
        self.assertEqual((installed.variable("busname"), installed.variable("objectpath")),
                         (NAME, ROOT))
        interfaces = sorted(glob.glob(installed.variable("interfacesdir") + f"/{NAME}.*.xml"))
        self.assertEqual(len(interfaces), len(PLACES["share/dbus-1/interfaces"]))
        client = self.compile(installed, interfaces)
        server = self.dovecot()
        server.deliver(b"Subject: Made by a machine\r\n\r\nfor machines\r\n")
        self.daemon.add_account(server)
        said = run(client, **self.bus.environment)
        self.assertEqual(said, f"{self.daemon.get(ROOT, 'Manager', 'Version')}\n"
                               "Made by a machine\n")

    def compile(self, installed, interfaces):
        """The path of support/proxy-client.c with proxies for all INTERFACES."""
        code = installed.root / "posthorn-proxies"
        run("gdbus-codegen", "--interface-prefix", NAME, "--c-namespace", "Posthorn",
            "--c-generate-autocleanup", "all", "--generate-c-code", code, *interfaces)
        flags = run("pkg-config", "--cflags", "--libs", "gio-unix-2.0").split()
        program_path = installed.root / "proxy-client"
        run("cc", "-o", program_path, "-I", installed.root.path, f'-DBUS_NAME="{NAME}"',
            f'-DOBJECT_PATH="{ROOT}"', os.path.join(SOURCE, "tests/support/proxy-client.c"),
            code + ".c", *flags)
        return program_path


if __name__ == "__main__":
    tap.main()
