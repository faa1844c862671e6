# SPDX-License-Identifier: GPL-3.0-or-later
"""A minimal Debian 12 in a folder, made by debootstrap: nothing of this machine is in it."""

import os
import shutil
import subprocess

from . import process

# What a desktop has before Posthorn comes: a session bus and a keyring.
DESKTOP = ("dbus-user-session", "gnome-keyring", "ca-certificates", "glib-networking")
# Package managers' own notes, what others make of all that is installed, and what is the user's.
RESTLESS = ("proc/", "dev/", "tmp/", "var/cache/", "var/log/", "var/lib/apt/", "var/lib/dpkg/",
            "run/", "root/", "home/")
RELEASE = "bookworm"


def why_not():
    """Why this machine cannot make one, "" when it can."""
    if os.geteuid() != 0:
        return "a clean root needs root"
    for needed in ("debootstrap", "dpkg-buildpackage", "dh"):
        if not shutil.which(needed):
            return f"{needed} is not installed"
    return ""


class CleanRoot:
    """start() returns when the packages are in; run() is a command inside."""

    def __init__(self, cache):
        """CACHE keeps what was downloaded, for the next time."""
        self.cache, self.folder = cache, None

    def start(self):
        self.folder = process.Folder("ph-clean-", mode=0o755)
        os.makedirs(self.cache, exist_ok=True)
        done = subprocess.run(
            ["debootstrap", "--variant=minbase", f"--cache-dir={os.path.abspath(self.cache)}",
             RELEASE, self.folder.path],
            capture_output=True, text=True, timeout=1200, check=False)
        if done.returncode:
            raise RuntimeError(f"debootstrap: {(done.stdout + done.stderr)[-3000:]}")
        self.run("useradd", "--create-home", "anna")
        self.install(*DESKTOP)
        return self

    def stop(self):
        if self.folder:
            self.folder.remove()
            self.folder = None

    def install(self, *packages):
        self.run("apt-get", "-y", "--no-install-recommends", "-o",
                 "Dpkg::Options::=--force-unsafe-io", "install", *packages)

    def purge(self, package):
        """With all that came with it, though another package may suggest that, too."""
        self.run("apt-get", "-y", "-o", "APT::AutoRemove::RecommendsImportant=false",
                 "-o", "APT::AutoRemove::SuggestsImportant=false", "--autoremove", "purge", package)

    def entered(self, *arguments, user="root"):
        """The command line that runs ARGUMENTS inside, with /proc and processes of its own, which
        end with it."""
        script = "mount -t proc proc /proc && exec setpriv --reuid $0 --regid $0 --init-groups \"$@\""
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "chroot", self.folder.path,
                "sh", "-ec", script, user, *arguments]

    def spawn(self, *arguments, user="root", said="", timeout=900):
        """A CompletedProcess of a command inside with SAID on its standard input."""
        home = "/root" if user == "root" else f"/home/{user}"
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": home,
                       "USER": user, "DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.run(self.entered(*arguments, user=user), env=environment, input=said,
                              capture_output=True, text=True, timeout=timeout, check=False)

    def run(self, *arguments, **options):
        """Standard output; a failure shows all that was said."""
        done = self.spawn(*arguments, **options)
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def contents(self):
        """Every file and folder that should be as before once a package is purged."""
        found = set()
        for where, folders, files in os.walk(self.folder.path):
            inside = os.path.relpath(where, self.folder.path) + "/"
            prefix = "" if inside == "./" else inside
            folders[:] = [name for name in folders if prefix + name + "/" not in RESTLESS]
            found.update(prefix + name for name in folders + files)
        return found
